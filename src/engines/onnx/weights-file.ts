/**
 * The file beside a network's graphs that holds their larger constants.
 *
 * @module
 */

import { open } from "node:fs/promises";
import type { Constant } from "./graph.ts";

/** Constants of fewer bytes are in the graph's own file. */
const SMALL = 1024;

/** Bytes between the beginnings of constants: pages, so that they can be mapped. */
const ALIGNMENT = 4096;

/** Writes the larger constants one after the other; returns where each begins. */
export async function writeConstants(
  path: string,
  constants: ReadonlyMap<string, Constant>,
  onProgress?: (done: number, total: number, name: string) => void,
): Promise<Map<string, number>> {
  const offsets = new Map<string, number>();
  const file = await open(path, "wx");
  try {
    let at = 0;
    let done = 0;
    for (const [name, { byteLength, load }] of constants) {
      if (byteLength >= SMALL) {
        await file.write(await load(), 0, byteLength, at);
        offsets.set(name, at);
        at += Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;
      }
      onProgress?.(++done, constants.size, name);
    }
  } finally {
    await file.close();
  }
  return offsets;
}
