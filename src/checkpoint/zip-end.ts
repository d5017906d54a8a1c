/**
 * The end of a zip archive, which says where its directory is (APPNOTE.TXT 4.3.14 to 4.3.16).
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import { damaged } from "./damaged.ts";
import type { ByteSource } from "./source.ts";
import { uint64 } from "./zip-extra.ts";

export interface DirectoryPlace {
  readonly offset: number;
  readonly size: number;
  /** Number of entries. */
  readonly count: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const LOCATOR64 = 0x07064b50;
const LOCATOR64_BYTES = 20;
const END64 = 0x06064b50;
const END64_BYTES = 56;

/** @throws CheckpointError if the end is missing, or points outside the file. */
export async function findDirectory(source: ByteSource): Promise<DirectoryPlace> {
  const tailBytes = Math.min(source.size, END_BYTES + LONGEST_COMMENT);
  const tailStart = source.size - tailBytes;
  const tail = await source.read(tailStart, tailBytes);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  const at = findEnd(view);
  if (at === undefined) {
    throw new CheckpointError({
      what: "the end of the zip archive is missing",
      where: source.name,
      expected: "a zip directory at the end of the file",
      hint: "download or copy the file again; it is probably incomplete",
    });
  }
  const place = endFields(view, at);
  const end = tailStart + at;
  const [real, limit] = await withZip64(source, end, place);
  if (real.offset + real.size > limit) {
    throw damaged(source.name, "the zip directory reaches beyond its end", {
      expected: `at most byte ${limit}`,
      got: `${real.size} bytes from byte ${real.offset} on`,
    });
  }
  return real;
}

/** The last end record whose comment fills the rest of the file. */
function findEnd(view: DataView): number | undefined {
  for (let at = view.byteLength - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  return undefined;
}

// 0 signature  4 disk  6 disk of the directory  8 entries here  10 entries  12 size  16 offset
// 20 comment length
function endFields(view: DataView, at: number): DirectoryPlace {
  return {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  };
}

/** The place with 64-bit fields where the 32-bit ones are all ones, and where it must end. */
async function withZip64(
  source: ByteSource,
  end: number,
  place: DirectoryPlace,
): Promise<[DirectoryPlace, limit: number]> {
  const full = place.count === 0xffff || place.size === 0xffffffff || place.offset === 0xffffffff;
  if (!full || end < LOCATOR64_BYTES) return [place, end];
  // 0 signature  4 disk  8 offset of the end record  16 number of disks
  const locator = await source.read(end - LOCATOR64_BYTES, LOCATOR64_BYTES);
  const locatorView = new DataView(locator.buffer, locator.byteOffset, locator.length);
  if (locatorView.getUint32(0, true) !== LOCATOR64) return [place, end];
  const at = uint64(locatorView, 8, source.name);
  if (at + END64_BYTES > end - LOCATOR64_BYTES) throw damagedEnd(source.name);
  // 0 signature  4 size  12 made by  14 needs  16 disk  20 disk  24 entries here  32 entries
  // 40 size  48 offset
  const record = await source.read(at, END64_BYTES);
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  if (view.getUint32(0, true) !== END64) throw damagedEnd(source.name);
  const pick = (short: number, full: number, long: number) =>
    short === full ? uint64(view, long, source.name) : short;
  const real = {
    count: pick(place.count, 0xffff, 32),
    size: pick(place.size, 0xffffffff, 40),
    offset: pick(place.offset, 0xffffffff, 48),
  };
  return [real, at];
}

function damagedEnd(where: string): CheckpointError {
  return damaged(where, "the end of the zip archive is damaged");
}
