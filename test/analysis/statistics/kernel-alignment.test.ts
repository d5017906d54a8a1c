import fc from "fast-check";
import { expect, test } from "vitest";
import { kernelAlignment } from "../../../src/analysis/statistics/kernel-alignment.ts";
import { gram, type Matrix } from "../../../src/analysis/statistics/matrix.ts";
import { expectClose } from "../../support/close.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { matrixOf, reference } from "../classes/reference.ts";

function random(rows: number, columns: number, seed: number): Matrix {
  return { rows, columns, values: Float64Array.from(seededNumbers(seed)(rows * columns)) };
}

test("CKA and its debiased form are their definitions over features and tuples of items", () => {
  const { x, y, cka, debiased } = reference.kernels;
  const ours = kernelAlignment(gram(matrixOf(x)), gram(matrixOf(y)));
  expectClose([ours.cka, ours.debiased], [cka, debiased], 1e-10);
});

test("features that are shifted and scaled are the same, in both forms", () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0.1, max: 10, noNaN: true }), (seed, size) => {
      const x = random(7, 4, seed);
      const moved = { ...x, values: x.values.map((v, i) => size * v + (i % 4)) };
      const { cka, debiased } = kernelAlignment(gram(x), gram(moved));
      expectClose([cka, debiased], [1, 1], 1e-9);
    }),
  );
});

test("with many more features than items unrelated ones look alike to CKA, and not to its debiased form", () => {
  const pairs = [1, 2, 3, 4, 5, 6].map((seed) =>
    kernelAlignment(gram(random(12, 400, seed)), gram(random(12, 400, seed + 100))),
  );
  for (const { cka, debiased } of pairs) {
    expect(cka).toBeGreaterThan(0.9);
    expect(Math.abs(debiased)).toBeLessThan(0.4);
  }
});

test("features that do not vary have no alignment, nor do fewer than four items a debiased one", () => {
  const constant = { rows: 5, columns: 3, values: new Float64Array(15).fill(0.1) };
  expect(kernelAlignment(gram(constant), gram(random(5, 3, 1)))).toEqual({
    cka: Number.NaN,
    debiased: Number.NaN,
  });
  const three = kernelAlignment(gram(random(3, 4, 1)), gram(random(3, 4, 1)));
  expect(three.cka).toBeCloseTo(1, 12);
  expect(three.debiased).toBeNaN();
});
