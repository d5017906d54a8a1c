/**
 * CLADE and CLADE-ICPE on tfjs: two look-ups, a product and a sum.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { foldBatchNorm, foldedShift, type RunningStatistics } from "../../modulation/batch-norm.ts";
import { appendedChannel, type CladeParameters, spatialFactor } from "../../modulation/clade.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { Bank } from "../../modulation/modulation.ts";
import { instanceNorm, lookUp, type Modulator } from "./modulator.ts";

/**
 * @param statistics Null with instance norm: then nothing folds, x̂ first.
 * @param channels That the layer normalises.
 */
export function cladeModulator(
  parameters: CladeParameters,
  statistics: RunningStatistics | null,
  channels: number,
): Modulator {
  const { gamma, beta, positional, instance } = parameters;
  const rows = gamma.length / channels;
  const scale: Bank = { rows, channels, values: gamma };
  const shift: Bank = { rows, channels, values: beta };
  const upload = (bank: Bank) => tf.tensor2d(bank.values, [rows, channels]);

  // y = f_γ · (gain · x − offset) + f_β · shift. Without the factors f, offset and shift are one bank.
  const folded = statistics && foldBatchNorm(scale, statistics);
  const banks = {
    gain: upload(folded?.gain ?? scale),
    offset: folded && positional ? upload(folded.offset) : null,
    shift: upload(statistics && !positional ? foldedShift(scale, shift, statistics) : shift),
  };

  const modulate = (x: tf.Tensor4D, conditions: Conditions): tf.Tensor4D => {
    const index = conditions.labels;
    const plane = (values: Float32Array) =>
      tf.tensor4d(values, [...x.shape.slice(0, 3), 1] as Rank4);
    const xHat = statistics === null ? instanceNorm(x) : x;
    let y: tf.Tensor4D = tf.mul(xHat, lookUp(banks.gain, index, x));
    if (banks.offset !== null) y = tf.sub(y, lookUp(banks.offset, index, x));
    if (positional === undefined) return tf.add(y, lookUp(banks.shift, index, x));
    y = tf.mul(y, plane(spatialFactor(positional.gamma, conditions)));
    const factor = plane(spatialFactor(positional.beta, conditions));
    return tf.add(y, tf.mul(lookUp(banks.shift, index, x), factor));
  };

  return {
    apply: (x, conditions) =>
      tf.tidy(() => {
        const y = modulate(x, conditions);
        if (instance === undefined) return y;
        const edge = appendedChannel(instance, conditions);
        return tf.concat([y, tf.tensor4d(edge, [...x.shape.slice(0, 3), 1] as Rank4)], 3);
      }),
    dispose: () => {
      for (const bank of Object.values(banks)) bank?.dispose();
    },
  };
}

type Rank4 = [number, number, number, number];
