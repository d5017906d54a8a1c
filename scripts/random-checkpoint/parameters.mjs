// Random parameters of a generator, by their released names.

import { seededNormal } from "../../dist/src/models/latent.js";

/** @typedef {{ dtype: "float32", shape: readonly number[], data: Float32Array }} Tensor */

/**
 * One tensor for each parameter and buffer of `steps`, running statistics left out.
 *
 * @param {readonly import("../../dist/src/models/trace.js").Step[]} steps
 * @param {number} seed
 * @returns {Map<string, Tensor>}
 */
export function randomParameters(steps, seed) {
  let next = seed * 100_003;
  /** @type {(count: number, scale: number, mean?: number) => Float32Array} */
  const normal = (count, scale, mean = 0) =>
    seededNormal(next++, count).map((x) => mean + scale * x);
  const tensors = new Map();
  for (const { key, shape, role } of steps.flatMap((step) => step.parameters)) {
    if (role === "unused" || key.includes("param_free_norm")) continue;
    const count = shape.reduce((a, b) => a * b, 1);
    tensors.set(key, { dtype: "float32", shape, data: valuesOf(key, shape, count, normal) });
  }
  for (const [key, { shape, data }] of tensors) {
    if (key.endsWith(".weight_orig")) setSpectralVectors(tensors, key, shape[0], data);
  }
  return tensors;
}

/**
 * Scales that make classes differ visibly; not the released initialisation, under which all classes start alike.
 */
function valuesOf(key, shape, count, normal) {
  if (key.endsWith("class_specified_affine.weight")) return normal(count, 0.5, 1);
  if (key.endsWith("class_specified_affine.bias")) return normal(count, 0.6);
  if (/dist_conv_.\.weight$/.test(key)) return normal(count, 0.3);
  if (key.endsWith("inst_conv.weight")) return normal(count, 0.2, 1);
  if (key.endsWith(".bias")) return normal(count, 0.05);
  if (/weight_[uv]$/.test(key)) return normal(count, 1);
  const fanIn = count / shape[0];
  const gain = key === "conv_img.weight" ? 1.2 : Math.SQRT2;
  return normal(count, gain / Math.sqrt(fanIn));
}

/** Power iteration: u and v as training would leave them. */
function setSpectralVectors(tensors, key, rows, weight) {
  const columns = weight.length / rows;
  let u = tensors.get(key.replace("orig", "u")).data;
  let v = tensors.get(key.replace("orig", "v")).data;
  for (let iteration = 0; iteration < 30; iteration++) {
    v = normalised(
      Float32Array.from({ length: columns }, (_, j) => {
        let sum = 0;
        for (let i = 0; i < rows; i++) sum += weight[i * columns + j] * u[i];
        return sum;
      }),
    );
    u = normalised(
      Float32Array.from({ length: rows }, (_, i) => {
        let sum = 0;
        for (let j = 0; j < columns; j++) sum += weight[i * columns + j] * v[j];
        return sum;
      }),
    );
  }
  tensors.get(key.replace("orig", "u")).data = u;
  tensors.get(key.replace("orig", "v")).data = v;
}

function normalised(x) {
  const norm = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
  return x.map((value) => value / norm);
}
