import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  frechetDistance,
  gaussianDistance,
  gaussianOf,
} from "../../../src/analysis/quality/frechet-distance.ts";
import { picturesOf } from "../../../src/analysis/quality/pictures.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { syntheticScenes } from "../synthetic-scene.ts";

const diagonal = (mean: number[], variances: number[]) => ({
  mean: Float64Array.from(mean),
  covariance: {
    size: mean.length,
    values: Float64Array.from({ length: mean.length ** 2 }, (_, i) =>
      i % mean.length === Math.floor(i / mean.length) ? variances[i % mean.length] : 0,
    ),
  },
});

describe("gaussianDistance()", () => {
  test("of Gaussians with diagonal covariances is |μ₁ − μ₂|² + Σ (σ₁ − σ₂)²", () => {
    const numbers = fc.array(fc.double({ min: 0, max: 9, noNaN: true }), {
      minLength: 3,
      maxLength: 3,
    });
    const check = fc.property(numbers, numbers, numbers, numbers, (m1, m2, s1, s2) => {
      const square = (x: number) => x * x;
      const a = diagonal(m1, s1.map(square));
      const b = diagonal(m2, s2.map(square));
      const expected = m1.reduce((sum, m, i) => sum + (m - m2[i]) ** 2 + (s1[i] - s2[i]) ** 2, 0);
      expect(gaussianDistance(a, b)).toBeCloseTo(expected, 5);
    });
    fc.assert(check, { seed: 1982, numRuns: 200 });
  });

  test("in two dimensions has tr (Σ₁Σ₂)^½ = √(tr Σ₁Σ₂ + 2 √det Σ₁Σ₂)", () => {
    const gaussian = (values: number[]) => ({
      mean: new Float64Array(2),
      covariance: { size: 2, values: Float64Array.from(values) },
    });
    const [a, b] = [gaussian([2, 1, 1, 3]), gaussian([4, -1, -1, 1])];
    const trace = 2 * 4 + 2 * 1 * -1 + 3 * 1; // of the product
    const cross = Math.sqrt(trace + 2 * Math.sqrt((6 - 1) * (4 - 1)));
    expect(gaussianDistance(a, b)).toBeCloseTo(5 + 5 - 2 * cross, 10);
    expect(gaussianDistance(b, a)).toBeCloseTo(5 + 5 - 2 * cross, 10);
  });
});

test("gaussianOf() is the mean and the covariance over n − 1", () => {
  const { mean, covariance } = gaussianOf({
    count: 3,
    length: 2,
    values: Float64Array.of(0, 0, 1, 2, 2, 1),
  });
  expect([...mean]).toEqual([1, 1]);
  expect([...covariance.values].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([
    1, 0.5, 0.5, 1,
  ]);
  expect(() => gaussianOf({ count: 1, length: 2, values: new Float64Array(2) })).toThrow(
    "one picture has no covariance",
  );
});

describe("frechetDistance()", () => {
  test("of a set with itself is 0, fewer pictures than features included", () => {
    const pictures = picturesOf(syntheticScenes(6, {}));
    expect(frechetDistance(pictures, pictures)).toBeLessThan(1e-6);
  });

  test("is symmetric and grows with a tint, with missing texture and with noise", () => {
    const scenes = picturesOf(syntheticScenes(12, { texture: 0.2 }));
    const numbers = seededNumbers(9)(scenes.values.length);
    const changed = (f: (value: number, i: number) => number) => ({
      ...scenes,
      values: scenes.values.map(f),
    });
    const flat = picturesOf(syntheticScenes(12, { texture: 0 }));
    const faint = picturesOf(syntheticScenes(12, { texture: 0.1 }));
    const distances = {
      tint: frechetDistance(
        scenes,
        changed((value) => value + 0.1),
      ),
      tint2: frechetDistance(
        scenes,
        changed((value) => value + 0.2),
      ),
      faint: frechetDistance(scenes, faint),
      flat: frechetDistance(scenes, flat),
      noise: frechetDistance(
        scenes,
        changed((_, i) => numbers[i]),
      ),
    };
    // A tint of d moves the luminance of each quarter by √3 d and nothing else.
    expect(distances.tint).toBeCloseTo(4 * 3 * 0.01, 4);
    expect(distances.tint2).toBeCloseTo(4 * 3 * 0.04, 4);
    expect(distances.faint).toBeGreaterThan(0.001);
    expect(distances.flat).toBeGreaterThan(2 * distances.faint);
    expect(distances.noise).toBeGreaterThan(distances.flat);
    expect(frechetDistance(flat, scenes)).toBeCloseTo(distances.flat, 9);
  });
});
