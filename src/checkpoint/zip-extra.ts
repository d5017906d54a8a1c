/**
 * The zip64 extra field: 64-bit sizes and offsets of entries whose 32-bit fields are all ones
 * (APPNOTE.TXT 4.5.3).
 *
 * @module
 */

import { damaged } from "./damaged.ts";

/** The 32-bit fields of a header; 0xffffffff means "see the extra field". */
export interface Zip64Wants {
  readonly size: number;
  readonly compressedSize: number;
  readonly start: number;
}

const ZIP64 = 0x0001;
const SEE_EXTRA = 0xffffffff;

/**
 * The three fields with their real values.
 *
 * @throws CheckpointError if one of them should be in the extra field and is not.
 */
export function zip64Extra(extra: Uint8Array, wants: Zip64Wants, where: string): Zip64Wants {
  let field: DataView = new DataView(new ArrayBuffer(0));
  if (Object.values(wants).includes(SEE_EXTRA)) field = findField(extra, ZIP64) ?? field;
  let at = 0;
  // The values stand in this order, each only if its 32-bit field is all ones.
  const real = (value: number): number => {
    if (value !== SEE_EXTRA) return value;
    if (at + 8 > field.byteLength) {
      throw damaged(where, "the entry's 64-bit size is missing");
    }
    at += 8;
    return uint64(field, at - 8, where);
  };
  const size = real(wants.size);
  const compressedSize = real(wants.compressedSize);
  const start = real(wants.start);
  return { size, compressedSize, start };
}

/** Extra fields are a list of id (2 bytes), length (2 bytes), content. */
function findField(extra: Uint8Array, id: number): DataView | undefined {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = view.getUint16(at + 2, true);
    if (at + 4 + length > extra.length) return undefined;
    if (view.getUint16(at, true) === id) {
      return new DataView(extra.buffer, extra.byteOffset + at + 4, length);
    }
    at += 4 + length;
  }
  return undefined;
}

/** A little-endian 64-bit number that a double holds exactly. */
export function uint64(view: DataView, at: number, where: string): number {
  const value = view.getBigUint64(at, true);
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  throw damaged(where, "a size or offset is larger than any file", {
    expected: `at most ${Number.MAX_SAFE_INTEGER}`,
    got: `${value}`,
  });
}
