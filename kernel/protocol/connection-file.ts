/**
 * The file that tells a kernel and its clients where to meet and how messages are signed.
 *
 * Source: jupyter_client `docs/kernels.rst`, "Connection files".
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { ConnectionError } from "../errors.ts";
import type { Channel } from "./messages.ts";
import { DEFAULT_SCHEME, hashOfScheme } from "./signature.ts";

export interface Connection {
  readonly transport: "tcp" | "ipc";
  /** An address of this machine for tcp; the first part of the sockets' paths for ipc. */
  readonly ip: string;
  readonly ports: Readonly<Record<Channel, number>>;
  /** Empty: messages are not signed. */
  readonly key: string;
  /** The hash of `signature_scheme`, for {@link createSigner}. */
  readonly hash: string;
}

const CHANNELS: readonly Channel[] = ["shell", "iopub", "stdin", "control", "hb"];

const HINT =
  "let Jupyter or the client write the connection file, with transport, ip, key, signature_scheme " +
  "and the five ports";

/** @throws ConnectionError that says which member is wrong, and what it should be. */
export function readConnectionFile(path: string): Connection {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw new ConnectionError({
      what: missing ? "there is no such connection file" : "the connection file cannot be read",
      where: path,
      got: missing || !(cause instanceof Error) ? undefined : cause.message,
      hint: "give the path of the connection file that Jupyter or the client wrote",
      cause,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ConnectionError({
      what: "the connection file is not JSON",
      where: path,
      got: cause instanceof Error ? cause.message : String(cause),
      hint: HINT,
      cause,
    });
  }
  return parseConnection(value, path);
}

/** Checks what a connection file holds. @param where Named in errors. */
export function parseConnection(value: unknown, where: string): Connection {
  const wrong = (what: string, expected: string, got: unknown): ConnectionError =>
    new ConnectionError({ what, where, expected, got: show(got), hint: HINT });

  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong("the connection file holds no object", "a JSON object", value);
  }
  const file: Record<string, unknown> = { ...value };

  const { transport = "tcp", ip, key, signature_scheme: scheme = DEFAULT_SCHEME } = file;
  if (transport !== "tcp" && transport !== "ipc") {
    throw wrong("unknown transport", '"tcp" or "ipc"', transport);
  }
  if (typeof ip !== "string" || ip === "") {
    throw wrong(
      "ip is missing",
      transport === "tcp" ? 'an address as "127.0.0.1"' : "a path for the sockets",
      ip,
    );
  }
  if (typeof key !== "string") {
    throw wrong("key is missing", 'a string; "" for messages without a signature', key);
  }
  const hash = typeof scheme === "string" ? hashOfScheme(scheme) : undefined;
  if (hash === undefined) {
    throw wrong("unknown signature_scheme", `"${DEFAULT_SCHEME}" or another known hash`, scheme);
  }
  return { transport, ip, ports: readPorts(file, wrong), key, hash };
}

function readPorts(
  file: Record<string, unknown>,
  wrong: (what: string, expected: string, got: unknown) => ConnectionError,
): Record<Channel, number> {
  const ports: Record<Channel, number> = { shell: 0, iopub: 0, stdin: 0, control: 0, hb: 0 };
  for (const channel of CHANNELS) {
    const port = file[`${channel}_port`];
    if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65535) {
      const what = port === undefined ? "is missing" : "is no port";
      throw wrong(`${channel}_port ${what}`, "a whole number from 1 to 65535", port);
    }
    const twin = CHANNELS.find((other) => ports[other] === port);
    if (twin !== undefined) {
      throw wrong(
        `${twin}_port and ${channel}_port are the same`,
        "a port of its own for each channel",
        port,
      );
    }
    ports[channel] = port;
  }
  return ports;
}

/** Where a channel's socket is, as zeromq writes it. */
export function addressOf(connection: Connection, channel: Channel): string {
  const { transport, ip, ports } = connection;
  if (transport === "ipc") return `ipc://${ip}-${ports[channel]}`;
  // zeromq binds to addresses only, not to names.
  const host = ip === "localhost" ? "127.0.0.1" : ip.includes(":") ? `[${ip}]` : ip;
  return `tcp://${host}:${ports[channel]}`;
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value));
}
