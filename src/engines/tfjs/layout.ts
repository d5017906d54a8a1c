/**
 * Between PyTorch's layouts (pictures [N, C, H, W], kernels [out, in, k, k]) and tfjs's ([N, H, W, C],
 * [k, k, in, out]).
 *
 * @module
 */

import type { Shape } from "../../models/ops.ts";

/** [N, C, H, W] → [N, H, W, C]. */
export function toChannelsLast(
  data: Float32Array,
  { channels, height, width }: Shape,
): Float32Array {
  const pixels = height * width;
  const out = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += channels * pixels) {
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < pixels; p++) {
        out[start + p * channels + c] = data[start + c * pixels + p];
      }
    }
  }
  return out;
}

/** [N, H, W, C] → [N, C, H, W]. */
export function toChannelsFirst(
  data: Float32Array,
  { channels, height, width }: Shape,
): Float32Array {
  const pixels = height * width;
  const out = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += channels * pixels) {
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < pixels; p++) {
        out[start + c * pixels + p] = data[start + p * channels + c];
      }
    }
  }
  return out;
}

/** A kernel [out, in, k, k] → [k, k, in, out]; a matrix is one with k = 1. */
export function toKernelLast(
  data: Float32Array,
  outChannels: number,
  inChannels: number,
  kernel = 1,
): Float32Array {
  const taps = kernel * kernel;
  const out = new Float32Array(data.length);
  let from = 0;
  for (let o = 0; o < outChannels; o++) {
    for (let i = 0; i < inChannels; i++) {
      for (let tap = 0; tap < taps; tap++) {
        out[(tap * inChannels + i) * outChannels + o] = data[from++];
      }
    }
  }
  return out;
}
