/**
 * Channels by fours and eights: what vectors work on.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";
import { floats, floatsOf, freed, shaped, type WasmBackend } from "./heap.ts";

export function channelsOf({ shape }: tf.TensorInfo): number {
  return shape[shape.length - 1];
}

/** The same with zeros for more channels, up to a multiple; itself where it is that already. */
export function widened(backend: WasmBackend, x: tf.TensorInfo, multiple: number): tf.TensorInfo {
  const channels = channelsOf(x);
  if (channels % multiple === 0) return x;
  const wide = Math.ceil(channels / multiple) * multiple;
  const result = floats(backend, [...x.shape.slice(0, -1), wide]);
  const to = floatsOf(backend, result).fill(0);
  const from = floatsOf(backend, x);
  for (let i = 0, at = 0; i < from.length; at += wide) {
    for (let c = 0; c < channels; c++) to[at + c] = from[i++];
  }
  return result;
}

/** The first rows and channels of each matrix [inner, outer], as many as `shape` ends in; `x` is taken over. */
export function narrowed(
  backend: WasmBackend,
  x: tf.TensorInfo,
  shape: readonly number[],
): tf.TensorInfo {
  const [inner, outer] = x.shape.slice(-2);
  const [rows, columns] = shape.slice(-2);
  if (inner === rows && outer === columns) return shaped(x, shape);
  const result = floats(backend, shape);
  const to = floatsOf(backend, result);
  const from = floatsOf(backend, x);
  for (let matrix = 0, at = 0; at < to.length; matrix++) {
    for (let r = 0; r < rows; r++) {
      const start = (matrix * inner + r) * outer;
      for (let c = 0; c < columns; c++) to[at++] = from[start + c];
    }
  }
  freed(backend, x);
  return result;
}
