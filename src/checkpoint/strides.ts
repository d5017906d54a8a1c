/**
 * Shapes and strides: PyTorch's views of a storage and numpy's Fortran order, brought into row-major
 * order.
 *
 * Element `(i, j, …)` of a view lies at `offset + i·strides[0] + j·strides[1] + …`, counted in
 * elements (https://docs.pytorch.org/docs/stable/tensor_view.html).
 *
 * @module
 */

import { allocate } from "./source.ts";

/** More axes than numpy (64) or any network has. */
export const MOST_AXES = 64;

/** Whether `shape` is a list of at most 64 whole lengths ≥ 0 whose product a double holds exactly. */
export function isShape(shape: readonly unknown[]): shape is readonly number[] {
  const lengths = shape.every((n) => typeof n === "number" && Number.isSafeInteger(n) && n >= 0);
  return (
    lengths &&
    shape.length <= MOST_AXES &&
    Number.isSafeInteger(numElements(shape as readonly number[]))
  );
}

/** Product of the lengths; 1 for a single number, 0 as soon as one axis is empty. */
export function numElements(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);
}

/** Strides of a contiguous array whose last axis runs fastest. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** Strides of a contiguous array whose first axis runs fastest (Fortran order). */
export function columnMajorStrides(shape: readonly number[]): number[] {
  return rowMajorStrides([...shape].reverse()).reverse();
}

/** Whether the elements lie one after another in row-major order. */
export function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  const dense = rowMajorStrides(shape);
  return (
    numElements(shape) === 0 ||
    shape.every((length, axis) => length === 1 || strides[axis] === dense[axis])
  );
}

/** Number of elements from the first to the last that a view touches; strides are ≥ 0. */
export function span(shape: readonly number[], strides: readonly number[]): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((last, length, axis) => last + (length - 1) * strides[axis], 0) + 1;
}

/**
 * The elements of a view, copied into row-major order.
 *
 * @param bytes The `span(shape, strides)` elements that the view touches.
 * @param elementBytes 1, 2, 4 or 8.
 */
export function gather(
  bytes: Uint8Array,
  elementBytes: number,
  shape: readonly number[],
  strides: readonly number[],
  where: string,
): Uint8Array {
  const out = allocate(numElements(shape) * elementBytes, where);
  if (out.length === 0) return out;
  const rows = shape.slice(0, -1);
  const rowLength = shape.at(-1) ?? 1;
  const step = (strides.at(-1) ?? 0) * elementBytes;
  const index = rows.map(() => 0);
  let start = 0; // byte at which the current row begins
  for (let to = 0; to < out.length; ) {
    for (let i = 0, from = start; i < rowLength; i++, from += step) {
      for (let b = 0; b < elementBytes; b++) out[to++] = bytes[from + b];
    }
    // Count the outer axes up like an odometer.
    for (let axis = rows.length - 1; axis >= 0; axis--) {
      start += strides[axis] * elementBytes;
      if (++index[axis] < rows[axis]) break;
      start -= strides[axis] * elementBytes * rows[axis];
      index[axis] = 0;
    }
  }
  return out;
}
