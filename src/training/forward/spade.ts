/**
 * SPADE's scale and shift in training.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { SpadeMethod } from "../../modulation/norm-layer.ts";
import type { ParametersInUse } from "./parameters-in-use.ts";
import type { SpadeTables } from "./spade-tables.ts";

/**
 * γ and β of every pixel, raw (the effective scale is 1 + γ); [pixels, channels] each.
 *
 * @param name Of the layer: "up_2.norm_0".
 */
export function spadeMaps(
  inUse: ParametersInUse,
  name: string,
  { hidden, kernel }: SpadeMethod,
  tables: SpadeTables,
): { gamma: tf.Tensor2D; beta: tf.Tensor2D } {
  const conv = (part: string) => ({
    kernel: inUse.get<tf.Tensor4D>(`${name}.${part}.weight`), // [k, k, in, out]
    bias: inUse.get<tf.Tensor1D>(`${name}.${part}.bias`),
  });
  const shared = conv("mlp_shared.0");
  const [gamma, beta] = [conv("mlp_gamma"), conv("mlp_beta")];
  const both: tf.Tensor4D = tf.concat([gamma.kernel, beta.kernel], 3); //  [k, k, h, 2C]
  const bothBias: tf.Tensor1D = tf.concat([gamma.bias, beta.bias], 0);
  const channels = gamma.bias.size;
  if (tables.kind === "dense") {
    const first = tf.add(same(tables.semantics, shared.kernel), shared.bias);
    const maps = tf.add(same(tf.relu(first) as tf.Tensor4D, both), bothBias);
    const [g, b] = tf.split(tf.reshape(maps, [-1, 2 * channels]), 2, 1);
    return { gamma: g as tf.Tensor2D, beta: b as tf.Tensor2D };
  }
  const { taps } = tables;
  const shape: [number, number] = [shared.kernel.size / hidden, hidden];
  const sum = tf.add(tf.matMul(tables.first, tf.reshape(shared.kernel, shape)), shared.bias);
  const rows: tf.Tensor2D = tf.mul(tf.relu(sum), tables.inside); //        [n₃ + 1, h]
  const byTap = tf.transpose(tf.reshape(both, [taps, hidden, 2 * channels]), [1, 0, 2]);
  const matrix: tf.Tensor2D = tf.reshape(byTap, [hidden, taps * 2 * channels]);
  const products = tf.reshape(tf.matMul(rows, matrix), [-1, 2 * channels]); // [(n₃ + 1) · taps, 2C]
  let second: tf.Tensor = tf.gather(products, tables.second); //           [n₅ · taps, 2C]
  if (kernel > 1) {
    second = tf.sum(tf.reshape(second, [tables.secondRows, taps, 2 * channels]), 1);
  }
  const [g, b] = tf.split(tf.add(second, bothBias), 2, 1);
  return {
    gamma: tf.gather(g as tf.Tensor2D, tables.index),
    beta: tf.gather(b as tf.Tensor2D, tables.index),
  };
}

function same(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  return tf.conv2d(x, kernel, 1, "same");
}
