/**
 * Named arrays of numbers: what a checkpoint is made of.
 *
 * @module
 */

import type { DType, TypedArray } from "./dtype.ts";

/** What is known of a tensor before its values are read. */
export interface TensorInfo {
  readonly dtype: DType;
  /** Length of each axis; `[]` for a single number. */
  readonly shape: readonly number[];
}

/** A tensor with its values, row-major and contiguous. */
export interface Tensor extends TensorInfo {
  /** One value per element; see dtype.ts for the array type of each dtype. */
  readonly data: TypedArray;
}
