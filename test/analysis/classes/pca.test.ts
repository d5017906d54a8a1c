import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pca } from "../../../src/analysis/classes/pca.ts";
import type { Matrix } from "../../../src/analysis/statistics/matrix.ts";
import { expectClose } from "../../support/close.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { matrixOf, reference } from "./reference.ts";

function random(rows: number, columns: number, seed: number): Matrix {
  return { rows, columns, values: Float64Array.from(seededNumbers(seed)(rows * columns)) };
}

describe.each(reference.pca)("pca() of $x.length rows", ({ x, ...expected }) => {
  test("is scikit-learn's, signs included", () => {
    const ours = pca(matrixOf(x), { components: 4 });
    expectClose(ours.scores.values, expected.scores, 1e-9, "scores");
    expectClose(ours.loadings.values, expected.loadings, 1e-9, "loadings");
    expectClose(ours.explainedVariance, expected.explainedVariance, 1e-9, "variances");
    expectClose(ours.explainedRatio, expected.explainedRatio, 1e-12, "ratios");
  });
});

test("all components together give the centred rows back, whatever the shape", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      fc.nat(),
      (rows, columns, seed) => {
        const x = random(rows, columns, seed);
        const { scores, loadings, components, explainedRatio } = pca(x, { components: 8 });
        expect(components).toBe(Math.min(rows, columns));
        expect(explainedRatio.reduce((sum, r) => sum + r, 0)).toBeCloseTo(1, 9);
        const back = new Float64Array(rows * columns);
        for (let i = 0; i < rows; i++) {
          for (let c = 0; c < columns; c++) {
            for (let j = 0; j < components; j++) {
              back[i * columns + c] +=
                scores.values[i * components + j] * loadings.values[j * columns + c];
            }
          }
        }
        const mean = (c: number) => {
          let sum = 0;
          for (let i = 0; i < rows; i++) sum += x.values[i * columns + c] / rows;
          return sum;
        };
        expectClose(
          back,
          x.values.map((v, i) => v - mean(i % columns)),
          1e-9,
        );
      },
    ),
  );
});

test("standardised columns do not depend on their units", () => {
  const x = random(9, 4, 2);
  const scaled = { ...x, values: x.values.map((v, i) => v * [1, 100, 0.01, 7][i % 4] + 5) };
  const options = { components: 3, standardise: true };
  expectClose(pca(x, options).scores.values, pca(scaled, options).scores.values, 1e-9);
});

test("a row with NaN has no part in it, and no score", () => {
  const x = random(7, 12, 3);
  const without = pca({ ...x, rows: 6, values: x.values.slice(0, 72) });
  x.values[75] = Number.NaN;
  const { scores, leftOut } = pca(x);
  expect([...leftOut]).toEqual([6]);
  expectClose(scores.values.subarray(0, 12), without.scores.values, 1e-12);
  expect(scores.values.subarray(12).every(Number.isNaN)).toBe(true);
});

test.each([
  ["equal rows", { rows: 4, columns: 6, values: new Float64Array(24).fill(0.1) }],
  ["one row", { rows: 1, columns: 6, values: new Float64Array(6).fill(0.1) }],
  ["nothing but NaN", { rows: 2, columns: 3, values: new Float64Array(6).fill(Number.NaN) }],
  ["no rows", { rows: 0, columns: 3, values: new Float64Array(0) }],
])("%s have no variance to explain: ratios are NaN", (_, matrix) => {
  const { explainedRatio, loadings } = pca(matrix);
  expect(explainedRatio.every(Number.isNaN)).toBe(true);
  expect(loadings.values.every((v) => v === 0)).toBe(true);
});

test("beyond the rank, variances and scores are 0", () => {
  const values = Float64Array.from(
    { length: 5 * 9 },
    (_, i) => Math.floor(i / 9) * ((i % 9) + 0.1),
  );
  const { explainedVariance, scores } = pca({ rows: 5, columns: 9, values }, { components: 3 });
  expect([...explainedVariance.subarray(1)]).toEqual([0, 0]);
  for (let i = 0; i < 5; i++) expect(scores.values[3 * i + 1]).toBe(0);
});

test("a constant column is no variance, even standardised", () => {
  const x = random(6, 3, 5);
  for (let i = 0; i < 6; i++) x.values[3 * i + 1] = 0.1;
  const { loadings } = pca(x, { components: 2, standardise: true });
  expect([loadings.values[1], loadings.values[4]]).toEqual([0, 0]);
});
