/**
 * Products of matrices of which one is transposed: tfjs's wasm back end is quick only where neither is.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";
import { narrowed, widened } from "./channels.ts";
import { product as plainProduct } from "./convolution.ts";
import {
  addressOf,
  floats,
  floatsOf,
  freed,
  shaped,
  type WasmBackend,
  type WasmCall,
} from "./heap.ts";
import { simdFunctions } from "./simd/instance.ts";
import { CHANNELS_OF_DY, CHANNELS_OF_X } from "./simd/outer-products.ts";

/** Bytes of both matrices that are gone through at a time: they stay in a core's nearest caches. */
const BLOCK = 64 * 1024;

/**
 * The kernel `BatchMatMul`, around tfjs's.
 *
 * @param stock tfjs's, for what is no case of one plain product.
 */
export function matMul(stock: tf.KernelFunc): (call: WasmCall) => tf.TensorInfo {
  return (call) => {
    const { inputs, backend, attrs } = call;
    const run = (a: tf.TensorInfo, b: tf.TensorInfo, transposeA: boolean): tf.TensorInfo =>
      stock({
        inputs: { a, b },
        backend,
        attrs: { transposeA, transposeB: false },
      } as unknown as Parameters<tf.KernelFunc>[0]) as tf.TensorInfo;
    const [a, b] = [inputs.a, inputs.b].map((t) => matrix(t));
    const lead = inputs.a.shape.length >= inputs.b.shape.length ? inputs.a.shape : inputs.b.shape;
    if (a !== null && b !== null && a.shape[0] === 1 && !attrs.transposeA) {
      const product = rowTimes(backend, a, b, Boolean(attrs.transposeB));
      return shaped(product, [...lead.slice(0, -2), ...product.shape]);
    }
    if (a === null || b === null) {
      return stock(call as unknown as Parameters<tf.KernelFunc>[0]) as tf.TensorInfo;
    }
    const right = attrs.transposeB ? transposed(backend, b) : b;
    const result =
      (attrs.transposeA ? innerColumns(backend, a, right) : plainProduct(backend, a, right)) ??
      run(three(a), three(right), Boolean(attrs.transposeA));
    if (right !== b) freed(backend, right);
    const [rows, columns] = result.shape.slice(-2);
    return shaped(result, [...lead.slice(0, -2), rows, columns]);
  };
}

/** A row times a matrix: tfjs would rearrange all of the matrix first, for one use. */
function rowTimes(
  backend: WasmBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeB: boolean,
): tf.TensorInfo {
  const [rows, columns] = b.shape;
  const result = floats(backend, [1, transposeB ? rows : columns]);
  const [to, row, matrix] = [result, a, b].map((t) => floatsOf(backend, t));
  if (transposeB) {
    for (let r = 0, at = 0; r < rows; r++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += row[c] * matrix[at++];
      to[r] = sum;
    }
    return result;
  }
  const sums = new Float64Array(columns);
  for (let r = 0, at = 0; r < rows; r++) {
    const factor = row[r];
    for (let c = 0; c < columns; c++) sums[c] += factor * matrix[at++];
  }
  to.set(sums);
  return result;
}

/** aᵀ b, from [k, m] and [k, n]; null without vectors. */
function innerColumns(
  backend: WasmBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
): tf.TensorInfo | null {
  const simd = simdFunctions(backend);
  if (simd === null) return null;
  const left = widened(backend, a, CHANNELS_OF_X);
  const right = widened(backend, b, CHANNELS_OF_DY);
  const [k, m] = left.shape;
  const n = right.shape[1];
  const product = floats(backend, [m, n]);
  floatsOf(backend, product).fill(0);
  const [xChannels, dyChannels] = [4 * m, 4 * n];
  const rows = Math.max(16, Math.floor(BLOCK / (xChannels + dyChannels)));
  for (let first = 0; first < k; first += rows) {
    simd.outerProducts({
      x: addressOf(backend, left) + first * xChannels,
      dy: addressOf(backend, right) + first * dyChannels,
      dw: addressOf(backend, product),
      xChannels,
      dyChannels,
      pictures: 1,
      rows: 1,
      columns: Math.min(rows, k - first),
      xPixel: xChannels,
      xRow: 0,
      xPicture: 0,
      dyRow: 0,
      dyPicture: 0,
    });
  }
  if (left !== a) freed(backend, left);
  if (right !== b) freed(backend, right);
  return narrowed(backend, product, [a.shape[1], b.shape[1]]);
}

const SQUARE = 16;

function transposed(backend: WasmBackend, x: tf.TensorInfo): tf.TensorInfo {
  const [rows, columns] = x.shape;
  const result = floats(backend, [columns, rows]);
  const [to, from] = [result, x].map((t) => floatsOf(backend, t));
  // In small squares: whole columns would miss the cache at every step.
  for (let r0 = 0; r0 < rows; r0 += SQUARE) {
    const r1 = Math.min(rows, r0 + SQUARE);
    for (let c0 = 0; c0 < columns; c0 += SQUARE) {
      const c1 = Math.min(columns, c0 + SQUARE);
      for (let c = c0; c < c1; c++) {
        for (let r = r0; r < r1; r++) to[c * rows + r] = from[r * columns + c];
      }
    }
  }
  return result;
}

/** [1, …, 1, rows, columns] as [rows, columns]; null for a batch of more matrices. */
function matrix(x: tf.TensorInfo): tf.TensorInfo | null {
  const batch = x.shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return batch === 1 ? shaped(x, x.shape.slice(-2)) : null;
}

function three(x: tf.TensorInfo): tf.TensorInfo {
  return shaped(x, [1, ...x.shape]);
}
