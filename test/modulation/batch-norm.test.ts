import fc from "fast-check";
import { expect, test } from "vitest";
import {
  EPSILON,
  foldBatchNorm,
  foldedShift,
  normalisation,
} from "../../src/modulation/batch-norm.ts";
import type { Bank } from "../../src/modulation/modulation.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

function layer(channels: number, rows: number, seed: number) {
  const numbers = seededNumbers(seed);
  const bank = (): Bank => ({ rows, channels, values: numbers(rows * channels) });
  const statistics = {
    mean: numbers(channels).map((m) => 3 * m),
    variance: numbers(channels).map((v) => 1.01 + v),
  };
  return { scale: bank(), shift: bank(), statistics, x: numbers(channels) };
}

const layers = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 5 }), fc.nat())
  .map(([channels, rows, seed]) => layer(channels, rows, seed));

test("folded banks give what normalising first and modulating then gives, in float64", () => {
  const check = fc.property(layers, ({ scale, shift, statistics, x }) => {
    const { gain, offset } = foldBatchNorm(scale, statistics);
    const folded = foldedShift(scale, shift, statistics);
    for (let i = 0; i < scale.values.length; i++) {
      const c = i % scale.channels;
      const deviation = Math.sqrt(statistics.variance[c] + EPSILON);
      const xHat = (x[c] - statistics.mean[c]) / deviation;
      const expected = scale.values[i] * xHat + shift.values[i];
      const size = 1 + Math.abs(statistics.mean[c]) / deviation; // of what cancels
      expect(Math.abs(gain.values[i] * x[c] + folded.values[i] - expected)).toBeLessThan(
        1e-6 * size,
      );
      const apart = gain.values[i] * x[c] - offset.values[i] + shift.values[i];
      expect(Math.abs(apart - expected)).toBeLessThan(1e-6 * size);
    }
  });
  fc.assert(check, { seed: 90210, numRuns: 200 });
});

test("normalisation() is x · gain − offset, in float64", () => {
  const { gain, offset } = normalisation({
    mean: Float32Array.of(2, -1),
    variance: Float32Array.of(4, 0),
  });
  expect(gain[0]).toBeCloseTo(1 / Math.sqrt(4.00001), 15);
  expect(offset[0]).toBeCloseTo(2 / Math.sqrt(4.00001), 15);
  expect(gain[1], "a channel that never varied").toBeCloseTo(1 / Math.sqrt(1e-5), 12);
  expect(offset[1]).toBeCloseTo(-1 / Math.sqrt(1e-5), 12);
});
