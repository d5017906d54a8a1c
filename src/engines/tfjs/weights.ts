/**
 * A network's convolutions and linear maps on the back end: spectral norm folded, in tfjs's layout.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { effectiveWeight } from "../../models/layer-parameters.ts";
import type { ParameterStore } from "../../models/network.ts";
import type { Step } from "../../models/trace.ts";
import { toKernelLast } from "./layout.ts";

export interface Weight {
  /** [k, k, in, out]; of a linear map [1, 1, in, out], of a transposed convolution [3, 3, out, in]. */
  readonly kernel: tf.Tensor4D;
  readonly bias: tf.Tensor1D | null;
}

/** Weights by module path. The tensors are the owner's to dispose of. */
export type Weights = ReadonlyMap<string, Weight>;

/** Reads and uploads the weights of all `steps`; on an error nothing stays behind. */
export async function uploadWeights(
  store: ParameterStore,
  steps: readonly Step[],
): Promise<Weights> {
  const weights = new Map<string, Weight>();
  try {
    for (const step of steps) {
      const weight = await uploadWeight(store, step);
      if (weight !== null) weights.set(step.name, weight);
    }
  } catch (error) {
    disposeWeights(weights);
    throw error;
  }
  return weights;
}

export function disposeWeights(weights: Weights): void {
  for (const { kernel, bias } of weights.values()) {
    kernel.dispose();
    bias?.dispose();
  }
}

/** Reads and uploads the weight of one step; null if the step has none of its own. */
export async function uploadWeight(store: ParameterStore, step: Step): Promise<Weight | null> {
  const { name } = step;
  if (step.kind === "modulate" || step.parameters.length === 0) return null;
  if (step.kind === "attention") return null;
  // Both are read before either is uploaded: a file that breaks off in between leaves nothing behind.
  if (step.kind === "linear") {
    const { inFeatures, outFeatures } = step.spec;
    const matrix = await store.parameter(`${name}.weight`);
    const bias = await store.parameter(`${name}.bias`);
    return onBackend(matrix, bias, outFeatures, inFeatures, 1);
  }
  if (step.kind === "convTranspose2d") {
    const { inChannels, outChannels } = step.spec;
    const weight = await store.parameter(`${name}.weight`); // [in, out, 3, 3]
    const bias = await store.parameter(`${name}.bias`);
    const kernel = toKernelLast(weight, inChannels, outChannels, 3);
    return {
      kernel: tf.tensor4d(kernel, [3, 3, outChannels, inChannels]),
      bias: tf.tensor1d(bias),
    };
  }
  const { inChannels, outChannels, kernel, bias: hasBias } = step.spec;
  const weight = await effectiveWeight(store, name, step.spec);
  const bias = hasBias ? await store.parameter(`${name}.bias`) : null;
  return onBackend(weight, bias, outChannels, inChannels, kernel);
}

/** @param weight [out, in, k, k] */
function onBackend(
  weight: Float32Array,
  bias: Float32Array | null,
  outChannels: number,
  inChannels: number,
  k: number,
): Weight {
  const kernel = toKernelLast(weight, outChannels, inChannels, k);
  return {
    kernel: tf.tensor4d(kernel, [k, k, inChannels, outChannels]),
    bias: bias && tf.tensor1d(bias),
  };
}
