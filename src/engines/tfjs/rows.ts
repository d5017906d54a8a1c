/**
 * Modulation by rows of a bank on tfjs: two look-ups, a product and a sum, for rows by class as for any others.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { foldBatchNorm, foldedShift, type RunningStatistics } from "../../modulation/batch-norm.ts";
import type { Bank } from "../../modulation/modulation.ts";
import { instanceNorm, lookUp } from "./modulator.ts";

/** Rows on the back end, batch norm folded in. */
export interface Rows {
  /**
   * Normalises and modulates x, [batch, height, width, channels].
   *
   * @param index Row of each pixel.
   * @param factors Of scale and shift, one a pixel each; where there are `spatial` ones.
   */
  apply(x: tf.Tensor4D, index: Int32Array, factors?: SpatialFactors): tf.Tensor4D;

  dispose(): void;
}

/** [batch, height, width] each. */
export interface SpatialFactors {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

/**
 * @param statistics Null with instance norm: then nothing folds, x̂ first.
 * @param spatial Whether factors come between: then y = f_γ · (gain · x − offset) + f_β · shift, and offset and shift are
 *   not one bank.
 */
export function uploadRows(
  scale: Bank,
  shift: Bank,
  statistics: RunningStatistics | null,
  spatial: boolean,
): Rows {
  const upload = ({ rows, channels, values }: Bank) => tf.tensor2d(values, [rows, channels]);
  const folded = statistics && foldBatchNorm(scale, statistics);
  const banks = {
    gain: upload(folded?.gain ?? scale),
    offset: folded && spatial ? upload(folded.offset) : null,
    shift: upload(statistics && !spatial ? foldedShift(scale, shift, statistics) : shift),
  };
  return {
    apply: (x, index, factors) => {
      const xHat = statistics === null ? instanceNorm(x) : x;
      let y: tf.Tensor4D = tf.mul(xHat, lookUp(banks.gain, index, x));
      if (banks.offset !== null) y = tf.sub(y, lookUp(banks.offset, index, x));
      if (factors === undefined) return tf.add(y, lookUp(banks.shift, index, x));
      y = tf.mul(y, plane(factors.scale, x));
      return tf.add(y, tf.mul(lookUp(banks.shift, index, x), plane(factors.shift, x)));
    },
    dispose: () => tf.dispose([banks.gain, banks.shift, ...(banks.offset ? [banks.offset] : [])]),
  };
}

/** y with one channel more, which has a value for each pixel. */
export function withChannel(y: tf.Tensor4D, values: Float32Array): tf.Tensor4D {
  return tf.concat([y, plane(values, y)], 3);
}

function plane(values: Float32Array, { shape }: tf.Tensor4D): tf.Tensor4D {
  return tf.tensor4d(values, [shape[0], shape[1], shape[2], 1]);
}
