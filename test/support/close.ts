/** Comparing numbers. */

import { expect } from "vitest";

/** Fails unless |a − b| ≤ tolerance for every pair; says where it is worst. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what = "values",
): void {
  expect(actual.length, `number of ${what}`).toBe(expected.length);
  let worst = 0;
  let at = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    if (!(difference <= worst)) [worst, at] = [difference, i]; // NaN counts as worst
    if (Number.isNaN(difference)) break;
  }
  expect(
    worst,
    `${what}: element ${at} is ${actual[at]}, expected ${expected[at]}`,
  ).toBeLessThanOrEqual(tolerance);
}

/** Mean and standard deviation (divided by n − 1, as torch does). */
export function moments(values: Float32Array): { mean: number; std: number } {
  let sum = 0;
  for (const x of values) sum += x;
  const mean = sum / values.length;
  let squares = 0;
  for (const x of values) squares += (x - mean) ** 2;
  return { mean, std: Math.sqrt(squares / (values.length - 1)) };
}
