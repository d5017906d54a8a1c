/**
 * The file beside a network's graphs that holds its constants.
 *
 * @module
 */

import { open } from "node:fs/promises";
import type { Constant } from "./graph.ts";

export const WEIGHTS = "weights.bin";

/** Bytes between the beginnings of constants: pages, so that they can be mapped. */
const ALIGNMENT = 4096;

/** Where each constant begins: one after the other. */
export function constantOffsets(constants: ReadonlyMap<string, Constant>): Map<string, number> {
  const offsets = new Map<string, number>();
  let at = 0;
  for (const [name, { byteLength }] of constants) {
    offsets.set(name, at);
    at += Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;
  }
  return offsets;
}

export function constantBytes(constants: ReadonlyMap<string, Constant>): number {
  return [...constants.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Writes the constants at their offsets, one while the next is read and folded. */
export async function writeConstants(
  path: string,
  constants: ReadonlyMap<string, Constant>,
  onProgress?: (done: number, total: number, name: string) => void,
): Promise<void> {
  const offsets = constantOffsets(constants);
  const file = await open(path, "wx");
  let writing: Promise<void> = Promise.resolve();
  try {
    let done = 0;
    for (const [name, { load }] of constants) {
      const bytes = await load();
      await writing;
      writing = writeAll(bytes, offsets.get(name) as number);
      writing.catch(() => {}); // told below
      onProgress?.(++done, constants.size, name);
    }
    await writing;
  } finally {
    await writing.catch(() => {});
    await file.close();
  }

  /** A disk that is nearly full takes a part. */
  async function writeAll(bytes: Uint8Array, at: number): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const rest = bytes.length - written;
      written += (await file.write(bytes, written, rest, at + written)).bytesWritten;
    }
  }
}
