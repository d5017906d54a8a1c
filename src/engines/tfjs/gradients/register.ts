/**
 * Tells TensorFlow.js the gradients that it does not have in Node, and the wasm back end their kernels. Where there are
 * some (tfjs-node brings them), ours take their place: they need fewer kernel calls, and every back end computes the same.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { registerWasmKernels } from "../wasm/register.ts";
import { RULES } from "./table.ts";

/** Kernels whose gradients are ours. */
const registered = new Set<string>();

/** To be called once a back end is in use, before gradients are asked for; calling it again does nothing. */
export function registerGradients(): void {
  registerWasmKernels();
  for (const [kernelName, rule] of Object.entries(RULES)) {
    if (registered.has(kernelName)) continue;
    registered.add(kernelName);
    tf.registerGradient({
      kernelName,
      ...(rule.inputs && { inputsToSave: [...rule.inputs] }),
      ...(rule.allInputs && { saveAllInputs: true }),
      ...(rule.output && { outputsToSave: [true] }),
      gradFunc: (dy, saved, attrs) =>
        rule.gradient(dy as tf.Tensor, saved, attrs as Readonly<Record<string, unknown>>),
    });
  }
}
