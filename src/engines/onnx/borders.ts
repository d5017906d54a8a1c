/**
 * Where an upsampled map is more than its half: pixels that are modulated by another row than most of their 2×2
 * block.
 *
 * After an upsampling the four pixels of a block are equal, and stay equal through a modulation by one row and whatever
 * is done pixel by pixel. Class-adaptive modulation has one row for a whole region, so all but the blocks that a border
 * of a region cuts can be computed at half the size, and the rest is corrected.
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";

export interface Borders {
  /** For each block the pixel that stands for it: the first of those with the row that most of them have. */
  readonly own: Int32Array;

  /**
   * Pixels whose row is not their block's, one for each block and row, since those with the same are equal; never empty:
   * the first pixel stands in where there are none.
   */
  readonly others: Int32Array;

  /** Block of each of them: pixel of the map of half the size. */
  readonly blocks: Int32Array;

  /** All pixels whose row is not their block's. */
  readonly pixels: Int32Array;

  /** For each of them its number in `others`. */
  readonly numbers: Int32Array;

  /** Pixels that a 3×3 window around one of them covers. */
  readonly touched: Int32Array;

  /**
   * For each touched pixel and tap of its window: nine times the number of the border pixel there, plus the tap; nine
   * times the length of `others` where there is none; [9 · touched].
   */
  readonly around: Int32Array;
}

/** Most `others` with which halving pays, for so many pixels at a size. */
function mostOthers(pixels: number, { height, width }: Size): number {
  // Measured. At few pixels Winograd's products are nearly as few, and one pixel of a plain convolution with many channels
  // takes as long as ten of the others; at many, 0.34 still saves 3 % of a picture of SPADE, and 0.39 costs 2 %.
  const size = height * width;
  return pixels * (size <= 16 * 16 ? 0.1 : size < 128 * 128 ? 0.25 : 0.35);
}

/**
 * Borders of maps where halving pays; null where they are too many.
 *
 * @param rows Row of each pixel, [batch, height, width]; both sides even.
 */
export function bordersOf(
  rows: Int32Array,
  size: Size,
  most: number = mostOthers(rows.length, size),
): Borders | null {
  const { height, width } = size;
  const own = new Int32Array(rows.length / 4);
  const [others, blocks, pixels, numbers]: number[][] = [[], [], [], []];
  let block = 0;
  for (let first = 0; first < rows.length; first += width) {
    if (others.length > most) return null;
    for (const end = first + width; first < end; first += 2, block++) {
      const [b, c, d] = [first + 1, first + width, first + width + 1];
      own[block] = [first, b, c][mostCommon(rows[first], rows[b], rows[c], rows[d])];
      const row = rows[own[block]];
      if (rows[first] === row && rows[b] === row && rows[c] === row && rows[d] === row) continue;
      const before = others.length;
      for (const p of [first, b, c, d]) {
        if (rows[p] === row) continue;
        let number = before;
        while (number < others.length && rows[others[number]] !== rows[p]) number++;
        if (number === others.length) {
          others.push(p);
          blocks.push(block);
        }
        pixels.push(p);
        numbers.push(number);
      }
    }
  }
  if (others.length > most) return null;
  if (pixels.length === 0) for (const list of [others, blocks, pixels, numbers]) list.push(0);
  const none = 9 * others.length;
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
        for (let k = 0; k < 9; k++) around.push(none);
      }
      around[9 * placeOf[q] + tap] = 9 * numbers[i] + tap;
    }
  }
  return {
    own,
    others: Int32Array.from(others),
    blocks: Int32Array.from(blocks),
    pixels: Int32Array.from(pixels),
    numbers: Int32Array.from(numbers),
    touched: Int32Array.from(touched),
    around: Int32Array.from(around),
  };
}

/** Place of the first of those values that occur most often. */
function mostCommon(a: number, b: number, c: number, d: number): 0 | 1 | 2 {
  if (a === b || a === c || a === d) return 0; // at least half of them
  if (b === c || b === d) return 1;
  return c === d ? 2 : 0;
}
