/**
 * Neighbourhood patterns: the index of SPADE's modulation.
 *
 * SPADE computes γ and β of a pixel by two stacked 3×3 convolutions of the label map with zero padding
 * (Park et al. 2019), so they depend on the 5×5 labels around the pixel and on nothing else.
 * Here the different neighbourhoods of a map are found once; the convolutions then run over these few rows.
 *
 * A *symbol* is what a pixel looks like to the first convolution: its bank row, or `2 * row + edge` with an
 * edge map. "Outside the image" is one more symbol, whose embedding is zero. Padding enters twice: the first
 * convolution sees "outside" symbols, the second sees zero where the hidden pixel itself lies outside, which
 * is not what the first convolution would give there. Hence two tables.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import { Triples } from "./triples.ts";

/** Different 3×3 neighbourhoods; entry (dy, dx) of a row is at `3 * (dy + 1) + dx + 1`. */
export interface PatternTable {
  readonly rows: number;

  /** `[rows, 9]`. */
  readonly table: Int32Array;
}

/** All 3×3 and 5×5 neighbourhoods of a batch of maps, in order of first appearance. */
export interface NeighbourhoodPatterns {
  /** What the first convolution sees: symbols; `symbolCount` where the pixel is outside the image. */
  readonly three: PatternTable;

  /** What the second sees: rows of `three`; `three.rows` where the hidden pixel is outside the image. */
  readonly five: PatternTable;

  /** The row of `five` of each pixel, `[batch * height * width]`. */
  readonly index: Int32Array;

  /** Number of pixels of each row of `five`. */
  readonly counts: Int32Array;
}

/** How the symbols are laid out. */
export interface PatternShape {
  /** Images one after the other that share the tables; default 1. */
  readonly batch?: number;
  readonly height: number;
  readonly width: number;

  /** Symbols are in `[0, symbolCount)`. */
  readonly symbolCount: number;
}

/**
 * Finds the neighbourhoods in O(pixels): triples of symbols along x are numbered, then triples of those
 * numbers along y, which makes 3×3 windows; the same again over the windows makes 5×5.
 *
 * @param symbols `[batch * height * width]`.
 * @throws LabelError when the symbols do not fit the shape.
 */
export function neighbourhoodPatterns(
  symbols: Int32Array,
  shape: PatternShape,
): NeighbourhoodPatterns {
  checkSymbols(symbols, shape);
  const first = windows(symbols, shape.symbolCount, shape);
  const second = windows(first.index, first.table.rows, shape);
  return {
    three: first.table,
    five: second.table,
    index: second.index,
    counts: countRows(second.index, second.table.rows),
  };
}

/** All 3×3 neighbourhoods of a batch of maps, in order of first appearance. */
export interface WindowPatterns {
  /** Symbols; `symbolCount` where the pixel is outside the image. */
  readonly table: PatternTable;

  /** The row of each pixel, `[batch * height * width]`. */
  readonly index: Int32Array;

  /** Number of pixels of each row. */
  readonly counts: Int32Array;
}

/**
 * The same for 3×3 alone.
 *
 * @param symbols `[batch * height * width]`.
 * @throws LabelError when the symbols do not fit the shape.
 */
export function windowPatterns(symbols: Int32Array, shape: PatternShape): WindowPatterns {
  checkSymbols(symbols, shape);
  const { table, index } = windows(symbols, shape.symbolCount, shape);
  return { table, index, counts: countRows(index, table.rows) };
}

/** The symbols present: the index of a 1×1 SPADE or a CLADE layer. */
export interface UniqueRows {
  /** The symbols in order of first appearance. */
  readonly rows: Int32Array;

  /** For each pixel, where its symbol is in `rows`. */
  readonly index: Int32Array;

  /** Number of pixels of each entry of `rows`. */
  readonly counts: Int32Array;
}

