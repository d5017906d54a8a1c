/**
 * Normalisation in training: by the mean and the biased variance of the batch at hand, which gradients pass through.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { EPSILON } from "../../modulation/batch-norm.ts";

export interface BatchNormalised {
  readonly xHat: tf.Tensor4D;

  /** Mean and biased variance over batch and pixels; [channels] each. For the running statistics: off the tape. */
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** @param x [batch, height, width, channels] */
export function batchNormTraining(x: tf.Tensor4D): BatchNormalised {
  const mean = tf.mean(x, [0, 1, 2]) as tf.Tensor1D;
  const centred = tf.sub(x, mean) as tf.Tensor4D;
  const variance = tf.mean(tf.square(centred), [0, 1, 2]) as tf.Tensor1D;
  return { xHat: tf.mul(centred, tf.rsqrt(tf.add(variance, EPSILON))), mean, variance };
}
