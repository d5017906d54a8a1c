/**
 * The outer layer of a PNG: signature, chunks, header. Everything that can be checked before any memory is
 * taken is checked here.
 *
 * Format: W3C PNG specification, third edition, https://www.w3.org/TR/png-3/.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import { fileKind } from "./file-kind.ts";

/** Colour types, by their number in the header. */
export const COLOR_TYPES = {
  0: { name: "grey", channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { name: "RGB", channels: 3, depths: [8, 16] },
  3: { name: "palette", channels: 1, depths: [1, 2, 4, 8] },
  4: { name: "grey with alpha", channels: 2, depths: [8, 16] },
  6: { name: "RGB with alpha", channels: 4, depths: [8, 16] },
} as const;

/** What the header says. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;

  /** Bits per sample. */
  readonly depth: number;
  readonly colorType: keyof typeof COLOR_TYPES;
  readonly interlaced: boolean;
}

/** One chunk, as views into the file. */
export interface PngChunk {
  readonly type: string;

  /** Length, type, data and check sum. */
  readonly whole: Uint8Array;
  readonly data: Uint8Array;
}

/** A PNG whose outer layer is sound. */
export interface PngParts {
  readonly header: PngHeader;

  /** IHDR, PLTE, IDAT… and IEND, in the order of the file; the others do not matter to a label map. */
  readonly chunks: readonly PngChunk[];

  /** Bytes that the compressed data have to give: a filter byte and the packed samples for each line. */
  readonly inflatedLength: number;
}

/** Largest picture read, in pixels: 8192×8192. Real label maps stay below 2^24. */
export const MAX_PIXELS: number = 2 ** 26;

/** Most bytes of packed samples: MAX_PIXELS of 8-bit RGBA and its filter bytes. */
const MAX_INFLATED = 2 ** 28 + 2 ** 16;

/** Deflate makes at most 258 bytes out of two bits: 1032 to 1. */
const MAX_DEFLATE_RATIO = 1032;

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Splits a PNG into its chunks and checks that its sizes can be true.
 *
 * @param where Name of the file, for messages.
 * @throws LabelError when the file is something else, ends early, or claims a size that its compressed
 *   data cannot fill or that is beyond {@link MAX_PIXELS}.
 */
export function readPngParts(bytes: Uint8Array, where: string): PngParts {
  if (SIGNATURE.some((byte, i) => bytes[i] !== byte)) throw notPng(bytes, where);
  const all = splitChunks(bytes, where);
  const header = readHeader(all[0], where);
  const chunks = all.filter(({ type }) => ["IHDR", "PLTE", "IDAT", "IEND"].includes(type));
  checkPalette(chunks, header, where);
  const inflatedLength = packedLength(header);
  const compressed = chunks.reduce((sum, c) => sum + (c.type === "IDAT" ? c.data.length : 0), 0);
  if (header.width * header.height > MAX_PIXELS || inflatedLength > MAX_INFLATED) {
    throw new LabelError({
      where,
      what: "the PNG is too large for a label map",
      expected: `at most ${MAX_PIXELS} pixels and ${MAX_INFLATED} bytes of samples`,
      got: `${header.height}x${header.width} (height x width), ${inflatedLength} bytes of samples`,
      hint: "resize it nearest, or cut it into parts",
    });
  }
  if (inflatedLength > compressed * MAX_DEFLATE_RATIO) {
    throw new LabelError({
      where,
      what: "the PNG claims more pixels than its data can hold",
      expected: `at least ${Math.ceil(inflatedLength / MAX_DEFLATE_RATIO)} bytes of compressed data`,
      got: `${compressed} bytes for ${header.height}x${header.width} (height x width)`,
      hint: "the file is damaged or incomplete; get it again",
    });
  }
  return { header, chunks, inflatedLength };
}

/** Reads chunk after chunk up to IEND: length u32, type 4 letters, data, CRC u32, all big-endian. */
function splitChunks(bytes: Uint8Array, where: string): PngChunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  let offset = SIGNATURE.length;
  while (chunks.at(-1)?.type !== "IEND") {
    const left = bytes.length - offset;
    const length = left >= 12 ? view.getUint32(offset) : 0;
    if (left < 12 + length) {
      throw new LabelError({
        where,
        what: "the PNG ends in the middle",
        expected: left < 12 ? "another chunk, up to IEND" : `a chunk of ${length} bytes`,
        got: `${Math.max(left, 0)} bytes at offset ${offset}, the end of the file`,
        hint: "the file is damaged or incomplete; get it again",
      });
    }
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    checkType(type, offset, where);
    chunks.push({
      type,
      whole: bytes.subarray(offset, offset + 12 + length),
      data: bytes.subarray(offset + 8, offset + 8 + length),
    });
    offset += 12 + length;
  }
  return chunks;
}

