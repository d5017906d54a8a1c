/**
 * Messages as zeromq frames and back:
 *
 *     identities…  <IDS|MSG>  signature  header  parent_header  metadata  content  buffers…
 *
 * Whatever arrives may have been sent by anyone who reaches the port: a frame that is not a message is told
 * by a {@link DropReason}, never by a throw.
 *
 * Source: jupyter_client `docs/messaging.rst`, "The Wire Protocol".
 *
 * @module
 */

import type { Header, Json, Message } from "./messages.ts";
import type { Signer } from "./signature.ts";

const DELIMITER: Buffer = Buffer.from("<IDS|MSG>");

/** What to send. Content may be JSON bytes already: they are signed and sent as they are. */
export interface OutgoingMessage {
  identities?: readonly Uint8Array[];
  header: Header;
  parent_header: Message["parent_header"];
  metadata?: Json;
  content: Json | Uint8Array;
  buffers?: readonly Uint8Array[];
}

/** Why frames were dropped. */
export type DropReason =
  | "no delimiter"
  | "truncated"
  | "wrong signature"
  | "not JSON"
  | "not a message";

export type Decoded = { message: Message } | { drop: DropReason };

export function encodeMessage(message: OutgoingMessage, signer: Signer): Uint8Array[] {
  const signed = [
    toBytes(message.header),
    toBytes(message.parent_header),
    toBytes(message.metadata ?? {}),
    toBytes(message.content),
  ];
  return [
    ...(message.identities ?? []),
    DELIMITER,
    signer.sign(signed),
    ...signed,
    ...(message.buffers ?? []),
  ];
}

export function decodeMessage(frames: readonly Uint8Array[], signer: Signer): Decoded {
  const delimiter = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (delimiter < 0) return { drop: "no delimiter" };

  const [signature, headerBytes, parentBytes, metadataBytes, contentBytes, ...buffers] =
    frames.slice(delimiter + 1);
  if (!signature || !headerBytes || !parentBytes || !metadataBytes || !contentBytes) {
    return { drop: "truncated" };
  }
  // Nothing is parsed before it is known to come from someone who has the key.
  const signed = [headerBytes, parentBytes, metadataBytes, contentBytes];
  if (!signer.verify(signed, signature)) return { drop: "wrong signature" };

  const values = signed.map(parseJson);
  if (values.includes(NOT_JSON)) return { drop: "not JSON" };
  const [header, parent, metadata, content] = values;
  if (!isHeader(header) || !isJson(parent) || !isJson(metadata) || !isJson(content)) {
    return { drop: "not a message" };
  }
  return {
    message: {
      identities: frames.slice(0, delimiter),
      header,
      parent_header: isHeader(parent) ? parent : {},
      metadata,
      content,
      buffers,
    },
  };
}

const NOT_JSON: unique symbol = Symbol("not JSON");
const utf8: TextDecoder = new TextDecoder("utf-8", { fatal: true });

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return NOT_JSON;
  }
}

function toBytes(part: object): Uint8Array {
  return part instanceof Uint8Array ? part : Buffer.from(JSON.stringify(part));
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The three members that routing needs; older clients leave out others. */
function isHeader(value: unknown): value is Header {
  return (
    isJson(value) &&
    typeof value.msg_id === "string" &&
    typeof value.msg_type === "string" &&
    typeof value.session === "string"
  );
}
