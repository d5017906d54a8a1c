/**
 * Where an upsampled map is more than its half: pixels that are modulated by another row than the first pixel of their
 * 2×2 block.
 *
 * After an upsampling the four pixels of a block are equal, and stay equal through a modulation by one row and whatever
 * is done pixel by pixel. Class-adaptive modulation has one row for a whole region, so all but the blocks that a border
 * of a region cuts can be computed at half the size, and the rest is corrected.
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";

export interface Borders {
  /** Pixels that differ from their block; never empty: the first pixel stands in where there are none. */
  readonly pixels: Int32Array;

  /** Block of each of them: pixel of the map of half the size. */
  readonly blocks: Int32Array;

  /** Pixels that a 3×3 window around one of them covers. */
  readonly touched: Int32Array;

  /**
   * For each touched pixel and tap of its window: nine times the number of the border pixel there, plus the tap; nine
   * times their count where there is none; [9 · touched].
   */
  readonly around: Int32Array;

  /** Share of border pixels among all. */
  readonly share: number;
}

/**
 * Most border pixels among all at which halving pays. Each costs as much as a pixel of a plain convolution; a plain
 * convolution of all pixels costs two to three times the half-size one, and Winograd's at small sizes less than twice.
 */
export const MOST_BORDERS = 0.3;

/** @param rows Row of each pixel, [batch, height, width]; both sides even. */
export function bordersOf(rows: Int32Array, { height, width }: Size): Borders {
  const found: number[] = [];
  for (let y = 0, p = 0; p < rows.length; y++) {
    const first = (y & ~1) * width; // an even height: blocks lie within their picture
    for (let x = 0; x < width; x++, p++) if (rows[p] !== rows[first + (x & ~1)]) found.push(p);
  }
  const pixels = Int32Array.from(found.length === 0 ? [0] : found);
  const blocks = pixels.map((p) => Math.floor(p / (2 * width)) * (width / 2) + ((p % width) >> 1));
  const touched: number[] = [];
  const placeOf = new Int32Array(rows.length).fill(-1);
  const around: number[] = [];
  for (const [i, p] of pixels.entries()) {
    const [row, column] = [Math.floor(p / width) % height, p % width];
    for (let tap = 0; tap < 9; tap++) {
      // The pixel whose window has p at this tap.
      const [y, x] = [1 - Math.floor(tap / 3), 1 - (tap % 3)];
      if (row + y < 0 || row + y >= height || column + x < 0 || column + x >= width) continue;
      const q = p + y * width + x;
      if (placeOf[q] < 0) {
        placeOf[q] = touched.length;
        touched.push(q);
        for (let k = 0; k < 9; k++) around.push(9 * pixels.length);
      }
      around[9 * placeOf[q] + tap] = 9 * i + tap;
    }
  }
  return {
    pixels,
    blocks,
    touched: Int32Array.from(touched),
    around: Int32Array.from(around),
    share: found.length / rows.length,
  };
}