/** A chunk that a decoder must not skip has a capital first letter; there are four of those. */
function checkType(type: string, offset: number, where: string): void {
  if (/^[a-z][A-Za-z]{3}$/.test(type)) return;
  if (["IHDR", "PLTE", "IDAT", "IEND"].includes(type)) return;
  throw new LabelError({
    where,
    what: "the PNG holds a chunk that is not in the PNG specification",
    expected: "IHDR, PLTE, IDAT, IEND, or a name with a small first letter",
    got: `${JSON.stringify(type)} at offset ${offset}`,
    hint: "the file is damaged, or made for one program only; save it again as a plain PNG",
  });
}

/**
 * ```
 * 0  width   u32    8  depth        u8   10 compression u8 = 0   12 interlace u8, 0 or 1
 * 4  height  u32    9  colour type  u8   11 filter      u8 = 0
 * ```
 */
function readHeader({ type, data }: PngChunk, where: string): PngHeader {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const sound = type === "IHDR" && data.length === 13;
  const width = sound ? view.getUint32(0) : 0;
  const height = sound ? view.getUint32(4) : 0;
  const [depth, colorType, compression, filter, interlace] = data.subarray(8);
  const kind = sound ? COLOR_TYPES[colorType as keyof typeof COLOR_TYPES] : undefined;
  const depths: readonly number[] = kind?.depths ?? [];
  const rest = compression === 0 && filter === 0 && interlace <= 1;
  if (kind !== undefined && depths.includes(depth) && rest && width > 0 && height > 0) {
    const known = colorType as keyof typeof COLOR_TYPES;
    return { width, height, depth, colorType: known, interlaced: interlace === 1 };
  }
  throw new LabelError({
    where,
    what: "the header of the PNG makes no sense",
    expected: "IHDR with 13 bytes: a size above 0, a depth of 1 to 16 bits, a known colour type",
    got: `${type} with ${data.length} bytes: ${[...data.subarray(0, 13)].join(" ")}`,
    hint: "the file is damaged; get it again",
  });
}

function checkPalette(chunks: readonly PngChunk[], { colorType }: PngHeader, where: string): void {
  if (colorType !== 3) return;
  const palette = chunks.find(({ type }) => type === "PLTE")?.data.length ?? 0;
  if (palette > 0 && palette % 3 === 0 && palette <= 768) return;
  throw new LabelError({
    where,
    what: "the palette of the PNG is missing or broken",
    expected: "a PLTE chunk of 1 to 256 colours of three bytes",
    got: `${palette} bytes`,
    hint: "the file is damaged; get it again",
  });
}

/** Bytes of the filtered lines, for each of the seven passes when interlaced (Adam7). */
function packedLength({ width, height, depth, colorType, interlaced }: PngHeader): number {
  const bits = depth * COLOR_TYPES[colorType].channels;
  const lines = (w: number, h: number) =>
    w > 0 && h > 0 ? h * (1 + Math.ceil((w * bits) / 8)) : 0;
  if (!interlaced) return lines(width, height);
  const along = (size: number, start: number, step: number) => Math.ceil((size - start) / step);
  return ADAM7.reduce(
    (sum, [x, y, dx, dy]) => sum + lines(along(width, x, dx), along(height, y, dy)),
    0,
  );
}

/** Start and step (x, y, dx, dy) of the seven passes; PNG specification, section 8.2. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

function notPng(bytes: Uint8Array, where: string): LabelError {
  const kind = fileKind(bytes);
  const lossy = kind === "a JPEG picture" || kind === "a WebP picture";
  return new LabelError({
    where,
    what: lossy
      ? "a label map in a lossy picture format: compression has changed its labels"
      : "not a PNG",
    expected: "a grey, palette or RGB-coded PNG",
    got: kind,
    hint: lossy
      ? "go back to the label map before this file was made; converting it to PNG does not repair it"
      : "give a label map as PNG, or as .npy of integers",
  });
}
