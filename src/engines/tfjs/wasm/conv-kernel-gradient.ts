/**
 * A convolution's gradient by its kernel: for each tap the product of the input under it, transposed, with dy.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";
import { type ConvGeometry, convGeometry } from "./conv-geometry.ts";
import {
  floats,
  floatsOf,
  freed,
  shaped,
  type WasmBackend,
  type WasmCall,
  wasmKernel,
} from "./heap.ts";

/** The kernel `Conv2DBackpropFilter`. */
export function convKernelGradient({ inputs, backend, attrs }: WasmCall): tf.TensorInfo {
  const { x, dy } = inputs;
  const kernelShape = attrs.filterShape as number[];
  const conv = convGeometry(x.shape, kernelShape, attrs);
  const { batch, outHeight, outWidth, outChannels, inChannels } = conv;
  const pixels = batch * outHeight * outWidth;
  const right = shaped(dy, [1, pixels, outChannels]);
  const dw = floats(backend, kernelShape);
  const tapSize = inChannels * outChannels;
  for (let i = 0; i < conv.kernelHeight; i++) {
    for (let j = 0; j < conv.kernelWidth; j++) {
      const left = underTap(backend, x, conv, i, j);
      const attributes = { transposeA: true, transposeB: false };
      const product = wasmKernel(backend, "BatchMatMul", { a: left, b: right }, attributes);
      const at = (i * conv.kernelWidth + j) * tapSize;
      floatsOf(backend, dw).set(floatsOf(backend, product), at);
      freed(backend, left, product);
    }
  }
  return dw;
}

/** What lies under tap (i, j) at each position of the result; [1, batch · outHeight · outWidth, inChannels]. */
function underTap(
  backend: WasmBackend,
  x: tf.TensorInfo,
  conv: ConvGeometry,
  i: number,
  j: number,
): tf.TensorInfo {
  const { batch, height, width, outHeight, outWidth, inChannels } = conv;
  const under = floats(backend, [1, batch * outHeight * outWidth, inChannels]);
  const to = floatsOf(backend, under);
  const from = floatsOf(backend, x);
  to.fill(0);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const iy = oy * conv.strideY + i - conv.top;
      if (iy < 0 || iy >= height) continue;
      for (let ox = 0; ox < outWidth; ox++) {
        const ix = ox * conv.strideX + j - conv.left;
        if (ix < 0 || ix >= width) continue;
        const start = ((n * height + iy) * width + ix) * inChannels;
        const at = ((n * outHeight + oy) * outWidth + ox) * inChannels;
        for (let c = 0; c < inChannels; c++) to[at + c] = from[start + c];
      }
    }
  }
  return under;
}
