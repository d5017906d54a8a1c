/**
 * Which look-ups make up SPADE's modulation of a layer: the neighbourhoods of its label map, found once.
 *
 * A symbol is what one pixel shows to the first convolution: its class or, with an edge channel, `2 · class + edge`.
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import {
  neighbourhoodPatterns,
  type PatternTable,
  uniqueRows,
  windowPatterns,
} from "../labels/patterns.ts";
import { type Conditions, edgesOf } from "./conditions.ts";
import type { IndexMap } from "./modulation.ts";
import type { SpadeMethod } from "./norm-layer.ts";

export interface SpadePatterns {
  /** Kernel size the tables are for. */
  readonly kernel: number;

  /** Number of symbols; also the symbol of what lies outside the picture, with a zero embedding. */
  readonly symbolCount: number;

  /** What the first convolution sees around a pixel: symbols; [rows, kernel²]. */
  readonly first: PatternTable;

  /** What the second sees: rows of `first`, or `first.rows` for a zero outside the picture; [rows, kernel²]. */
  readonly second: PatternTable;

  /** Row of `second` of each pixel. */
  readonly index: IndexMap;
}

/** What tables are made for. */
export interface PatternMethod extends Pick<SpadeMethod, "kernel" | "classes" | "instanceEdges"> {
  /**
   * Of 3×3 kernels whose second sees nothing but its centre: rows are the 3×3 neighbourhoods that occur, and the second
   * table has "outside" around each. Default false.
   */
  readonly centreOnly?: boolean;
}

/** @param conditions At the layer's resolution. */
export function spadePatterns(
  { kernel, classes, instanceEdges, centreOnly }: PatternMethod,
  conditions: Conditions,
): SpadePatterns {
  const { batch, height, width } = conditions;
  const symbols = symbolsOf({ instanceEdges }, conditions);
  const symbolCount = classes * (instanceEdges ? 2 : 1);
  if (kernel === 1) {
    const { rows, index, counts } = uniqueRows(symbols);
    const identity = Int32Array.from(rows, (_, i) => i);
    return {
      kernel,
      symbolCount,
      first: { rows: rows.length, table: rows },
      second: { rows: rows.length, table: identity },
      index: { batch, height, width, rows: index, counts },
    };
  }
  if (kernel !== 3) {
    throw new EngineError({
      what: "SPADE with this kernel has no pattern tables",
      where: "spadePatterns",
      expected: "kernel 1 or 3",
      got: `${kernel}`,
      hint: 'load the generator with { spade: "convolutions" }',
    });
  }
  if (centreOnly) {
    const { table, index, counts } = windowPatterns(symbols, { batch, height, width, symbolCount });
    const around = new Int32Array(9 * table.rows).fill(table.rows);
    for (let row = 0; row < table.rows; row++) around[9 * row + 4] = row;
    return {
      kernel,
      symbolCount,
      first: table,
      second: { rows: table.rows, table: around },
      index: { batch, height, width, rows: index, counts },
    };
  }
  const { three, five, index, counts } = neighbourhoodPatterns(symbols, {
    batch,
    height,
    width,
    symbolCount,
  });
  return {
    kernel,
    symbolCount,
    first: three,
    second: five,
    index: { batch, height, width, rows: index, counts },
  };
}

/** Class of the centre of each row of `second`; [rows]. */
export function centreClasses(patterns: SpadePatterns, instanceEdges: boolean): Int32Array {
  const { first, second, kernel } = patterns;
  const taps = kernel * kernel;
  const centre = (taps - 1) / 2;
  const classes = new Int32Array(second.rows);
  for (let row = 0; row < second.rows; row++) {
    const symbol = first.table[second.table[row * taps + centre] * taps + centre];
    classes[row] = instanceEdges ? symbol >> 1 : symbol;
  }
  return classes;
}

/**
 * The 5×5 symbols that each row of `second` stands for, [rows, 25]; `symbolCount` outside the picture, and in the
 * outer ring where tables look at 3×3 alone.
 *
 * The outer ring comes from the 3×3 windows around the ring's inner neighbours; where such a neighbour is itself
 * outside, so is everything beyond it.
 */
export function fiveByFive({ first, second, symbolCount }: SpadePatterns): Int32Array {
  const out = new Int32Array(second.rows * 25).fill(symbolCount);
  for (let row = 0; row < second.rows; row++) {
    for (let tap = 0; tap < 9; tap++) {
      const window = second.table[row * 9 + tap];
      if (window === first.rows) continue; // outside: stays as filled
      const [cy, cx] = [Math.floor(tap / 3) + 1, (tap % 3) + 1];
      for (let inner = 0; inner < 9; inner++) {
        const [y, x] = [cy + Math.floor(inner / 3) - 1, cx + (inner % 3) - 1];
        out[row * 25 + y * 5 + x] = first.table[window * 9 + inner];
      }
    }
  }
  return out;
}

/**
 * What each pixel shows to a convolution of the label map: its class or, with an edge channel, 2 · class + edge;
 * [batch, height, width].
 *
 * @throws EngineError if edges are wanted and there are none.
 */
export function symbolsOf(
  { instanceEdges }: Pick<SpadeMethod, "instanceEdges">,
  conditions: Conditions,
): Int32Array {
  if (!instanceEdges) return conditions.labels;
  const edges = edgesOf(conditions);
  return conditions.labels.map((label, p) => 2 * label + edges[p]);
}
