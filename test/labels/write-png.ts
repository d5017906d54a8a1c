/**
 * Writes PNG files byte by byte, sound ones and damaged ones, which no encoder would.
 *
 * @module
 */

import { deflateSync } from "node:zlib";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** What goes into the header and around the picture data. */
export interface PngSpec {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  readonly colorType?: number;
  readonly interlace?: number;

  /** Filtered lines before compression: one filter byte and the packed samples for each line. */
  readonly lines: Uint8Array;

  /** Chunks between header and data. */
  readonly before?: readonly Uint8Array[];
}

/** A PNG of the given lines. */
export function writePng(spec: PngSpec): Uint8Array {
  const { width, height, depth = 8, colorType = 0, interlace = 0, lines, before = [] } = spec;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, colorType, 0, 0, interlace], 8);
  const data = deflateSync(lines);
  return concat(
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    ...before,
    chunk("IDAT", data),
    chunk("IEND", new Uint8Array(0)),
  );
}

/** One chunk: length, type, data, check sum. */
export function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** Corrects the check sum of every chunk, so that a change is met by what comes after that check. */
export function withCheckSums(png: Uint8Array): Uint8Array {
  const bytes = png.slice();
  const view = new DataView(bytes.buffer);
  let offset = 8;
  while (offset + 12 <= bytes.length) {
    const end = offset + 8 + view.getUint32(offset);
    if (end + 4 > bytes.length) break;
    view.setUint32(end, crc32(bytes.subarray(offset + 4, end)));
    offset = end + 4;
  }
  return bytes;
}

/** An 8-bit grey PNG whose line y holds `values` of that line, unfiltered. */
export function greyPng(width: number, height: number, values: ArrayLike<number>): Uint8Array {
  const lines = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) lines[y * (width + 1) + 1 + x] = values[y * width + x];
  }
  return writePng({ width, height, lines });
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
