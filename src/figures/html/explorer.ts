/**
 * A heat map for looking around in: blocks of columns (layers), rows (classes) in several orders. Drawn by a viewer of our own, since
 * plotly takes a second for the 151 × 10,944 cells of a whole network.
 *
 * @module
 */

import type { ColorDomain } from "../color/colormap.ts";

export interface CellsExplorer {
  /** What a cell's number is: "scale (1 + γ)". */
  readonly quantity: string;

  /** What rows and columns are: "class", "channel". */
  readonly rowKind: string;
  readonly columnKind: string;
  readonly rowNames: readonly string[];
  readonly blocks: readonly CellsBlock[];

  /** The first is shown first. */
  readonly rowOrders: readonly CellsOrder[];

  /** The number that changes nothing: 1 of a scale, 0 of a shift. */
  readonly neutral: number;

  /** What colours stand for; numbers beyond have the colours of its ends. */
  readonly domain: ColorDomain;
}

export interface CellsBlock {
  /** "up_2.norm_0" */
  readonly name: string;
  readonly columns: number;

  /**
   * [rows, columns]: exact numbers; or bytes, which stand for `low + byte · (high − low) / 254`, 255 for what is not a number: to
   * 1/254 of the block's range, and said so where they are shown.
   */
  readonly values: Float32Array | Uint8Array;
  readonly low: number;
  readonly high: number;

  /** Numbers of the columns as they stand, where they are not in order. */
  readonly columnNumbers?: Int32Array | undefined;
}

export interface CellsOrder {
  /** "cluster", "index", "norm" … */
  readonly name: string;

  /** Row i from above is row `rows[i]`. */
  readonly rows: readonly number[];
}

/** A block in bytes, a quarter of the size. */
export function inBytes(block: CellsBlock): CellsBlock {
  const { values } = block;
  if (values instanceof Uint8Array) return block;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = [0, 1];
  const step = high > low ? 254 / (high - low) : 0;
  const bytes = Uint8Array.from(values, (value) =>
    Number.isNaN(value) ? 255 : Math.round((Math.min(high, Math.max(low, value)) - low) * step),
  );
  return { ...block, values: bytes, low, high };
}

/** The number in cell i of a block. */
export function cellValue({ values, low, high }: CellsBlock, i: number): number {
  if (values instanceof Float32Array) return values[i];
  return values[i] === 255 ? Number.NaN : low + (values[i] * (high - low)) / 254;
}
