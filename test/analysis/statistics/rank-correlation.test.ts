import fc from "fast-check";
import { expect, test } from "vitest";
import { pearson, ranks, spearman } from "../../../src/analysis/statistics/rank-correlation.ts";
import { expectClose } from "../../support/close.ts";
import { reference } from "../classes/reference.ts";

const { a, b, ranksOfA, spearman: expected } = reference.ranks;

test("ranks() and spearman() with ties are SciPy's", () => {
  expect([...ranks(a)]).toEqual(ranksOfA);
  expectClose([spearman(a, b)], [expected], 1e-12);
});

test("spearman() does not change under rising functions, and turns with falling ones", () => {
  const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 30 });
  fc.assert(
    fc.property(numbers, (x) => {
      const y = x.map((_, i) => (i * 7) % 11);
      const rho = spearman(x, y);
      const grown = spearman(
        x.map((v) => v ** 3 + v),
        y,
      );
      const turned = spearman(
        x.map((v) => -v),
        y,
      );
      if (Number.isNaN(rho)) expect([grown, turned]).toEqual([Number.NaN, Number.NaN]);
      else expectClose([grown, turned], [rho, -rho], 1e-12);
    }),
  );
});

test("correlations with a constant, of nothing or with NaN are NaN", () => {
  expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN();
  expect(pearson([], [])).toBeNaN();
  expect(pearson([1, Number.NaN, 2], [1, 2, 3])).toBeNaN();
  expect(spearman([1, 1], [1, 2])).toBeNaN();
});

test("NaN has no rank and counts for no other", () => {
  expect([...ranks([3, Number.NaN, 1, Number.POSITIVE_INFINITY])]).toEqual([2, Number.NaN, 1, 3]);
});
