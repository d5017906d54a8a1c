/**
 * The back end that training tests run on: the one that `CLADESCOPE_TRAINING_BACKEND` names, else wasm, which comes along.
 *
 * @module
 */

import { BACKEND_NAMES, type BackendName } from "../../src/engines/tfjs/backend.ts";
import { registerGradients } from "../../src/engines/tfjs/gradients/register.ts";

const named = process.env.CLADESCOPE_TRAINING_BACKEND;

export const trainingBackend: BackendName = BACKEND_NAMES.find((name) => name === named) ?? "wasm";

/** Gradients and kernels that the back end lacks. To be called once it is in use. */
export function useTrainingKernels(): void {
  registerGradients();
}
