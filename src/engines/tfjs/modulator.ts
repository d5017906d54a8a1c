/**
 * Applies a layer's modulation to tfjs activations.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { EPSILON, normalisation, type RunningStatistics } from "../../modulation/batch-norm.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import { gatherRows } from "./gather-rows.ts";

/** One layer, its parameters on the back end. */
export interface Modulator {
  /**
   * Normalises and modulates x.
   *
   * @param x [batch, height, width, channels]
   * @param conditions At x's height and width.
   * @returns [batch, height, width, channels], or one channel more.
   */
  apply(x: tf.Tensor4D, conditions: Conditions): tf.Tensor4D;

  dispose(): void;
}

/** Rows of a bank [rows, channels] laid out over the pixels; [batch, height, width, channels]. */
export function lookUp(bank: tf.Tensor2D, index: Int32Array, like: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width] = like.shape;
  return tf.reshape(gatherRows(bank, index), [batch, height, width, bank.shape[1]]);
}

/** Zero mean and unit biased variance of each picture and channel, ε = 1e-5. */
export function instanceNorm(x: tf.Tensor4D): tf.Tensor4D {
  const mean = tf.mean(x, [1, 2], true);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), [1, 2], true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, EPSILON)));
}

/** The parameter-free normalisation of a layer, with batch norm folded into scale and shift. */
export interface FoldedNorm {
  /** Scale and shift from the halves of the last axis, [..., 2C], with batch norm folded in; [..., C] each. */
  fold<T extends tf.Tensor>(maps: T): [scale: T, shift: T];

  /** scale · x̂ + shift. */
  apply(x: tf.Tensor4D, folded: [scale: tf.Tensor4D, shift: tf.Tensor4D]): tf.Tensor4D;

  dispose(): void;
}

/** @param statistics Null with instance norm, which nothing can be folded of. */
export function foldedNorm(statistics: RunningStatistics | null): FoldedNorm {
  const folded = statistics && normalisation(statistics);
  const gain = folded && tf.tensor1d(Float32Array.from(folded.gain));
  const offset = folded && tf.tensor1d(Float32Array.from(folded.offset));
  return {
    fold: <T extends tf.Tensor>(maps: T): [T, T] => {
      const [scale, shift] = tf.split(maps, 2, maps.rank - 1) as [T, T];
      if (gain === null || offset === null) return [scale, shift];
      return [tf.mul(scale, gain), tf.sub(shift, tf.mul(scale, offset))];
    },
    apply: (x, [scale, shift]) =>
      tf.add(tf.mul(statistics === null ? instanceNorm(x) : x, scale), shift),
    dispose: () => {
      gain?.dispose();
      offset?.dispose();
    },
  };
}
