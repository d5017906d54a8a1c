/**
 * One step of Adam (Kingma and Ba, arXiv 1412.6980) on flat vectors, by PyTorch's formula:
 * p − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε).
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { floats, floatsOf } from "../wasm/heap.ts";
import { type OwnKernel, runOwn } from "./own-kernel.ts";

export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  /** Number of the step, counted from 1. */
  readonly step: number;
}

export interface AdamMoments {
  /** First moment; null with β₁ = 0, where it is the gradient itself. */
  readonly m: tf.Tensor1D | null;
  readonly v: tf.Tensor1D;
}

/** New parameters and moments; nothing that is passed in changes. All vectors have one length. */
export function adamStep(
  parameters: tf.Tensor1D,
  gradient: tf.Tensor1D,
  { m, v }: AdamMoments,
  options: AdamOptions,
): AdamMoments & { parameters: tf.Tensor1D } {
  const inputs = { p: parameters, g: gradient, v, ...(m && { m }) };
  const results = runOwn(ADAM, inputs, { ...options }) as tf.Tensor1D[];
  return { parameters: results[0], v: results[1], m: results[2] ?? null };
}

const ADAM: OwnKernel = {
  name: "cladescope/Adam",
  composed({ p, g, m, v }, attrs) {
    const { beta1, beta2, rate, epsilon } = factors(attrs);
    const nextV = tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2));
    const nextM = m && tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1));
    const quotient = tf.div(nextM ?? g, tf.add(tf.sqrt(nextV), epsilon));
    const next = tf.sub(p, tf.mul(quotient, rate));
    return nextM ? [next, nextV, nextM] : [next, nextV];
  },
  wasm({ inputs, backend, attrs }) {
    const { beta1, beta2, rate, epsilon } = factors(attrs);
    const results = [inputs.p, inputs.v, ...(inputs.m ? [inputs.m] : [])].map(({ shape }) =>
      floats(backend, shape),
    );
    const [nextP, nextV, nextM] = results.map((t) => floatsOf(backend, t));
    const [p, g, v] = [inputs.p, inputs.g, inputs.v].map((t) => floatsOf(backend, t));
    const m = inputs.m && floatsOf(backend, inputs.m);
    for (let i = 0; i < p.length; i++) {
      const second = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      let first = g[i];
      if (m !== undefined) nextM[i] = first = beta1 * m[i] + (1 - beta1) * g[i];
      nextV[i] = second;
      nextP[i] = p[i] - (rate * first) / (Math.sqrt(second) + epsilon);
    }
    return results;
  },
};

/** m / (√v / c + ε) = c · m / (√v + c · ε): c goes into the rate and ε. */
function factors(attrs: Readonly<Record<string, unknown>>) {
  const { learningRate, beta1, beta2, epsilon, step } = attrs as unknown as AdamOptions;
  const c = Math.sqrt(1 - beta2 ** step);
  return { beta1, beta2, rate: (learningRate * c) / (1 - beta1 ** step), epsilon: epsilon * c };
}
