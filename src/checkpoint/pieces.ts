/**
 * An open file from its beginning to its end, piece by piece (Node only).
 *
 * @module
 */

import type { FileHandle } from "node:fs/promises";

/** Bytes of a piece: so many stay in the second cache while they are summed or hashed. */
const PIECE = 2 ** 20;

/**
 * Reads one piece while whoever asked works on the one before. There are two buffers, which take turns: a piece is good
 * until the next one is asked for, then its memory is written again; copy what is to be kept.
 *
 * @param size Bytes of a piece at most.
 * @throws What the file system throws.
 */
export async function* pieces(
  file: FileHandle,
  size: number = PIECE,
): AsyncGenerator<Buffer, void, undefined> {
  const buffers = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)] as const;
  const read = (i: number, at: number) => {
    const reading = file.read(buffers[i], 0, size, at);
    reading.catch(() => {}); // whoever asks for the piece is told
    return reading;
  };
  let at = 0;
  let reading = read(0, at);
  try {
    for (let i = 0; ; i ^= 1) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      at += bytesRead;
      reading = read(i ^ 1, at);
      yield buffers[i].subarray(0, bytesRead);
    }
  } finally {
    await reading.catch(() => {}); // so that whoever stops early may close the file
  }
}
