import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bootstrap, quantile } from "../../../src/analysis/statistics/bootstrap.ts";
import { normalCdf, normalQuantile } from "../../../src/analysis/statistics/normal.ts";
import { pairedDifference } from "../../../src/analysis/statistics/paired.ts";
import { seededUniform } from "../../../src/models/latent.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

const values = (seed: number, count = 16) => [...seededNumbers(seed)(count)];

describe("bootstrap()", () => {
  test("estimates the mean, lies around it, and is the same for the same seed", () => {
    const check = fc.property(fc.nat(), fc.constantFrom("bca", "percentile"), (seed, method) => {
      const interval = bootstrap(values(seed), { method, resamples: 200 });
      expect(interval.low).toBeLessThan(interval.estimate);
      expect(interval.high).toBeGreaterThan(interval.estimate);
      expect(bootstrap(values(seed), { method, resamples: 200 })).toEqual(interval);
    });
    fc.assert(check, { seed: 1993, numRuns: 20 });
  });

  test("of a mean of many values is near mean ± 1.96 standard errors", () => {
    const sample = values(7, 400);
    const { estimate, low, high } = bootstrap(sample);
    const error = 1.96 / Math.sqrt(3) / Math.sqrt(400); // uniform in ±1
    expect(high - estimate).toBeCloseTo(error, 2);
    expect(estimate - low).toBeCloseTo(error, 2);
  });

  test("covers the truth about as often as it says", () => {
    let covered = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const { low, high } = bootstrap(values(seed, 20), { resamples: 300 });
      if (low <= 0 && high >= 0) covered++;
    }
    expect(covered).toBeGreaterThan(175);
    expect(covered).toBeLessThan(200);
  });

  test("corrected for skewness reaches further to the long side", () => {
    const skewed = values(3, 30).map((x) => Math.exp(2 * x));
    const bca = bootstrap(skewed, { method: "bca" });
    const percentile = bootstrap(skewed, { method: "percentile" });
    expect(bca.high).toBeGreaterThan(percentile.high);
    expect(bca.low).toBeGreaterThan(percentile.low);
  });

  test("moves and scales with its values", () => {
    const interval = bootstrap(values(4), { resamples: 500 });
    const moved = bootstrap(
      values(4).map((x) => 2 * x + 1),
      { resamples: 500 },
    );
    expect(moved.low).toBeCloseTo(2 * interval.low + 1, 6);
    expect(moved.high).toBeCloseTo(2 * interval.high + 1, 6);
  });

  test("of equal values, or of one, has no width", () => {
    expect(bootstrap([0.25, 0.25, 0.25])).toEqual({ estimate: 0.25, low: 0.25, high: 0.25 });
    expect(bootstrap([2])).toEqual({ estimate: 2, low: 2, high: 2 });
  });

  test("refuses values that are missing", () => {
    expect(() => bootstrap([1, Number.NaN])).toThrowErrorMatchingInlineSnapshot(`
      [EngineError: confidence interval: these values have no confidence interval
        expected  one finite number or more, and as many for each seed
        got       2 of 2 values: 1, NaN …
        try       leave out runs whose measure is missing]
    `);
    expect(() => bootstrap([])).toThrow("no confidence interval");
  });
});

describe("pairedDifference()", () => {
  test("is exact where one method is better by the same amount everywhere", () => {
    const b = [values(1), values(2)];
    const a = b.map((row) => row.map((value) => value + 0.5));
    const difference = pairedDifference(a, b);
    expect(difference.estimate).toBeCloseTo(0.5, 12);
    expect(difference.high - difference.low).toBeCloseTo(0, 12);
    expect(difference.clear).toBe(true);
  });

  test("is not clear for two draws of the same, and refuses other seeds or groups", () => {
    expect(pairedDifference([values(1)], [values(2)]).clear).toBe(false);
    expect(() => pairedDifference([values(1)], [values(2, 8)])).toThrow("no confidence interval");
  });
});

test("normalQuantile() inverts normalCdf(), and knows 1.96", () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 4);
  expect(normalCdf(-1)).toBeCloseTo(0.1586553, 6);
  const check = fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (p) => {
    expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 9);
  });
  fc.assert(check, { seed: 7, numRuns: 50 });
});

test("quantile() interpolates, as R's type 7", () => {
  const sorted = Float64Array.of(1, 2, 4, 8);
  expect([0, 0.25, 0.5, 1].map((p) => quantile(sorted, p))).toEqual([1, 1.75, 3, 8]);
});

test("seededUniform() is the same on every machine and fills [0, 1) evenly", () => {
  const uniform = seededUniform(5);
  const cells = new Int32Array(10);
  for (let i = 0; i < 10_000; i++) cells[Math.floor(10 * uniform())]++;
  expect(Math.min(...cells)).toBeGreaterThan(900);
  expect(Math.max(...cells)).toBeLessThan(1100);
  const again = seededUniform(5);
  expect([again(), again()].map((x) => x.toFixed(9))).toMatchInlineSnapshot(`
    [
      "0.344317541",
      "0.741812872",
    ]
  `);
});
