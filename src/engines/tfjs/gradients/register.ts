/**
 * Tells TensorFlow.js the gradients that it does not have, and the wasm back end their kernels.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { registerWasmKernels } from "../wasm/register.ts";
import { RULES } from "./table.ts";

/** To be called once a back end is in use, before gradients are asked for; calling it again does nothing. */
export function registerGradients(): void {
  registerWasmKernels();
  for (const [kernelName, rule] of Object.entries(RULES)) {
    if (tf.getGradient(kernelName) !== undefined) continue;
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