/** Lists the symbols that occur, with their pixels. */
export function uniqueRows(symbols: Int32Array): UniqueRows {
  const numbers = new Map<number, number>();
  const index = new Int32Array(symbols.length);
  let last = 0;
  for (let p = 0; p < symbols.length; p++) {
    if (p > 0 && symbols[p] === symbols[p - 1]) {
      index[p] = last;
      continue;
    }
    const known = numbers.get(symbols[p]);
    last = known ?? numbers.size;
    if (known === undefined) numbers.set(symbols[p], last);
    index[p] = last;
  }
  return { rows: Int32Array.from(numbers.keys()), index, counts: countRows(index, numbers.size) };
}

/** Numbers the 3×3 windows around each pixel; `outside` fills what lies beyond the border. */
function windows(
  values: Int32Array,
  outside: number,
  { batch = 1, height, width }: PatternShape,
): { table: PatternTable; index: Int32Array } {
  const across = new Triples();
  const beyond = across.number(outside, outside, outside); // a whole line outside
  const lines = new Int32Array(values.length);
  for (let start = 0; start < values.length; start += width) {
    numberAlong(across, values, lines, start, width, outside);
  }

  const down = new Triples();
  const index = new Int32Array(values.length);
  for (let image = 0; image < batch; image++) {
    for (let y = 0; y < height; y++) {
      const p = (image * height + y) * width;
      let [a, b, c, number] = [-1, -1, -1, -1];
      for (let x = p; x < p + width; x++) {
        const above = y > 0 ? lines[x - width] : beyond;
        const below = y + 1 < height ? lines[x + width] : beyond;
        if (above !== a || lines[x] !== b || below !== c) {
          a = above;
          b = lines[x];
          c = below;
          number = down.number(a, b, c);
        }
        index[x] = number;
      }
    }
  }
  return { table: { rows: down.size, table: expand(down, across) }, index };
}

/** Numbers the triples (left, self, right) of one line; neighbouring pixels mostly share theirs. */
function numberAlong(
  triples: Triples,
  values: Int32Array,
  out: Int32Array,
  start: number,
  width: number,
  outside: number,
): void {
  let [a, b, c, number] = [-1, -1, -1, -1];
  for (let x = 0; x < width; x++) {
    const left = x > 0 ? values[start + x - 1] : outside;
    const self = values[start + x];
    const right = x + 1 < width ? values[start + x + 1] : outside;
    if (left !== a || self !== b || right !== c) {
      a = left;
      b = self;
      c = right;
      number = triples.number(a, b, c);
    }
    out[start + x] = number;
  }
}

/** Writes out each triple of triples as its nine values, row by row of the window. */
function expand(down: Triples, across: Triples): Int32Array {
  const table = new Int32Array(9 * down.size);
  for (let i = 0; i < 3 * down.size; i++) {
    const k = 3 * down.keys[i];
    table[3 * i] = across.keys[k];
    table[3 * i + 1] = across.keys[k + 1];
    table[3 * i + 2] = across.keys[k + 2];
  }
  return table;
}

function countRows(index: Int32Array, rows: number): Int32Array {
  const counts = new Int32Array(rows);
  for (let p = 0; p < index.length; p++) counts[index[p]]++;
  return counts;
}

function checkSymbols(symbols: Int32Array, shape: PatternShape): void {
  const { batch = 1, height, width, symbolCount } = shape;
  let outOfRange = -1;
  for (let p = 0; p < symbols.length && outOfRange < 0; p++) {
    if (symbols[p] < 0 || symbols[p] >= symbolCount) outOfRange = p;
  }
  if (symbols.length === batch * height * width && symbols.length > 0 && outOfRange < 0) return;
  throw new LabelError({
    what: "the symbols do not fit their shape",
    expected: `${batch}x${height}x${width} symbols in 0…${symbolCount - 1}`,
    got:
      outOfRange < 0
        ? `${symbols.length} symbols`
        : `${symbols[outOfRange]} at position ${outOfRange} of ${symbols.length}`,
    hint: "give one symbol per pixel, numbered from 0, and their count",
  });
}
