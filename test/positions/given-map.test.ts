import { expect, test } from "vitest";
import { LabelError } from "../../src/errors.ts";
import { positionsFromArray, resizePositionalMap } from "../../src/positions/given-map.ts";

test("positionsFromArray() takes [2, height, width], leading ones included", () => {
  const data = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  for (const shape of [
    [2, 2, 3],
    [1, 2, 2, 3],
  ]) {
    expect(positionsFromArray({ shape, data }, "p.npy")).toEqual({ height: 2, width: 3, data });
  }
  expect(
    positionsFromArray({ shape: [2, 1, 1], data: Float64Array.of(0.5, -0.5) }, "p").data,
  ).toEqual(Float32Array.of(0.5, -0.5));
});

test.each([[[2, 6]], [[3, 2, 2]], [[2, 2, 4]], [[2, 2, 3, 1]], [[12]]])(
  "shape %j is refused for twelve values",
  (shape) => {
    const read = () => positionsFromArray({ shape, data: new Float32Array(12) }, "p.npy");
    expect(read).toThrow(LabelError);
    expect(read).toThrow("p.npy: the array is not a positional map");
  },
);

test.each([Number.NaN, Number.POSITIVE_INFINITY])("%f is refused with its place", (value) => {
  const data = new Float32Array(12);
  data[10] = value;
  const read = () => positionsFromArray({ shape: [2, 2, 3], data }, "p.npy");
  expect(read).toThrow(LabelError);
  expect(read).toThrow(`${value} in plane x at y 1, x 1`);
});

test("a positional map of another size than its label map is refused", () => {
  const array = { shape: [2, 2, 3], data: new Float32Array(12) };
  expect(positionsFromArray(array, "p.npy", { height: 2, width: 3 }).height).toBe(2);
  expect(() => positionsFromArray(array, "p.npy", { height: 3, width: 2 })).toThrow(/3x2.*\n.*2x3/);
});

test("resizePositionalMap() picks pixels as PyTorch does and leaves their offsets alone", () => {
  const map = {
    height: 2,
    width: 3,
    data: Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
  };
  const small = resizePositionalMap(map, { height: 1, width: 2 });
  expect(small).toEqual({ height: 1, width: 2, data: Float32Array.of(1, 2, 7, 8) });
});
