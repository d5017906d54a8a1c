/**
 * Between the shape of a result and those of its operands.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";

/**
 * A gradient of a broadcast operand: summed over the axes along which it was repeated. Always a tensor of its own: the
 * tape disposes of gradients when it adds them up.
 */
export function summedTo(dy: tf.Tensor, shape: readonly number[]): tf.Tensor {
  if (sameShape(dy.shape, shape)) return tf.clone(dy);
  const lead = dy.rank - shape.length;
  const axes: number[] = [];
  for (let axis = 0; axis < dy.rank; axis++) {
    if (axis < lead || (shape[axis - lead] === 1 && dy.shape[axis] !== 1)) axes.push(axis);
  }
  const summed = axes.length === 0 ? dy : tf.sum(dy, axes);
  return tf.reshape(summed, [...shape]);
}

/** `shape` with 1 for each of the reduced `axes`. */
export function keptAxes(shape: readonly number[], axes: readonly number[]): number[] {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}
