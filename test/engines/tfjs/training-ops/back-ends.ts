/**
 * The back ends that training's operations are tried on: those that come along, and tfjs-node where it is installed.
 * `CLADESCOPE_TRAINING_BACKEND` names a single one.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import {
  BACKEND_NAMES,
  type BackendName,
  useBackend,
} from "../../../../src/engines/tfjs/backend.ts";
import { registerGradients } from "../../../../src/engines/tfjs/gradients/register.ts";

const asked = BACKEND_NAMES.filter((name) => name === process.env.CLADESCOPE_TRAINING_BACKEND);

await useBackend("cpu"); // tests count tensors before they choose a back end

export const backEnds: readonly BackendName[] =
  asked.length > 0
    ? asked
    : ["cpu", "wasm", ...((await works("tfjs-node")) ? ["tfjs-node" as const] : [])];

export async function useForTraining(name: BackendName): Promise<void> {
  await useBackend(name);
  registerGradients();
}

async function works(name: BackendName): Promise<boolean> {
  try {
    await useBackend(name);
    return true;
  } catch {
    return false;
  }
}

/** Numbers in [−1, 1), the same for the same seed. */
export function numbers(count: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

export function tensor<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> {
  const count = (shape as number[]).reduce((a, b) => a * b, 1);
  return tf.tensor(numbers(count, seed), shape);
}

/** The largest difference of two tensors' values, relative to the largest value of `expected`. */
export function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let worst = 0;
  let largest = 1e-30;
  for (let i = 0; i < expected.length; i++) {
    const apart = Math.abs(actual[i] - expected[i]);
    worst = Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.max(worst, apart);
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return actual.length === expected.length ? worst / largest : Number.POSITIVE_INFINITY;
}
