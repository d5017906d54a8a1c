/**
 * Tells the wasm back end the kernels of gradients that it lacks, or has in a slow form.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { convInputGradient } from "./conv-input-gradient.ts";
import { convKernelGradient } from "./conv-kernel-gradient.ts";
import { convolution } from "./convolution.ts";
import { registerWasmKernel, shaped, type WasmCall } from "./heap.ts";
import { matMul } from "./mat-mul.ts";
import { segmentSum } from "./segment-sum.ts";

let registered = false;

/** Does nothing on another back end, nor when it is called again. */
export function registerWasmKernels(): void {
  if (registered || tf.getBackend() !== "wasm") return;
  registerWasmKernel("Conv2DBackpropInput", convInputGradient);
  registerWasmKernel("Conv2DBackpropFilter", convKernelGradient);
  registerWasmKernel("UnsortedSegmentSum", segmentSum);
  registerWasmKernel("Identity", shared);
  const around = (
    name: string,
    kernel: (stock: tf.KernelFunc) => (call: WasmCall) => tf.TensorInfo,
  ) => registerWasmKernel(name, kernel(tf.getKernel(name, "wasm").kernelFunc));
  around("BatchMatMul", matMul);
  around("Conv2D", convolution);
  around("FusedConv2D", convolution);
  registered = true;
}

/** The same memory once more; tfjs copies, and all that a gradient needs is cloned. */
function shared({ inputs: { x }, backend }: WasmCall): tf.TensorInfo {
  backend.incRef(x.dataId);
  return shaped(x, x.shape);
}
