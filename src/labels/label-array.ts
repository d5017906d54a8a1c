/**
 * Label maps and instance maps from arrays, such as a decoded `.npy` file.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import type { RawLabels } from "./label-map.ts";

/** Numbers with a shape, in C order: what an `.npy` file holds. */
export interface ShapedArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number> | ArrayLike<bigint>;
}

/** Largest value kept: what an int32 holds. */
const MAX_VALUE = 2 ** 31 - 1;

/**
 * Takes a `[height, width]` array of integers as labels; leading axes of length 1 are accepted, and so are
 * floats without a fraction.
 *
 * @param where Name of the file or variable, for messages.
 * @throws LabelError when the shape is another, or a value is negative, fractional, NaN or beyond int32.
 */
export function labelsFromArray({ shape, data }: ShapedArray, where: string): RawLabels {
  const [height, width] = planeShape(shape, data.length, where);
  const values = new Int32Array(height * width);
  let refused = 0;
  let first = 0;
  for (let p = 0; p < values.length; p++) {
    const value = Number(data[p]);
    if (Number.isInteger(value) && value >= 0 && value <= MAX_VALUE) values[p] = value;
    else if (refused++ === 0) first = p;
  }
  if (refused === 0) return { where, height, width, values, kind: "array" };
  throw new LabelError({
    where,
    what: `the array holds values that cannot be labels: ${describe(Number(data[first]))}`,
    expected: "integers from 0 (floats only without a fraction)",
    got: `${refused} of ${values.length} otherwise, the first ${data[first]} at y ${Math.floor(first / width)}, x ${first % width}`,
    hint: "labels are bank rows; a picture, a probability map or scores have to be turned into classes first",
  });
}

function planeShape(
  shape: readonly number[],
  length: number,
  where: string,
): readonly [height: number, width: number] {
  const leading = shape.slice(0, -2);
  const [height = 0, width = 0] = shape.slice(-2);
  const plane = shape.length >= 2 && leading.every((axis) => axis === 1);
  if (plane && height > 0 && width > 0 && height * width === length) return [height, width];
  throw new LabelError({
    where,
    what: "the array is not one label map",
    expected: "[height, width], or that with leading axes of length 1",
    got: `[${shape.join(", ")}] with ${length} values`,
    hint: "give one map per file, with one integer per pixel (not one-hot)",
  });
}

function describe(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value < 0) return "negative";
  return value > MAX_VALUE ? "too large" : "fractional";
}
