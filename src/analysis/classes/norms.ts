/**
 * How much each class is modulated: the size of scale − 1 and of shift, layer by layer.
 *
 * @module
 */

import { rowOf } from "../statistics/matrix.ts";
import { checkBankList } from "./check-bank.ts";
import type { ClassBank } from "./class-banks.ts";
import { deviations, type Part } from "./deviations.ts";

/** A class in a layer. Deviation is scale − 1 or shift, in units of x̂'s standard deviation. */
export interface NormRow {
  readonly layer: string;

  /** Bank row. */
  readonly class: number;

  readonly className: string;

  /** `"both"` is over scale − 1 and shift side by side. */
  readonly part: Part;

  /** L2 norm of the deviation over the channels. */
  readonly norm: number;

  /** Root mean square of the deviation: `norm` without the number of channels in it, to compare layers. */
  readonly rms: number;

  /** Mean of the deviation. */
  readonly mean: number;

  /** Standard deviation of the deviation over the channels, with divisor n. */
  readonly spread: number;

  /** 1 for the class with the largest norm of its layer and part; null where the norm is NaN. */
  readonly rank: number | null;

  /** NaN and infinite values among the channels; where there are some, the numbers above are NaN or infinite. */
  readonly notFinite: number;
}

/** The norms of every class of a layer: scale, shift and both. */
export function classNorms(bank: ClassBank): NormRow[] {
  return (["scale", "shift", "both"] as const).flatMap((part) => {
    const matrix = deviations(bank, { part });
    const rows = Array.from({ length: bank.classes }, (_, k) => ({
      layer: bank.layer,
      class: k,
      className: bank.classNames[k],
      part,
      ...sizes(rowOf(matrix, k)),
    }));
    const order = rows
      .filter(({ norm }) => !Number.isNaN(norm))
      .sort((a, b) => Number(b.norm > a.norm) - Number(b.norm < a.norm));
    const ranks = new Map(order.map((row, i) => [row.class, i + 1]));
    return rows.map((row) => ({ ...row, rank: ranks.get(row.class) ?? null }));
  });
}

/** The most modulated class of each layer and part: rank 1. None where all norms are NaN. */
export function mostModulated(banks: readonly ClassBank[]): NormRow[] {
  checkBankList(banks);
  return banks.flatMap((bank) => classNorms(bank).filter(({ rank }) => rank === 1));
}

function sizes(
  values: Float64Array,
): Pick<NormRow, "norm" | "rms" | "mean" | "spread" | "notFinite"> {
  const n = values.length;
  let [sum, squares, notFinite] = [0, 0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
    notFinite += Number(value - value !== 0);
  }
  const mean = sum / n;
  const around = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return {
    norm: Math.sqrt(squares),
    rms: Math.sqrt(squares / n),
    mean,
    spread: Math.sqrt(around / n),
    notFinite,
  };
}
