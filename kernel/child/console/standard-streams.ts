/**
 * `process.stdout.write` and `process.stderr.write` in step with everything else that a cell prints.
 *
 * Through the pipes of the process their text would reach the notebook out of order, and without knowing its cell.
 * The pipes remain for native code and subprocesses.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import process from "node:process";
import { StringDecoder } from "node:string_decoder";
import { types } from "node:util";
import type { DisplayHost } from "../display/ports.ts";
import { $String } from "../intrinsics.ts";

export function redirectStandardStreams(host: DisplayHost): void {
  process.stdout.write = writer(host, "stdout");
  process.stderr.write = writer(host, "stderr");
}

type Done = (error?: Error | null) => void;

/** `stream.Writable.write`, for which nothing is ever pending. */
function writer(host: DisplayHost, name: "stdout" | "stderr"): typeof process.stdout.write {
  // A character's bytes may come in two writes.
  const decoder = new StringDecoder("utf8");
  return (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done): boolean => {
    const text = types.isUint8Array(chunk)
      ? decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
      : typeof encoding === "string" && encoding !== "utf8" && encoding !== "utf-8"
        ? Buffer.from(chunk, encoding).toString()
        : $String(chunk);
    if (text !== "") host.stream(name, text);
    const callback = typeof encoding === "function" ? encoding : done;
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
}
