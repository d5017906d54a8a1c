/**
 * `process.stdout` and `process.stderr` of cells: what is written there becomes stream frames, each with the
 * cell that wrote it. The descriptors 1 and 2 below them stay as they are, for native code and subprocesses.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import process from "node:process";
import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { $ArrayBuffer, $Object, $TypeError } from "./intrinsics.ts";

type Done = (error?: Error | null) => void;

/** Sends text at once: a stream with a state of its own could be left waiting for ever by an interrupt. */
class StandardStream extends Writable {
  readonly fd: number;
  readonly isTTY = false;
  readonly columns = 80;
  readonly rows = 24;
  readonly #show: (text: string) => void;
  readonly #decoder = new StringDecoder("utf8");

  constructor(fd: number, show: (text: string) => void) {
    super({ decodeStrings: false });
    this.fd = fd;
    this.#show = show;
  }

  override write(chunk: unknown, encoding?: BufferEncoding | Done | null, done?: Done): boolean {
    const callback = typeof encoding === "function" ? encoding : done;
    const text = this.#text(chunk, typeof encoding === "string" ? encoding : "utf8");
    if (text !== "") this.#show(text);
    if (typeof callback === "function") process.nextTick(callback, null);
    return true;
  }

  #text(chunk: unknown, encoding: BufferEncoding): string {
    if (typeof chunk === "string") {
      const plain = encoding === "utf8" || (encoding as string) === "utf-8";
      return plain ? chunk : this.#decoder.write(Buffer.from(chunk, encoding));
    }
    if ($ArrayBuffer.isView(chunk)) {
      return this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    }
    throw new $TypeError(
      `the "chunk" to write must be a string, a Buffer, a TypedArray or a DataView, got ${chunk === null ? "null" : typeof chunk}`,
    );
  }

  /** As with Node's own, it stays open: the next cell writes to it as well. */
  override end(chunk?: unknown, encoding?: BufferEncoding | Done, done?: Done): this {
    if (typeof chunk === "function") process.nextTick(chunk);
    else if (chunk !== undefined && chunk !== null) this.write(chunk, encoding, done);
    else if (typeof encoding === "function") process.nextTick(encoding);
    else if (done !== undefined) process.nextTick(done);
    return this;
  }

  override destroy(): this {
    return this;
  }

  override cork(): void {}

  override uncork(): void {}

  getWindowSize(): [columns: number, rows: number] {
    return [this.columns, this.rows];
  }

  getColorDepth(): number {
    return 1;
  }

  hasColors(): boolean {
    return false;
  }
}

export function replaceStandardStreams(
  show: (name: "stdout" | "stderr", text: string) => void,
): void {
  for (const [fd, name] of [
    [1, "stdout"],
    [2, "stderr"],
  ] as const) {
    const stream = new StandardStream(fd, (text) => show(name, text));
    $Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      writable: true,
      value: stream,
    });
  }
}
