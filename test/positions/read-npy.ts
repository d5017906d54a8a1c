/**
 * Reads the float32 arrays that the goldens are stored in.
 *
 * @module
 */

import { readFileSync } from "node:fs";

/** The numbers of a little-endian float32 `.npy` file of format version 1, in C order. */
export function readNpy(path: string | URL): Float32Array {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", 10, start);
  if (!header.includes("'<f4'") || header.includes("True")) throw new Error(`${path}: ${header}`);
  return new Float32Array(
    bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length),
  );
}
