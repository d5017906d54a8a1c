/**
 * Batch norm at inference is affine, so it folds into the modulation:
 * `scale · (x − mean) / √(var + ε) + shift = A · x + B` with `A = scale / √(var + ε)`, `B = shift − A · mean`.
 *
 * @module
 */

import type { Bank } from "./modulation.ts";

/** `eps` of the released normalisations (PyTorch's default). */
export const EPSILON = 1e-5;

/** Statistics of one layer's input over the training set; [channels] each, the variance unbiased as PyTorch keeps it. */
export interface RunningStatistics {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** x̂ as a function of x: `x · gain − offset`; [channels] each. */
export function normalisation({ mean, variance }: RunningStatistics): {
  gain: Float64Array;
  offset: Float64Array;
} {
  const gain = Float64Array.from(variance, (v) => 1 / Math.sqrt(v + EPSILON));
  return { gain, offset: gain.map((g, c) => g * mean[c]) };
}

/**
 * Folds the statistics into scale and shift, in float64, rounded once.
 *
 * @returns `A` and `A·mean` apart, since under a spatial factor (ICPE) y = f_scale · (A·x − A·mean) + f_shift · shift.
 */
export function foldBatchNorm(
  scale: Bank,
  statistics: RunningStatistics,
): { gain: Bank; offset: Bank } {
  const { gain, offset } = normalisation(statistics);
  const { channels } = scale;
  const fold = (factor: Float64Array): Bank => ({
    ...scale,
    values: scale.values.map((s, i) => s * factor[i % channels]),
  });
  return { gain: fold(gain), offset: fold(offset) };
}

/** `B = shift − A · mean` where no spatial factor comes between. */
export function foldedShift(scale: Bank, shift: Bank, statistics: RunningStatistics): Bank {
  const { offset } = normalisation(statistics);
  const { channels } = shift;
  const values = shift.values.map((b, i) => b - scale.values[i] * offset[i % channels]);
  return { ...shift, values };
}
