import fc from "fast-check";
import { test } from "vitest";
import {
  product,
  type Square,
  squareRoot,
  symmetricEigen,
} from "../../../src/analysis/statistics/symmetric-eigen.ts";
import { expectClose } from "../../support/close.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

const sizes = fc.record({ size: fc.integer({ min: 1, max: 12 }), seed: fc.nat() });

/** A · Aᵀ of a random A with `rank` columns. */
function semidefinite(size: number, seed: number, rank = size): Square {
  const a = seededNumbers(seed)(size * rank);
  const values = Float64Array.from({ length: size * size }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < rank; k++) {
      sum += a[Math.floor(i / size) * rank + k] * a[(i % size) * rank + k];
    }
    return sum;
  });
  return { size, values };
}

test("symmetricEigen() of [[2, 1], [1, 2]] is 1 and 3", () => {
  const { eigenvalues } = symmetricEigen({ size: 2, values: Float64Array.of(2, 1, 1, 2) });
  expectClose([...eigenvalues].sort(), [1, 3], 1e-14);
});

test("symmetricEigen() gives M·v = λ·v with orthonormal v", () => {
  const check = fc.property(sizes, ({ size, seed }) => {
    const matrix = semidefinite(size, seed);
    const { eigenvalues, vectors } = symmetricEigen(matrix);
    const left = product(matrix, vectors).values;
    const right = vectors.values.map((value, i) => value * eigenvalues[i % size]);
    expectClose(left, right, 1e-10);
    const transposed = vectors.values.map(
      (_, i) => vectors.values[(i % size) * size + Math.floor(i / size)],
    );
    const identity = transposed.map((_, i) => Number(i % size === Math.floor(i / size)));
    expectClose(product({ size, values: transposed }, vectors).values, identity, 1e-12);
  });
  fc.assert(check, { seed: 1846, numRuns: 50 });
});

test("squareRoot() squared is the matrix, singular ones included", () => {
  const check = fc.property(sizes, ({ size, seed }) => {
    for (const rank of [size, Math.ceil(size / 2)]) {
      const matrix = semidefinite(size, seed, rank);
      const root = squareRoot(matrix);
      expectClose(product(root, root).values, matrix.values, 1e-9);
    }
  });
  fc.assert(check, { seed: 1847, numRuns: 50 });
});
