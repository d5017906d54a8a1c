/**
 * Reads files of the cache, which anything may have been written to: never one that would not fit into memory.
 *
 * @module
 */

import { readFile, stat } from "node:fs/promises";

/**
 * @param most Bytes; more are not read.
 * @throws Error if there is no such file, or it is larger.
 */
export async function readBounded(path: string, most: number): Promise<Buffer> {
  const stats = await stat(path);
  if (!stats.isFile()) throw new Error(`${path} is no file`); // of a pipe reading would not end
  if (stats.size > most) throw new Error(`${path} has ${stats.size} bytes, more than ${most}`);
  return readFile(path);
}
