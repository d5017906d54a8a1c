/**
 * Modulation by rows of tables, and its gradient, on the wasm back end's heap.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";
import { floats, floatsOf, integersOf, type WasmCall } from "./heap.ts";

/** y = x̂ · γ[k] · a + β[k] · b */
export function modulateOnHeap({ inputs, backend }: WasmCall): tf.TensorInfo[] {
  const result = floats(backend, inputs.xHat.shape);
  const y = floatsOf(backend, result);
  const [xHat, gamma, beta] = [inputs.xHat, inputs.gamma, inputs.beta].map((t) =>
    floatsOf(backend, t),
  );
  const rows = integersOf(backend, inputs.index);
  const channels = inputs.gamma.shape[1];
  const a = inputs.a && floatsOf(backend, inputs.a);
  const b = inputs.b && floatsOf(backend, inputs.b);
  for (let p = 0, at = 0; p < rows.length; p++) {
    const k = rows[p] * channels;
    const scale = a === undefined ? 1 : a[p];
    const shift = b === undefined ? 1 : b[p];
    for (let c = 0; c < channels; c++, at++)
      y[at] = xHat[at] * gamma[k + c] * scale + beta[k + c] * shift;
  }
  return [result];
}

/** dx̂, dγ, dβ, and da, db where there are factors. */
export function modulateGradientOnHeap({ inputs, backend }: WasmCall): tf.TensorInfo[] {
  const factors = inputs.a && inputs.b ? [inputs.a, inputs.b] : [];
  const like = [inputs.xHat, inputs.gamma, inputs.beta, ...factors];
  const results = like.map(({ shape }) => floats(backend, shape));
  const [dx, dGamma, dBeta, da, db] = results.map((t) => floatsOf(backend, t));
  const [xHat, gamma, beta, a, b] = like.map((t) => floatsOf(backend, t));
  const dy = floatsOf(backend, inputs.dy);
  const rows = integersOf(backend, inputs.index);
  const channels = inputs.gamma.shape[1];
  dGamma.fill(0);
  dBeta.fill(0);
  for (let p = 0, at = 0; p < rows.length; p++) {
    const k = rows[p] * channels;
    const scale = a === undefined ? 1 : a[p];
    const shift = b === undefined ? 1 : b[p];
    let scaled = 0;
    let shifted = 0;
    for (let c = 0; c < channels; c++, at++) {
      const d = dy[at];
      const dScale = d * xHat[at];
      dx[at] = d * gamma[k + c] * scale;
      dGamma[k + c] += dScale * scale;
      dBeta[k + c] += d * shift;
      scaled += dScale * gamma[k + c];
      shifted += d * beta[k + c];
    }
    if (a !== undefined) {
      da[p] = scaled;
      db[p] = shifted;
    }
  }
  return results;
}
