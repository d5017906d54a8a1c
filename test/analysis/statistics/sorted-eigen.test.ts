import fc from "fast-check";
import { expect, test } from "vitest";
import { sortedEigen } from "../../../src/analysis/statistics/sorted-eigen.ts";
import { type Square, symmetricEigen } from "../../../src/analysis/statistics/symmetric-eigen.ts";
import { expectClose } from "../../support/close.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

function symmetric(n: number, seed: number, rank = n): Square {
  const x = seededNumbers(seed)(n * rank);
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < rank; k++) {
        values[i * n + j] += (k % 2 === 0 ? 1 : -1) * x[i * rank + k] * x[j * rank + k];
      }
    }
  }
  return { size: n, values };
}

/** The largest |A v − λ v| and |Vᵀ V − 1|. */
function residual({ size: n, values }: Square): number {
  const { eigenvalues, vectors } = sortedEigen({ size: n, values });
  const v = vectors.values;
  let worst = 0;
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      let [product, dot] = [0, 0];
      for (let k = 0; k < n; k++) {
        product += values[i * n + k] * v[k * n + j];
        dot += v[k * n + i] * v[k * n + j];
      }
      worst = Math.max(worst, Math.abs(product - eigenvalues[j] * v[i * n + j]));
      worst = Math.max(worst, Math.abs(dot - Number(i === j)));
    }
  }
  return worst;
}

test("sortedEigen() gives orthonormal vectors with A v = λ v, of any rank", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30 }), fc.nat({ max: 30 }), fc.nat(), (n, rank, seed) => {
      expect(residual(symmetric(n, seed, rank))).toBeLessThan(1e-12 * (1 + n) * (1 + rank));
    }),
  );
});

test("sortedEigen() agrees with Jacobi's rotations, the largest first", () => {
  const matrix = symmetric(60, 3);
  const ours = sortedEigen(matrix).eigenvalues;
  expectClose(ours, symmetricEigen(matrix).eigenvalues.sort().reverse(), 1e-11);
});

test.each([
  ["zeros", Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0), [0, 0, 0]],
  ["a diagonal", Float64Array.of(2, 0, 0, 0, -1, 0, 0, 0, 5), [5, 2, -1]],
  ["ones", new Float64Array(9).fill(1), [3, 0, 0]],
  ["tiny numbers", new Float64Array(9).fill(1e-200), [3e-200, 0, 0]],
  ["huge numbers", new Float64Array(9).fill(1e200), [3e200, 0, 0]],
])("sortedEigen() of %s", (_, values, expected) => {
  const { eigenvalues } = sortedEigen({ size: 3, values });
  const scale = Math.max(...expected.map(Math.abs)) || 1;
  expectClose(
    eigenvalues.map((x) => x / scale),
    expected.map((x) => x / scale),
    1e-14,
  );
});

test("sortedEigen() of a matrix with NaN is NaN and comes to an end", () => {
  const { eigenvalues, vectors } = sortedEigen({
    size: 2,
    values: Float64Array.of(1, Number.NaN, Number.NaN, 2),
  });
  expect(eigenvalues.every(Number.isNaN)).toBe(true);
  expect(vectors.values.every(Number.isNaN)).toBe(true);
});
