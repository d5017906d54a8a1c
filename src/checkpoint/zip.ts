/**
 * Zip archives by range reads: only the directory at the end is read on opening, an entry when it
 * is asked for. Stored and deflated entries, with zip64; APPNOTE.TXT 6.3.10,
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
 *
 * Memory: on opening at most the directory (≤ 64 MiB and ≤ the file) and 100,000 entries; for a
 * stored entry the range asked for; for a deflated one its size, which is at most 1032 times its
 * compressed size, the most that deflate can do.
 *
 * @module
 */

import type { CheckpointError } from "../errors.ts";
import { damaged } from "./damaged.ts";
import { shown } from "./message.ts";
import { type ByteSource, partOf } from "./source.ts";
import { inflatedSource } from "./zip-deflated.ts";
import { findDirectory } from "./zip-end.ts";
import { type Zip64Wants, zip64Extra } from "./zip-extra.ts";

export interface ZipEntry {
  readonly name: string;
  /** Bytes after inflating. */
  readonly size: number;
  readonly compressedSize: number;
  readonly deflated: boolean;
  readonly crc32: number;
  /** Where its local header begins. */
  readonly start: number;
  /** Where the next entry, or the directory, begins. */
  readonly end: number;
}

export interface ZipArchive {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** The bytes of an entry. */
  open(entry: ZipEntry): Promise<ByteSource>;
}

/** A released checkpoint has about 270 entries. */
const MOST_ENTRIES = 100_000;
const LONGEST_DIRECTORY = 64 * 2 ** 20;

/** The limit of deflate: 258 bytes from 2 bits (zlib's "Technical Details"). */
const LARGEST_RATIO = 1032;

const FILE_HEADER = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const FILE_HEADER_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;

const ENCRYPTED = 1 << 0;
const SIZES_FOLLOW = 1 << 3;

/**
 * Reads the directory of a zip archive.
 *
 * @throws CheckpointError if it is damaged, or if entries overlap, have the same name, are encrypted
 *   or claim sizes that the file cannot hold.
 */
export async function openZip(source: ByteSource): Promise<ZipArchive> {
  const { offset, size, count } = await findDirectory(source);
  if (count > MOST_ENTRIES || size > LONGEST_DIRECTORY || count * FILE_HEADER_BYTES > size) {
    throw damaged(source.name, "the directory cannot hold as many entries as it says", {
      expected: `at most ${MOST_ENTRIES} entries, ${FILE_HEADER_BYTES} bytes or more each`,
      got: `${count} entries in ${size} bytes`,
    });
  }
  const directory = await source.read(offset, size);
  const headers = readDirectory(directory, count, source.name);
  const entries = placed(headers, offset, source.name);
  return { entries, open: (entry) => openEntry(source, entry) };
}

type FileHeader = Omit<ZipEntry, "end"> & { readonly nameBytes: number };

//  0 signature  4 made by  6 needs  8 flags  10 method  12 time  14 date  16 crc  20 compressed
// 24 size  28 name length  30 extra length  32 comment length  34 disk  36, 38 attributes
// 42 offset of the local header  46 name, extra, comment
function readDirectory(bytes: Uint8Array, count: number, where: string): FileHeader[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const headers: FileHeader[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + FILE_HEADER_BYTES > bytes.length || view.getUint32(at, true) !== FILE_HEADER) {
      throw damaged(where, "the directory ends too early", {
        expected: `${count} entries`,
        got: `${i}`,
      });
    }
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const extraAt = at + FILE_HEADER_BYTES + nameBytes;
    const next = extraAt + extraBytes + view.getUint16(at + 32, true);
    if (next > bytes.length) throw damaged(where, "a name reaches beyond the directory");
    const name = entryName(bytes.subarray(at + FILE_HEADER_BYTES, extraAt));
    const method = view.getUint16(at + 10, true);
    if (view.getUint16(at + 8, true) & ENCRYPTED) {
      throw damaged(`${where}: ${shown(name)}`, "the entry is encrypted", {
        hint: "unpack the archive with its password and save the weights again",
      });
    }
    if (method !== 0 && method !== 8) {
      throw damaged(`${where}: ${shown(name)}`, "the entry is compressed in an unknown way", {
        expected: "method 0 (stored) or 8 (deflate)",
        got: `method ${method}`,
        hint: "save the weights again, or unpack the archive and pack it with zip",
      });
    }
    const wants: Zip64Wants = {
      size: view.getUint32(at + 24, true),
      compressedSize: view.getUint32(at + 20, true),
      start: view.getUint32(at + 42, true),
    };
    const extra = bytes.subarray(extraAt, extraAt + extraBytes);
    const deflated = method === 8;
    const crc = view.getUint32(at + 16, true);
    const real = zip64Extra(extra, wants, `${where}: ${shown(name)}`);
    headers.push({ name, nameBytes, deflated, crc32: crc, ...real });
    at = next;
  }
  return headers;
}

