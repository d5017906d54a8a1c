/**
 * What a colour scale covers, so that a few large numbers do not turn all others pale.
 *
 * @module
 */

import type { ColorDomain } from "../color/colormap.ts";

/** In so many values the distances from the neutral one are measured. */
const SAMPLE = 100_000;

/** Symmetric around `neutral`, all but the most extreme half percent of the finite values inside. */
export function robustDomain(
  parts: readonly (Float32Array | Float64Array)[],
  neutral: number,
): ColorDomain {
  const total = parts.reduce((sum, { length }) => sum + length, 0);
  const step = Math.max(1, Math.floor(total / SAMPLE));
  const distances: number[] = [];
  for (const values of parts) {
    for (let i = 0; i < values.length; i += step) {
      if (Number.isFinite(values[i])) distances.push(Math.abs(values[i] - neutral));
    }
  }
  const sorted = Float64Array.from(distances).sort();
  const range = sorted[Math.floor(0.995 * (sorted.length - 1))] || sorted.at(-1) || 1;
  return { low: neutral - range, high: neutral + range };
}
