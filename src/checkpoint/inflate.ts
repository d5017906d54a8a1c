/**
 * Raw deflate (RFC 1951) with a hard limit on the output, by Node's zlib. Loaded only when a file
 * has compressed entries.
 *
 * @module
 */

import { constants, inflateRawSync } from "node:zlib";
import { damaged } from "./damaged.ts";
import { counted } from "./message.ts";

/** The smallest limit that zlib accepts. */
const LEAST_LIMIT = 1;

const DAMAGED = "the compressed data are damaged";

/**
 * The whole of a compressed entry.
 *
 * @param size The size that the file promises; no more than that is ever held.
 * @throws CheckpointError if the data are damaged or of another size.
 */
export function inflate(compressed: Uint8Array, size: number, where: string): Uint8Array {
  const bytes = attempt(compressed, size, where, constants.Z_FINISH);
  if (bytes.length === size) return bytes;
  throw damaged(where, DAMAGED, {
    expected: counted(size, "byte"),
    got: counted(bytes.length, "byte"),
  });
}

/**
 * What the first bytes of a compressed entry expand to.
 *
 * @param compressed The first bytes of the entry; the result is at most 1032 times as long.
 * @throws CheckpointError if the data are damaged or longer than `size`.
 */
export function inflateStart(compressed: Uint8Array, size: number, where: string): Uint8Array {
  return attempt(compressed, size, where, constants.Z_SYNC_FLUSH);
}

function attempt(
  compressed: Uint8Array,
  size: number,
  where: string,
  finishFlush: number,
): Uint8Array {
  try {
    const maxOutputLength = Math.max(size, LEAST_LIMIT);
    const buffer = inflateRawSync(compressed, { finishFlush, maxOutputLength });
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  } catch (cause) {
    const tooLong = (cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    const sizes = tooLong ? { expected: `${size} bytes, as the file says`, got: "more" } : {};
    throw damaged(where, DAMAGED, { ...sizes, cause });
  }
}
