/**
 * MIME bundles, "MIME type → data", made ready to be sent: bytes as base64, text as strings, data as JSON.
 *
 * Source: jupyter_client `docs/messaging.rst`, "display_data".
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { types } from "node:util";
import { DisplayError } from "../../errors.ts";
import { $Array, $ArrayBuffer, $JSON, $Object, $String, $Uint8Array } from "../intrinsics.ts";
import type { MimeBundle } from "./api.ts";
import { imageNote, toBuffer } from "./image-bytes.ts";
import { isObject } from "./peek.ts";
import { plainText } from "./plain-text.ts";
import { svgToPng } from "./svg-to-png.ts";
import { toJson } from "./to-json.ts";

const MIME_TYPE = /^[a-z]+\/[\w.+-]+(?:\s*;.*)?$/i;

/** Whether every key of `value` looks like a MIME type. */
export function isMimeBundle(value: unknown): value is MimeBundle {
  if (!isObject(value) || $Array.isArray(value) || types.isProxy(value)) return false;
  const keys = $Object.keys(value);
  return keys.length > 0 && keys.every((key) => MIME_TYPE.test(key));
}

/**
 * A bundle that can be sent, with the companions that make it show everywhere: a PNG beside SVG, and plain text.
 *
 * @param text The `text/plain` of a bundle that has none.
 */
export function readyBundle(bundle: MimeBundle, text?: string): MimeBundle {
  const ready: MimeBundle = {};
  for (const type of $Object.keys(bundle)) {
    const data = readyData(type, bundle[type]);
    if (data !== undefined) ready[type] = data;
  }
  const svg = ready["image/svg+xml"];
  if (typeof svg === "string" && ready["image/png"] === undefined) {
    const png = svgToPng(svg);
    if (png !== undefined) ready["image/png"] = png.toString("base64");
  }
  ready["text/plain"] ??= text ?? standIn(ready, bundle);
  return ready;
}

function readyData(type: string, data: unknown): unknown {
  if (data === undefined || data === null) return isJson(type) ? data : undefined;
  const bytes = asBytes(data);
  if (isJson(type)) {
    return bytes === undefined ? toJson(data, type) : $JSON.parse(toBuffer(bytes).toString());
  }
  if (isText(type)) {
    if (bytes !== undefined) return toBuffer(bytes).toString();
    // Notebook files hold text as lists of lines, and so do some bundles.
    if ($Array.isArray(data)) return data.join("");
    return isObject(data) ? toJson(data, type) : $String(data);
  }
  if (bytes !== undefined) return toBuffer(bytes).toString("base64");
  if (typeof data === "string") return data.replace(/^data:[^,]*;base64,/, "");
  if (type.startsWith("image/") || type.startsWith("audio/") || type.startsWith("video/")) {
    throw new DisplayError({
      what: "this is no file of its type",
      where: type,
      expected: "its bytes as a Uint8Array, or their base64 text",
      got: plainText(data, 0),
      hint: `pass what a file of type ${type} holds`,
    });
  }
  return toJson(data, type);
}

function asBytes(data: unknown): Uint8Array | undefined {
  if (types.isUint8Array(data)) return data;
  if ($ArrayBuffer.isView(data))
    return new $Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return types.isAnyArrayBuffer(data) ? new $Uint8Array(data) : undefined;
}

function isJson(type: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json$/i.test(type);
}

function isText(type: string): boolean {
  return /^text\/|^image\/svg\+xml$|^application\/(?:javascript|ecmascript|xml)$|\+xml$/i.test(
    type,
  );
}

/** What a terminal shows in place of the rest. */
function standIn(ready: MimeBundle, original: MimeBundle): string {
  for (const type of ["text/markdown", "text/latex"]) {
    if (typeof ready[type] === "string") return ready[type];
  }
  for (const type of ["application/json", "application/geo+json"]) {
    if (type in original) return plainText(original[type]);
  }
  const type = $Object.keys(ready)[0];
  if (type === undefined) return "";
  const data = ready[type];
  if (typeof data === "string" && type.startsWith("image/")) {
    return imageNote(type, isText(type) ? Buffer.from(data) : Buffer.from(data, "base64"));
  }
  return `[${type}]`;
}
