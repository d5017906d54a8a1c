/**
 * Reflection padding by one pixel, with a gradient: what lies beyond the border is what lies before it.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { type OwnKernel, runOwnSingle } from "./own-kernel.ts";

/** @param x [batch, height, width, channels], 2 × 2 pixels or more. @returns [batch, height + 2, width + 2, channels] */
export function reflectPad(x: tf.Tensor4D): tf.Tensor4D {
  return runOwnSingle<tf.Rank.R4>(REFLECT_PAD, { x });
}

const REFLECT_PAD: OwnKernel = {
  name: "cladescope/ReflectPad",
  composed: ({ x }) => [
    tf.mirrorPad(
      x,
      [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ],
      "reflect",
    ),
  ],
  gradient: { of: ([dy]) => ({ x: () => tf.tidy(() => folded(folded(dy, 1), 2)) }) },
};

/** `dy` along one axis without its ends, which are added to the lines they came from: the second and the last but one. */
function folded(dy: tf.Tensor, axis: 1 | 2): tf.Tensor {
  const length = (dy.shape[axis] as number) - 2;
  const lines = (from: number, count: number) => {
    const [begin, size] = [[0, 0, 0, 0], [...dy.shape]];
    begin[axis] = from;
    size[axis] = count;
    return tf.slice(dy, begin, size);
  };
  const put = (end: tf.Tensor, at: number) => {
    const paddings: [number, number][] = dy.shape.map(() => [0, 0]);
    paddings[axis] = [at, length - 1 - at];
    return tf.pad(end, paddings);
  };
  const ends = tf.add(put(lines(0, 1), 1), put(lines(length + 1, 1), length - 2));
  return tf.add(lines(1, length), ends);
}
