/**
 * SPADE's scale and shift in training.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { convTraining } from "../../engines/tfjs/training-ops/conv.ts";
import { gatherRowsGrad } from "../../engines/tfjs/training-ops/gather-rows.ts";
import type { RowModulation } from "../../engines/tfjs/training-ops/modulate-rows.ts";
import type { RowIndex } from "../../engines/tfjs/training-ops/row-index.ts";
import type { SpadeMethod } from "../../modulation/norm-layer.ts";
import type { ParametersInUse } from "./parameters-in-use.ts";
import type { SpadeTables } from "./spade-tables.ts";

/** Tables with the full scale 1 + γ, or raw maps [batch, height, width, channels]. */
export type SpadeModulation =
  | ({ readonly kind: "rows" } & RowModulation)
  | { readonly kind: "maps"; readonly gamma: tf.Tensor4D; readonly beta: tf.Tensor4D };

/** γ, without the 1, and β side by side: [rows, 2C], and the row of each pixel; or maps [batch, height, width, 2C]. */
export type RawRows =
  | { readonly kind: "rows"; readonly both: tf.Tensor2D; readonly index: RowIndex }
  | { readonly kind: "maps"; readonly both: tf.Tensor4D };

/**
 * Scale and shift of a layer.
 *
 * @param name Of the layer: "up_2.norm_0".
 */
export function spadeModulation(
  inUse: ParametersInUse,
  name: string,
  method: SpadeMethod,
  tables: SpadeTables,
): SpadeModulation {
  const raw = spadeRows(inUse, name, method, tables);
  if (raw.kind === "maps") {
    const [g, b] = tf.split(raw.both, 2, 3);
    return { kind: "maps", gamma: g as tf.Tensor4D, beta: b as tf.Tensor4D };
  }
  const [g, b] = tf.split(raw.both, 2, 1);
  return {
    kind: "rows",
    gamma: tf.add(g, 1) as tf.Tensor2D,
    beta: b as tf.Tensor2D,
    index: raw.index,
  };
}

/** What the convolutions give. @param name Of the module that holds them. */
export function spadeRows(
  inUse: ParametersInUse,
  name: string,
  { hidden, kernel }: SpadeMethod,
  tables: SpadeTables,
): RawRows {
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
    const padding = (kernel - 1) / 2;
    const first = convTraining(tables.semantics, shared.kernel, shared.bias, 1, padding);
    return { kind: "maps", both: convTraining(tf.relu(first), both, bothBias, 1, padding) };
  }
  const { taps } = tables;
  const shape: [number, number] = [shared.kernel.size / hidden, hidden];
  const sum = tf.add(tf.matMul(tables.first, tf.reshape(shared.kernel, shape)), shared.bias);
  const rows: tf.Tensor2D = tf.mul(tf.relu(sum), tables.inside); //        [n₃ + 1, h]
  const byTap = tf.transpose(tf.reshape(both, [taps, hidden, 2 * channels]), [1, 0, 2]);
  const matrix: tf.Tensor2D = tf.reshape(byTap, [hidden, taps * 2 * channels]);
  const products = tf.reshape(tf.matMul(rows, matrix), [-1, 2 * channels]); // [(n₃ + 1) · taps, 2C]
  const second = gatherRowsGrad(products as tf.Tensor2D, tables.second); //  [n₅, 2C]
  return { kind: "rows", both: tf.add(second, bothBias), index: tables.index };
}
