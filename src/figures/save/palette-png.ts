/**
 * Pictures of few colours as PNG files with a palette: a quarter of the bytes before compression, and less than half after it.
 *
 * A chart has a handful of colours and the shades between them at the edges of letters and lines. A shade that nobody can tell from
 * one that is kept is drawn as that one; how far that may go is a bound. A photograph has more colours than that allows, and gets
 * no palette.
 *
 * PNG specification (third edition), 11.2.
 *
 * @module
 */

import { deflateSync } from "node:zlib";
import { pngChunk } from "./png-metadata.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const COLORS = 256;
const INDEXED = 3;

/** More than a chart ever has: not worth looking at each. */
const MOST_COLORS = 30_000;

export interface Pixels {
  readonly width: number;
  readonly height: number;

  /** RGBA, opaque, [height, width, 4]. */
  readonly data: Uint8ClampedArray;
}

export interface Tolerance {
  /** How far a red, green or blue may be from what it was, of 255; 0 for exactly the same picture. */
  readonly change: number;

  /** Share of the pixels that may be farther off, by `edgeChange` at most: where lines cross a heat map. */
  readonly edges: number;
  readonly edgeChange: number;
}

export const EXACT: Tolerance = { change: 0, edges: 0, edgeChange: 0 };

/** @returns null if 256 colours cannot come that close, or a pixel is not opaque. */
export function palettePng(pixels: Pixels, tolerance: Tolerance): Uint8Array | null {
  const { width, height, data } = pixels;
  const colors = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const counts = countsOf(colors);
  if ([...counts.keys()].some((color) => color >>> 24 !== 255)) return null;
  const chosen = chosenColors(counts, tolerance);
  return chosen === null ? null : encoded(colors, { width, height }, chosen);
}

/** How many pixels have each colour, as ABGR numbers (all machines that run Node are little-endian). */
function countsOf(colors: Uint32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let start = 0, end = 0; start < colors.length; start = end) {
    const color = colors[start];
    while (end < colors.length && colors[end] === color) end++;
    counts.set(color, (counts.get(color) ?? 0) + end - start);
  }
  return counts;
}

interface Chosen {
  readonly palette: readonly number[];

  /** Place in the palette of every colour that there is. */
  readonly places: ReadonlyMap<number, number>;
}

/** The smallest change that 256 colours do with; then, with exceptions at edges. */
function chosenColors(counts: ReadonlyMap<number, number>, tolerance: Tolerance): Chosen | null {
  const byFrequency = [...counts.keys()].sort(
    (a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a - b,
  );
  if (byFrequency.length > MOST_COLORS) return null;
  for (let change = 0; change <= tolerance.change; change++) {
    const { palette, places, rest } = cover(byFrequency, change);
    if (rest.length === 0) return { palette, places };
    if (change < tolerance.change) continue;
    const pixels = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const edges = rest.reduce((sum, color) => sum + (counts.get(color) ?? 0), 0);
    if (edges > tolerance.edges * pixels) return null;
    for (const color of rest) {
      const { place, far } = nearest(color, palette);
      if (far > tolerance.edgeChange) return null;
      places.set(color, place);
    }
    return { palette, places };
  }
  return null;
}

/** Takes each colour, most frequent first, unless one within `change` was taken: then it becomes the nearest of these. */
function cover(colors: readonly number[], change: number) {
  const palette: number[] = [];
  const places = new Map<number, number>();
  const rest: number[] = [];
  for (const color of colors) {
    const { place, far } = change === 0 ? NONE : nearest(color, palette);
    if (far <= change) places.set(color, place);
    else if (palette.length < COLORS) places.set(color, palette.push(color) - 1);
    else rest.push(color);
  }
  return { palette, places, rest };
}

const NONE = { place: -1, far: Number.POSITIVE_INFINITY };

function nearest(color: number, palette: readonly number[]): { place: number; far: number } {
  let found = NONE;
  for (let place = 0; place < palette.length; place++) {
    const far = difference(color, palette[place]);
    if (far < found.far) found = { place, far };
  }
  return found;
}

/** The largest difference among red, green and blue. */
function difference(a: number, b: number): number {
  return Math.max(
    Math.abs((a & 255) - (b & 255)),
    Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)),
    Math.abs(((a >> 16) & 255) - ((b >> 16) & 255)),
  );
}

function encoded(
  colors: Uint32Array,
  { width, height }: { readonly width: number; readonly height: number },
  { palette, places }: Chosen,
): Uint8Array {
  const depth = [1, 2, 4].find((bits) => palette.length <= 1 << bits) ?? 8;
  const perByte = 8 / depth;
  const stride = 1 + Math.ceil(width / perByte); // the filter's byte, which is 0: none
  const lines = new Uint8Array(stride * height);
  let [last, place] = [-1, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const color = colors[y * width + x];
      if (color !== last) [last, place] = [color, places.get(color) ?? 0];
      const shift = 8 - depth * ((x % perByte) + 1);
      lines[y * stride + 1 + Math.floor(x / perByte)] |= place << shift;
    }
  }
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, depth);
  header.setUint8(9, INDEXED);
  return Buffer.concat([
    Uint8Array.from(SIGNATURE),
    pngChunk("IHDR", new Uint8Array(header.buffer)),
    pngChunk(
      "PLTE",
      Uint8Array.from(palette.flatMap((c) => [c & 255, (c >> 8) & 255, (c >> 16) & 255])),
    ),
    pngChunk("IDAT", deflateSync(lines, { level: 9, memLevel: 9 })),
    pngChunk("IEND", new Uint8Array(0)),
  ]);
}
