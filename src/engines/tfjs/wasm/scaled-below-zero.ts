/**
 * Leaky ReLU and its gradient on the wasm back end's heap.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";
import { addressOf, floats, floatsOf, type WasmBackend } from "./heap.ts";
import { simdFunctions } from "./simd/instance.ts";

/** x > 0 ? y : slope · y; the leaky ReLU for y = x, its gradient for y = dy. */
export function scaledBelowZero(
  backend: WasmBackend,
  x: tf.TensorInfo,
  y: tf.TensorInfo,
  slope: number,
): tf.TensorInfo {
  const result = floats(backend, x.shape);
  const [to, signs, from] = [result, x, y].map((t) => floatsOf(backend, t));
  const simd = simdFunctions(backend);
  const fours = simd === null ? 0 : to.length - (to.length % 4);
  if (fours > 0) {
    const [at, yAt, resultAt] = [x, y, result].map((t) => addressOf(backend, t));
    const [bits] = new Int32Array(Float32Array.of(slope).buffer);
    simd?.leakyRelu(at, yAt, resultAt, fours, bits);
  }
  for (let i = fours; i < to.length; i++) to[i] = signs[i] > 0 ? from[i] : from[i] * slope;
  return result;
}
