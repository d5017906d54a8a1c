/**
 * Normalisation and its gradient on the wasm back end's heap.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";
import { EPSILON } from "../../../modulation/batch-norm.ts";
import { floats, floatsOf, type WasmCall } from "./heap.ts";

/** x → x̂, mean, variance, 1 / √(variance + ε); each of `groups` parts of x by itself. */
export function normaliseOnHeap({ inputs: { x }, backend, attrs }: WasmCall): tf.TensorInfo[] {
  const { groups, channels, rows } = partsOf(x, attrs);
  const results = [x.shape, ...Array(3).fill([groups * channels])].map((s) => floats(backend, s));
  const [xHat, mean, variance, inverse] = results.map((t) => floatsOf(backend, t));
  const values = floatsOf(backend, x);
  const sum = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let g = 0; g < groups; g++) {
    const first = g * rows * channels;
    const end = first + rows * channels;
    const at = g * channels;
    sum.fill(0);
    for (let i = first; i < end; ) for (let c = 0; c < channels; c++) sum[c] += values[i++];
    for (let c = 0; c < channels; c++) mean[at + c] = sum[c] / rows;
    squares.fill(0);
    for (let i = first; i < end; ) {
      for (let c = 0; c < channels; c++) {
        const centred = values[i++] - mean[at + c];
        squares[c] += centred * centred;
      }
    }
    for (let c = 0; c < channels; c++) {
      variance[at + c] = squares[c] / rows;
      inverse[at + c] = 1 / Math.sqrt(squares[c] / rows + EPSILON);
    }
    for (let i = first; i < end; ) {
      for (let c = 0; c < channels; c++, i++)
        xHat[i] = (values[i] - mean[at + c]) * inverse[at + c];
    }
  }
  return results;
}

export function normaliseGradientOnHeap({ inputs, backend, attrs }: WasmCall): tf.TensorInfo[] {
  const { groups, channels, rows } = partsOf(inputs.dy, attrs);
  const result = floats(backend, inputs.dy.shape);
  const dx = floatsOf(backend, result);
  const dy = floatsOf(backend, inputs.dy);
  const xHat = floatsOf(backend, inputs.xHat);
  const inverse = floatsOf(backend, inputs.inverse);
  const plain = new Float64Array(channels);
  const along = new Float64Array(channels);
  for (let g = 0; g < groups; g++) {
    const first = g * rows * channels;
    const end = first + rows * channels;
    plain.fill(0);
    along.fill(0);
    for (let i = first; i < end; ) {
      for (let c = 0; c < channels; c++, i++) {
        plain[c] += dy[i];
        along[c] += dy[i] * xHat[i];
      }
    }
    for (let c = 0; c < channels; c++) {
      plain[c] /= rows;
      along[c] /= rows;
    }
    for (let i = first; i < end; ) {
      for (let c = 0; c < channels; c++, i++) {
        dx[i] = (dy[i] - plain[c] - xHat[i] * along[c]) * inverse[g * channels + c];
      }
    }
  }
  return [result];
}

function partsOf({ shape }: tf.TensorInfo, attrs: WasmCall["attrs"]) {
  const groups = attrs.groups as number;
  const channels = shape[shape.length - 1];
  const rows = shape.reduce((a, b) => a * b, 1) / channels / groups;
  return { groups, channels, rows };
}
