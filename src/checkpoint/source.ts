/**
 * Where bytes come from: a file, a buffer, a part of another source. The readers of this folder ask
 * for the ranges they need, so a big checkpoint is never in memory as a whole.
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";

/** Random access to a fixed number of bytes. Any object of this shape will do. */
export interface ByteSource {
  /** What messages call it, usually the path as the user gave it. */
  readonly name: string;

  /** Number of bytes. */
  readonly size: number;

  /**
   * Exactly `length` bytes from `offset` on, in memory that then belongs to the caller.
   *
   * @throws CheckpointError if the range is not inside the source or cannot be read.
   */
  read(offset: number, length: number): Promise<Uint8Array>;

  /** SHA-256 of all bytes as they are now, as hexadecimal digits; files alone have it. */
  readonly sha256?: (() => Promise<string>) | undefined;

  /** Gives the file back; a second call does nothing. */
  close(): Promise<void>;
}

/** The bytes of a buffer, for example of a file that a browser was handed. */
export function bytesSource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    size: bytes.length,
    async read(offset, length) {
      checkRange({ name, size: bytes.length }, offset, length);
      return new Uint8Array(bytes.subarray(offset, offset + length)); // Buffer.slice() would not copy
    },
    async close() {},
  };
}

/** The `size` bytes of `source` from `start` on; closing it leaves `source` open. */
export function partOf(source: ByteSource, start: number, size: number): ByteSource {
  checkRange(source, start, size);
  return {
    name: source.name,
    size,
    async read(offset, length) {
      checkRange({ name: source.name, size }, offset, length);
      return source.read(start + offset, length);
    },
    async close() {},
  };
}

/** @throws CheckpointError unless `length` bytes from `offset` on lie inside the source. */
export function checkRange(
  { name, size }: { readonly name: string; readonly size: number },
  offset: number,
  length: number,
): void {
  const inside =
    Number.isSafeInteger(offset) &&
    Number.isSafeInteger(length) &&
    offset >= 0 &&
    length >= 0 &&
    offset + length <= size;
  if (inside) return;
  throw new CheckpointError({
    what: "the file ends too early",
    where: name,
    expected: `${length} bytes from byte ${offset} on`,
    got: `${size} bytes in all`,
    hint: "download or copy the file again; it is probably incomplete",
  });
}

/**
 * `length` zeroed bytes.
 *
 * Callers have checked `length` against the file; this turns what is left, a machine without so
 * much memory, into a message.
 */
export function allocate(length: number, where: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new CheckpointError({
      what: "not enough memory",
      where,
      expected: `${length} free bytes in one piece`,
      hint: "close other programs, or use a machine with more memory",
      cause,
    });
  }
}
