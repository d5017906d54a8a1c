/**
 * SEAN's scale and shift in training, differentiable down to the style codes, and the codes down to the style encoder's
 * features.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { convTraining } from "../../engines/tfjs/training-ops/conv.ts";
import { gatherRowsGrad } from "../../engines/tfjs/training-ops/gather-rows.ts";
import type { SeanMethod } from "../../modulation/norm-layer.ts";
import { spadePart } from "../../modulation/sean-label-part.ts";
import type { BatchInputs } from "./batch-inputs.ts";
import type { ParametersInUse } from "./parameters-in-use.ts";
import type { SeanTables } from "./sean-tables.ts";
import { type RawRows, type SpadeModulation, spadeRows } from "./spade.ts";

/**
 * The mean feature of each region: region-wise average pooling (arXiv 1911.12861, section 3.1). A region that the picture
 * lacks gets zeros, as released.
 *
 * @param features [batch, height, width, length]
 * @param shares One over its region's pixels where a pixel belongs to a region; [batch, classes, height · width].
 * @returns [batch, classes, length]
 */
export function pooledRegions(features: tf.Tensor4D, shares: tf.Tensor3D): tf.Tensor3D {
  const [batch, height, width, length] = features.shape;
  return tf.matMul(shares, tf.reshape(features, [batch, height * width, length]));
}

/**
 * Scale and shift of a layer: γ = α_γ γˢ + (1 − α_γ) γᵒ, β likewise.
 *
 * @param name Of the layer: "up_2.ace_0".
 * @param size Of the layer.
 * @param codes [batch, classes, styleLength]; not read where the layer has no style.
 */
export function seanModulation(
  inUse: ParametersInUse,
  name: string,
  method: SeanMethod,
  batch: BatchInputs,
  size: { readonly height: number; readonly width: number },
  codes: tf.Tensor3D | undefined,
): SpadeModulation {
  const labels = labelRows(inUse, name, method, batch, size);
  if (method.styleLength === null) return finished(labels);
  if (codes === undefined) throw new Error("the training pass was given no style codes");
  const tables = batch.seanTables(method, size, labels.kind === "rows" ? labels.index : null);
  const style = styleRows(inUse, name, tables, regionStyles(inUse, name, codes), size);
  const alpha = (part: string) => tf.sigmoid(inUse.get<tf.Tensor1D>(`${name}.blending_${part}`));
  const blended = (a: tf.Tensor, ofStyle: tf.Tensor, ofLabels: tf.Tensor) =>
    tf.add(ofLabels, tf.mul(a, tf.sub(ofStyle, ofLabels)));
  const [aGamma, aBeta] = [alpha("gamma"), alpha("beta")];
  if (tables.kind === "pairs") {
    const own = gatherRowsGrad((labels as RawRows & { kind: "rows" }).both, tables.label);
    const [gammaS, betaS] = tf.split(gatherRowsGrad(style as tf.Tensor2D, tables.window), 2, 1);
    const [gammaO, betaO] = tf.split(own, 2, 1);
    return {
      kind: "rows",
      gamma: tf.add(blended(aGamma, gammaS, gammaO), 1),
      beta: blended(aBeta, betaS, betaO) as tf.Tensor2D,
      index: tables.index,
    };
  }
  const map =
    labels.kind === "rows"
      ? tf.reshape(gatherRowsGrad(labels.both, labels.index), style.shape)
      : labels.both;
  const [gammaS, betaS] = tf.split(style, 2, 3);
  const [gammaO, betaO] = tf.split(map, 2, 3);
  return {
    kind: "maps",
    gamma: blended(aGamma, gammaS, gammaO) as tf.Tensor4D,
    beta: blended(aBeta, betaS, betaO) as tf.Tensor4D,
  };
}

/** γᵒ and βᵒ side by side: a bank's rows, or what SPADE's convolutions give. */
function labelRows(
  inUse: ParametersInUse,
  name: string,
  method: SeanMethod,
  batch: BatchInputs,
  size: { readonly height: number; readonly width: number },
): RawRows {
  if (method.labels === "spade") {
    const spade = spadePart(method);
    return spadeRows(inUse, `${name}.Spade`, spade, batch.spadeTables(spade, size));
  }
  const affine = `${name}.class_specified_affine`;
  const bank = [
    inUse.get<tf.Tensor2D>(`${affine}.weight`),
    inUse.get<tf.Tensor2D>(`${affine}.bias`),
  ];
  return { kind: "rows", both: tf.concat(bank, 1), index: batch.labels(size) };
}

function finished(labels: RawRows): SpadeModulation {
  if (labels.kind === "rows") {
    const [gamma, beta] = tf.split(labels.both, 2, 1);
    const rows = { gamma: tf.add(gamma, 1) as tf.Tensor2D, beta: beta as tf.Tensor2D };
    return { kind: "rows", ...rows, index: labels.index };
  }
  const [gamma, beta] = tf.split(labels.both, 2, 3);
  return { kind: "maps", gamma: gamma as tf.Tensor4D, beta: beta as tf.Tensor4D };
}

/** μ_j = relu(FC_j(code_j)) of every picture and region; [batch · classes, length]. */
function regionStyles(inUse: ParametersInUse, name: string, codes: tf.Tensor3D): tf.Tensor2D {
  const [batch, classes, length] = codes.shape;
  const all = (part: "weight" | "bias") =>
    tf.stack(Array.from({ length: classes }, (_, k) => inUse.get(`${name}.fc_mu${k}.${part}`)));
  const byRegion = tf.transpose(codes, [1, 0, 2]); //                            [K, n, L]
  const products = tf.matMul(byRegion, all("weight")); //                        [K, n, L]
  const sums = tf.add(products, tf.reshape(all("bias"), [classes, 1, length]));
  return tf.reshape(tf.transpose(tf.relu(sums), [1, 0, 2]), [batch * classes, length]);
}

/** γˢ and βˢ side by side: of each window, or of each pixel. */
function styleRows(
  inUse: ParametersInUse,
  name: string,
  tables: SeanTables,
  styles: tf.Tensor2D,
  { height, width }: { readonly height: number; readonly width: number },
): tf.Tensor2D | tf.Tensor4D {
  const conv = (part: string) => ({
    kernel: inUse.get<tf.Tensor4D>(`${name}.conv_${part}.weight`), // [3, 3, L, C]
    bias: inUse.get<tf.Tensor1D>(`${name}.conv_${part}.bias`),
  });
  const [gamma, beta] = [conv("gamma"), conv("beta")];
  const kernel: tf.Tensor4D = tf.concat([gamma.kernel, beta.kernel], 3); //      [3, 3, L, 2C]
  const bias: tf.Tensor1D = tf.concat([gamma.bias, beta.bias], 0);
  const [, , length, columns] = kernel.shape;
  if (tables.kind === "maps") {
    const map = tf.reshape(gatherRowsGrad(styles, tables.region), [-1, height, width, length]);
    return convTraining(map as tf.Tensor4D, kernel, bias, 1, 1);
  }
  // Each tap's product with every style, and with zeros for "outside", once; then sums of nine rows.
  const sources: tf.Tensor2D = tf.concat([styles, tf.zeros([1, length])], 0);
  const byTap = tf.transpose(tf.reshape(kernel, [9, length, columns]), [1, 0, 2]);
  const matrix: tf.Tensor2D = tf.reshape(byTap, [length, 9 * columns]);
  const products: tf.Tensor2D = tf.reshape(tf.matMul(sources, matrix), [-1, columns]);
  return tf.add(gatherRowsGrad(products, tables.taps), bias);
}