/** Entries by name, in the directory's order, after checking that each has a place of its own. */
function placed(
  headers: readonly FileHeader[],
  directoryStart: number,
  where: string,
): Map<string, ZipEntry> {
  const byPlace = [...headers].sort((a, b) => a.start - b.start);
  const ends = new Map<FileHeader, number>();
  byPlace.forEach((header, i) => {
    const inEntry = `${where}: ${shown(header.name)}`;
    const end = byPlace[i + 1]?.start ?? directoryStart;
    const { start, size, compressedSize, nameBytes } = header;
    if (start + LOCAL_HEADER_BYTES + nameBytes + compressedSize > end) {
      throw damaged(inEntry, "the entry reaches into what follows it", {
        expected: `at most ${Math.max(0, end - start)} bytes with its header`,
        got: `${LOCAL_HEADER_BYTES + nameBytes + compressedSize}`,
      });
    }
    const most = header.deflated ? compressedSize * LARGEST_RATIO : compressedSize;
    if (size > most || (!header.deflated && size !== compressedSize)) {
      throw damaged(inEntry, "the entry claims a size that it cannot have", {
        expected: header.deflated ? `at most ${most} bytes` : `${compressedSize} bytes`,
        got: `${size} bytes from ${compressedSize} in the file`,
      });
    }
    ends.set(header, end);
  });
  const entries = new Map<string, ZipEntry>();
  for (const header of headers) {
    if (entries.has(header.name)) {
      throw damaged(where, `two entries are called ${shown(header.name)}`);
    }
    entries.set(header.name, { ...header, end: ends.get(header) ?? directoryStart });
  }
  return entries;
}

//  0 signature  4 needs  6 flags  8 method  10 time  12 date  14 crc  18 compressed  22 size
// 26 name length  28 extra length  30 name, extra, data
async function openEntry(source: ByteSource, entry: ZipEntry): Promise<ByteSource> {
  const where = `${source.name}: ${shown(entry.name)}`;
  const head = await source.read(entry.start, LOCAL_HEADER_BYTES);
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (view.getUint32(0, true) !== LOCAL_HEADER) {
    throw damaged(where, "there is no entry where the directory says");
  }
  const nameBytes = view.getUint16(26, true);
  const extraBytes = view.getUint16(28, true);
  const dataStart = entry.start + LOCAL_HEADER_BYTES + nameBytes + extraBytes;
  if (dataStart + entry.compressedSize > entry.end) {
    throw damaged(where, "the entry reaches into what follows it", {
      expected: `at most ${entry.end - entry.start} bytes with its header`,
      got: `${dataStart + entry.compressedSize - entry.start}`,
    });
  }
  const rest = await source.read(entry.start + LOCAL_HEADER_BYTES, nameBytes + extraBytes);
  const sameName = entryName(rest.subarray(0, nameBytes)) === entry.name;
  const sameMethod = view.getUint16(8, true) === (entry.deflated ? 8 : 0);
  if (!sameName || !sameMethod) throw disagreement(where);
  if ((view.getUint16(6, true) & SIZES_FOLLOW) === 0) {
    const wants = {
      size: view.getUint32(22, true),
      compressedSize: view.getUint32(18, true),
      start: 0,
    };
    const real = zip64Extra(rest.subarray(nameBytes), wants, where);
    if (real.size !== entry.size || real.compressedSize !== entry.compressedSize) {
      throw disagreement(where);
    }
  }
  const data = partOf(source, dataStart, entry.compressedSize);
  return entry.deflated ? inflatedSource(data, entry, where) : { ...data, name: where };
}

/** Names are UTF-8 or an old code page; what is not UTF-8 becomes U+FFFD, here and there alike. */
function entryName(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function disagreement(where: string): CheckpointError {
  return damaged(where, "the directory and the entry's own header disagree");
}
