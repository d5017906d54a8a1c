import fc from "fast-check";
import { expect, test } from "vitest";
import {
  gaussianPyramid,
  laplacianPyramid,
  mirrored,
} from "../../../src/analysis/quality/pyramid.ts";
import { expectClose } from "../../support/close.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

test("gaussianPyramid() keeps a constant, and filters with [1, 4, 6, 4, 1] / 16 both ways", () => {
  const [, , quarter] = gaussianPyramid(
    { height: 8, width: 16, values: new Float32Array(128).fill(0.5) },
    3,
  );
  expect(quarter).toEqual({ height: 2, width: 4, values: new Float32Array(8).fill(0.5) });
  const values = new Float32Array(64);
  values[4 * 8 + 4] = 256; // row 4, column 4: an even place, away from the edge
  const [, half] = gaussianPyramid({ height: 8, width: 8, values }, 2);
  // biome-ignore format: a picture of 4 by 4
  expect([...half.values]).toEqual([
    0, 0, 0, 0,
    0, 1, 6, 1,
    0, 6, 36, 6,
    0, 1, 6, 1,
  ]);
});

test("laplacianPyramid() of a constant is 0 but for its last level, the constant", () => {
  const plane = { height: 16, width: 16, values: new Float32Array(256).fill(-0.75) };
  const [fine, middle, last] = laplacianPyramid(plane, 3);
  expectClose(fine.values, new Float32Array(256), 1e-6);
  expectClose(middle.values, new Float32Array(64), 1e-6);
  expectClose(last.values, new Float32Array(16).fill(-0.75), 1e-6);
});

test("laplacianPyramid() is linear", () => {
  const numbers = seededNumbers(3);
  const [a, b] = [numbers(64), numbers(64)];
  const of = (values: Float32Array) => laplacianPyramid({ height: 8, width: 8, values }, 2);
  const sum = of(a.map((value, i) => value + 2 * b[i]));
  const [left, right] = [of(a), of(b)];
  for (const level of [0, 1]) {
    const expected = left[level].values.map((value, i) => value + 2 * right[level].values[i]);
    expectClose(sum[level].values, expected, 1e-5);
  }
});

test("mirrored() reflects without repeating the edge", () => {
  expect([-2, -1, 0, 3, 4, 5].map((i) => mirrored(i, 4))).toEqual([2, 1, 0, 3, 2, 1]);
  expect(mirrored(7, 1)).toBe(0);
  const check = fc.property(fc.integer(), fc.integer({ min: 1, max: 50 }), (i, length) => {
    const j = mirrored(i, length);
    expect(j >= 0 && j < length).toBe(true);
  });
  fc.assert(check, { seed: 1 });
});

test("a pyramid refuses a size that cannot be halved", () => {
  const plane = { height: 6, width: 8, values: new Float32Array(48) };
  expect(() => gaussianPyramid(plane, 3)).toThrow("has not enough pyramid levels");
});
