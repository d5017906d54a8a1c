/**
 * Bootstrap confidence intervals (Efron and Tibshirani 1993): what the estimate would be on other draws of the same
 * kind, imitated by drawing from the values at hand with replacement.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import { seededUniform } from "../../models/latent.ts";
import { normalCdf, normalQuantile } from "./normal.ts";

export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** Confidence level; default 0.95. */
  readonly level?: number | undefined;

  /** Default 2,000. */
  readonly resamples?: number | undefined;

  /** Default 0. */
  readonly seed?: number | undefined;

  /**
   * - `"percentile"`: quantiles of the resampled estimates;
   * - `"bca"`, default: the same, corrected for bias and skewness (Efron 1987).
   */
  readonly method?: "percentile" | "bca" | undefined;
}

/** Confidence interval of the mean, or of another statistic, of independent values. */
export function bootstrap(
  values: readonly number[],
  options: BootstrapOptions = {},
  statistic: (values: readonly number[]) => number = mean,
): Interval {
  checkValues(values);
  const { resamples = 2000, seed = 0, level = 0.95, method = "bca" } = options;
  checkChoice(EngineError, "method", method, ["percentile", "bca"]);
  const uniform = seededUniform(seed);
  const estimate = statistic(values);
  const draws = Float64Array.from({ length: resamples }, () =>
    statistic(values.map(() => values[Math.floor(uniform() * values.length)])),
  ).sort();
  const tail = (1 - level) / 2;
  const tails =
    method === "bca" ? bcaTails(values, statistic, estimate, draws, tail) : [tail, 1 - tail];
  return { estimate, low: quantile(draws, tails[0]), high: quantile(draws, tails[1]) };
}

/** The p-quantile of sorted values by linear interpolation (R's type 7). */
export function quantile(sorted: Float64Array, p: number): number {
  const at = Math.min(Math.max(p, 0), 1) * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Efron 1987: the tails moved by the bias z₀ and the acceleration a, the skewness of the jackknife over six. */
function bcaTails(
  values: readonly number[],
  statistic: (values: readonly number[]) => number,
  estimate: number,
  draws: Float64Array,
  tail: number,
): [low: number, high: number] {
  // A draw that equals the estimate counts half, else values that are all alike would look biased.
  const below = draws.reduce(
    (sum, draw) => sum + (draw < estimate ? 1 : draw === estimate ? 0.5 : 0),
    0,
  );
  if (values.length < 2 || below === 0 || below === draws.length) return [tail, 1 - tail];
  const bias = normalQuantile(below / draws.length);
  const jackknife = values.map((_, i) => statistic(values.filter((_, j) => j !== i)));
  const centre = mean(jackknife);
  const squares = jackknife.reduce((sum, value) => sum + (centre - value) ** 2, 0);
  const cubes = jackknife.reduce((sum, value) => sum + (centre - value) ** 3, 0);
  const acceleration = squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
  const moved = (p: number): number => {
    const z = bias + normalQuantile(p);
    return normalCdf(bias + z / (1 - acceleration * z));
  };
  return [moved(tail), moved(1 - tail)];
}

/** @throws EngineError if there are none, not `length` of them, or one is not finite. */
export function checkValues(values: readonly number[], length: number = values.length): void {
  if (values.length > 0 && values.length === length && values.every(Number.isFinite)) return;
  throw new EngineError({
    what: "these values have no confidence interval",
    where: "confidence interval",
    expected: "one finite number or more, and as many for each seed",
    got: `${values.length} of ${length} values: ${values.slice(0, 5).join(", ")} …`,
    hint: "leave out runs whose measure is missing",
  });
}
