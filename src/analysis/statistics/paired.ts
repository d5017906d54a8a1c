/**
 * Two methods on the same seeds and the same held-out pictures: the interval of their difference. It is narrower than
 * both methods' own intervals suggest, because a picture that is hard for one is hard for the other.
 *
 * @module
 */

import type { BootstrapOptions, Interval } from "./bootstrap.ts";
import { tableInterval } from "./table-interval.ts";

export interface PairedDifference extends Interval {
  /** Whether 0 is outside the interval. */
  readonly clear: boolean;
}

/** Interval of mean(a − b). @param a [seeds][groups] @param b The same seeds and groups. */
export function pairedDifference(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  options?: BootstrapOptions,
): PairedDifference {
  const differences = a.map((row, i) => row.map((value, j) => value - (b[i]?.[j] ?? Number.NaN)));
  const interval = tableInterval(differences, options);
  return { ...interval, clear: interval.low > 0 || interval.high < 0 };
}
