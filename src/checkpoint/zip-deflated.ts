/**
 * A deflated zip entry as a ByteSource.
 *
 * @module
 */

import { crc32 } from "./crc32.ts";
import { damaged } from "./damaged.ts";
import { type ByteSource, checkRange } from "./source.ts";

/** Reads that end before this byte inflate only the start of the entry: an npy header. */
const START_BYTES = 4096;

/** How much of the compressed data is enough for that, in any file that was not made to annoy. */
const START_COMPRESSED_BYTES = 8192;

/**
 * The inflated bytes. Every read beyond the first 4 KiB inflates the whole entry and checks its
 * CRC-32, so such data are best read in one go.
 *
 * @param data The compressed bytes.
 */
export function inflatedSource(
  data: ByteSource,
  { size, crc32: expected }: { readonly size: number; readonly crc32: number },
  where: string,
): ByteSource {
  async function start(): Promise<Uint8Array> {
    const { inflateStart } = await import("./inflate.ts");
    const bytes = await data.read(0, Math.min(data.size, START_COMPRESSED_BYTES));
    return inflateStart(bytes, size, where);
  }

  async function whole(): Promise<Uint8Array> {
    const { inflate } = await import("./inflate.ts");
    const bytes = inflate(await data.read(0, data.size), size, where);
    if (crc32(bytes) === expected) return bytes;
    throw damaged(where, "the data are damaged (their checksum differs)");
  }

  return {
    name: where,
    size,
    async read(offset, length) {
      checkRange({ name: where, size }, offset, length);
      const end = offset + length;
      const first = end <= START_BYTES && end < size ? await start() : undefined;
      const bytes = first !== undefined && first.length >= end ? first : await whole();
      return bytes.subarray(offset, end);
    },
    async close() {},
  };
}
