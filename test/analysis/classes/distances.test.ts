import fc from "fast-check";
import { expect, test } from "vitest";
import { distances, similarities } from "../../../src/analysis/classes/distances.ts";
import { expectClose } from "../../support/close.ts";
import { matrixOf, reference } from "./reference.ts";

const x = matrixOf(reference.clustering.x);

test("correlations are NumPy's corrcoef", () => {
  expectClose(similarities(x, "correlation").values, reference.correlation, 1e-12);
});

test("cosines are scikit-learn's", () => {
  expectClose(similarities(x, "cosine").values, reference.cosine, 1e-12);
});

test("euclidean distances are the lengths of the differences", () => {
  const { size, values } = distances(x, "euclidean");
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const [a, b] = [reference.clustering.x[i], reference.clustering.x[j]];
      expect(values[i * size + j]).toBeCloseTo(Math.hypot(...a.map((v, k) => v - b[k])), 12);
    }
  }
});

const rows = fc.array(fc.array(fc.float({ noNaN: false }), { minLength: 4, maxLength: 4 }), {
  minLength: 1,
  maxLength: 6,
});

test("similarities of any numbers are symmetric, from −1 to 1 or NaN, and NaN where the diagonal is", () => {
  fc.assert(
    fc.property(
      rows,
      fc.constantFrom("correlation" as const, "cosine" as const),
      (all, measure) => {
        const { size, values } = similarities(matrixOf(all), measure);
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            const value = values[i * size + j];
            expect(value).toBe(values[j * size + i]);
            const undefinedRow = [i, j].some((k) => Number.isNaN(values[k * size + k]));
            expect(Number.isNaN(value)).toBe(undefinedRow);
            if (!undefinedRow) expect(Math.abs(value)).toBeLessThanOrEqual(1);
            if (i === j && !undefinedRow) expect(value).toBe(1);
          }
        }
      },
    ),
  );
});

test("a constant row has no correlation, a zero row no cosine either, NaN and infinity nothing", () => {
  const odd = matrixOf([
    [0.1, 0.1, 0.1],
    [0, 0, 0],
    [1, Number.NaN, 2],
    [1, Number.POSITIVE_INFINITY, 2],
    [1, 2, 4],
  ]);
  const defined = (values: Float64Array) =>
    [0, 1, 2, 3, 4].filter((i) => !Number.isNaN(values[6 * i]));
  expect(defined(similarities(odd, "correlation").values)).toEqual([4]);
  expect(defined(similarities(odd, "cosine").values)).toEqual([0, 4]);
  expect(defined(distances(odd, "euclidean").values)).toEqual([0, 1, 4]);
});

test("numbers whose squares are beyond floating point still have similarities", () => {
  const huge = matrixOf([
    [1e200, 2e200, 4e200],
    [1e-200, 2e-200, 4e-200],
  ]);
  expectClose(similarities(huge, "correlation").values, [1, 1, 1, 1], 1e-12);
});
