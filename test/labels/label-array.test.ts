import { expect, test } from "vitest";
import { LabelError } from "../../src/errors.ts";
import { labelsFromArray } from "../../src/labels/label-array.ts";

test("labelsFromArray() takes [height, width] integers of any type, leading ones included", () => {
  const expected = { where: "a.npy", height: 2, width: 3, kind: "array" };
  const values = [0, 1, 2, 3, 4, 5];
  for (const data of [
    Uint8Array.from(values),
    Int32Array.from(values),
    Float64Array.from(values),
    BigInt64Array.from(values.map(BigInt)),
  ]) {
    for (const shape of [
      [2, 3],
      [1, 2, 3],
      [1, 1, 2, 3],
    ]) {
      const labels = labelsFromArray({ shape, data }, "a.npy");
      expect(labels).toMatchObject(expected);
      expect(Array.from(labels.values)).toEqual(values);
    }
  }
});

test("a map of height 1 is a map, not a leading axis", () => {
  expect(labelsFromArray({ shape: [1, 3], data: [7, 8, 9] }, "a")).toMatchObject({
    height: 1,
    width: 3,
  });
});

test.each([
  [[6], "not one label map"],
  [[2, 2, 3], "not one label map"],
  [[2, 3, 1], "not one label map"],
  [[2, 4], "not one label map"],
  [[0, 6], "not one label map"],
])("shape %j is refused for six values", (shape, what) => {
  const read = () => labelsFromArray({ shape, data: [0, 1, 2, 3, 4, 5] }, "a.npy");
  expect(read).toThrow(LabelError);
  expect(read).toThrow(what);
  expect(read).toThrow(`[${shape.join(", ")}]`);
});

test.each([
  [-1, "negative"],
  [0.5, "fractional"],
  [Number.NaN, "NaN"],
  [2 ** 31, "too large"],
  [Number.POSITIVE_INFINITY, "too large"],
])("value %f is refused with its place and count", (value, word) => {
  const read = () => labelsFromArray({ shape: [2, 3], data: [0, 1, 2, 3, value, value] }, "a.npy");
  expect(read).toThrow(LabelError);
  expect(read).toThrow(word);
  expect(read).toThrow(`2 of 6 otherwise, the first ${value} at y 1, x 1`);
});
