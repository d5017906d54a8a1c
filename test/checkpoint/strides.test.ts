import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  columnMajorStrides,
  gather,
  isContiguous,
  isShape,
  numElements,
  rowMajorStrides,
  span,
} from "../../src/checkpoint/strides.ts";

const view = fc
  .array(fc.tuple(fc.nat(4), fc.nat(7)), { maxLength: 4 })
  .map((axes) => ({ shape: axes.map(([n]) => n), strides: axes.map(([, stride]) => stride) }));

/** Every index tuple of a shape, the last axis fastest. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (outer, length) => outer.flatMap((i) => Array.from({ length }, (_, j) => [...i, j])),
    [[]],
  );
}

const place = (index: readonly number[], strides: readonly number[]) =>
  index.reduce((sum, i, axis) => sum + i * strides[axis], 0);

test("gather() takes element (i, j, …) from i·stride0 + j·stride1 + …", () => {
  fc.assert(
    fc.property(view, fc.constantFrom(1, 2, 4, 8), ({ shape, strides }, size) => {
      const bytes = Uint8Array.from({ length: span(shape, strides) * size }, (_, i) => i % 251);
      const expected = indices(shape).flatMap((index) => {
        const at = place(index, strides) * size;
        return Array.from(bytes.subarray(at, at + size));
      });
      expect(Array.from(gather(bytes, size, shape, strides, "test"))).toEqual(expected);
    }),
    { seed: 3 },
  );
});

test("span() reaches to the last element and no further", () => {
  fc.assert(
    fc.property(view, ({ shape, strides }) => {
      const places = indices(shape).map((index) => place(index, strides));
      expect(span(shape, strides)).toBe(Math.max(-1, ...places) + 1);
    }),
    { seed: 3 },
  );
});

test("isContiguous() holds exactly where the elements lie in row-major order", () => {
  fc.assert(
    fc.property(view, ({ shape, strides }) => {
      const places = indices(shape).map((index) => place(index, strides));
      expect(isContiguous(shape, strides)).toBe(places.every((at, i) => at === i));
    }),
    { seed: 3 },
  );
});

test("row-major and column-major strides of [2, 3, 4]", () => {
  expect(rowMajorStrides([2, 3, 4])).toEqual([12, 4, 1]);
  expect(columnMajorStrides([2, 3, 4])).toEqual([1, 2, 6]);
});

describe("isShape()", () => {
  test("accepts a single number, empty axes and large shapes", () => {
    expect([[], [0, 5], [2 ** 26, 2 ** 26]].every(isShape)).toBe(true);
    expect(numElements([])).toBe(1);
  });

  test("refuses negative and fractional lengths, too many axes and products beyond 2^53", () => {
    const wrong = [[-1], [1.5], ["2"], [Number.NaN], new Array(65).fill(1), [2 ** 27, 2 ** 27]];
    expect(wrong.some(isShape)).toBe(false);
  });
});
