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

/** Of the hash table: twice as many slots. */
const SLOT_BITS = 16;

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
  const found = colorsOf(new Uint32Array(data.buffer, data.byteOffset, width * height));
  if (found === null || found.colors.some((color) => color >>> 24 !== 255)) return null;
  const chosen = chosenColors(found, tolerance);
  return chosen === null ? null : encoded(found.ids, { width, height }, chosen);
}

/** The colours of a picture, as ABGR numbers (all machines that run Node are little-endian). */
interface Found {
  readonly colors: readonly number[];

  /** How many pixels have each. */
  readonly counts: readonly number[];

  /** Of each pixel: which colour it has. */
  readonly ids: Uint16Array;
}

/** Null if there are more than a chart ever has. A hash table of typed arrays: a Map takes four times as long. */
function colorsOf(pixels: Uint32Array): Found | null {
  const slots = new Uint32Array(1 << SLOT_BITS); // colours; 0, which is not opaque, stands for an empty slot
  const idOfSlot = new Uint16Array(1 << SLOT_BITS);
  const mask = slots.length - 1;
  const ids = new Uint16Array(pixels.length);
  const colors: number[] = [];
  const counts: number[] = [];
  let [last, id] = [0, 0];
  for (let p = 0; p < pixels.length; p++) {
    const color = pixels[p];
    if (color !== last) {
      if (color === 0) return null;
      let slot = Math.imul(color, 0x9e3779b1) >>> (32 - SLOT_BITS);
      while (slots[slot] !== color && slots[slot] !== 0) slot = (slot + 1) & mask;
      if (slots[slot] === 0) {
        if (colors.length === MOST_COLORS) return null;
        slots[slot] = color;
        idOfSlot[slot] = colors.length;
        colors.push(color);
        counts.push(0);
      }
      last = color;
      id = idOfSlot[slot];
    } else if (color === 0) return null;
    counts[id]++;
    ids[p] = id;
  }
  return { colors, counts, ids };
}

interface Chosen {
  readonly palette: readonly number[];

  /** Place in the palette of each colour that there is. */
  readonly places: Uint8Array;
}

/** The smallest change that 256 colours do with; then, with exceptions at edges. */
function chosenColors(found: Found, tolerance: Tolerance): Chosen | null {
  const { colors, counts, ids } = found;
  const byFrequency = [...colors.keys()].sort(
    (a, b) => counts[b] - counts[a] || colors[a] - colors[b],
  );
  for (let change = 0; change <= tolerance.change; change++) {
    const isLast = change === tolerance.change;
    const { palette, places, rest } = cover(found, byFrequency, change, isLast);
    if (rest.length === 0) return { palette, places };
    if (!isLast) continue;
    const edges = rest.reduce((sum, id) => sum + counts[id], 0);
    if (edges > tolerance.edges * ids.length) return null;
    for (const id of rest) {
      const { place, far } = nearest(colors[id], palette);
      if (far > tolerance.edgeChange) return null;
      places[id] = place;
    }
    return { palette, places };
  }
  return null;
}

/**
 * Takes each colour, most frequent first, unless one within `change` was taken: then it becomes the nearest of these. Those that there
 * is no place for are the rest: all if `goOn`, else the first.
 */
function cover({ colors }: Found, order: readonly number[], change: number, goOn: boolean) {
  const palette: number[] = [];
  const places = new Uint8Array(colors.length);
  const rest: number[] = [];
  for (const id of order) {
    const { place, far } = change === 0 ? NONE : nearest(colors[id], palette);
    if (far <= change) places[id] = place;
    else if (palette.length < COLORS) places[id] = palette.push(colors[id]) - 1;
    else {
      rest.push(id);
      if (!goOn) break;
    }
  }
  return { palette, places, rest };
}

const NONE = { place: -1, far: Number.POSITIVE_INFINITY };

/** By the largest difference among red, green and blue. */
function nearest(color: number, palette: readonly number[]): { place: number; far: number } {
  const [r, g, b] = [color & 255, (color >> 8) & 255, (color >> 16) & 255];
  let [place, far] = [-1, Number.POSITIVE_INFINITY];
  for (let i = 0; i < palette.length; i++) {
    const other = palette[i];
    const red = Math.abs((other & 255) - r);
    if (red >= far) continue;
    const green = Math.abs(((other >> 8) & 255) - g);
    const blue = Math.abs(((other >> 16) & 255) - b);
    const most = Math.max(red, green, blue);
    if (most < far) [place, far] = [i, most];
  }
  return { place, far };
}

function encoded(
  ids: Uint16Array,
  { width, height }: { readonly width: number; readonly height: number },
  { palette, places }: Chosen,
): Uint8Array {
  const depth = [1, 2, 4].find((bits) => palette.length <= 1 << bits) ?? 8;
  const perByte = 8 / depth;
  const stride = 1 + Math.ceil(width / perByte); // the filter's byte, which is 0: none
  const lines = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const start = y * stride + 1;
    for (let x = 0; x < width; x++) {
      const place = places[ids[y * width + x]];
      if (depth === 8) lines[start + x] = place;
      else lines[start + Math.floor(x / perByte)] |= place << (8 - depth * ((x % perByte) + 1));
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
    pngChunk("IDAT", deflateSync(lines, { level: 7 })),
    pngChunk("IEND", new Uint8Array(0)),
  ]);
}
