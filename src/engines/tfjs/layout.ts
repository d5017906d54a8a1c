/**
 * Between PyTorch's layouts (pictures [N, C, H, W], kernels [out, in, k, k]) and tfjs's ([N, H, W, C],
 * [k, k, in, out]).
 *
 * @module
 */

import type { Shape } from "../../models/ops.ts";

/** Outputs of a kernel that are turned together: as many floats as a line of the cache has. */
const BLOCK = 16;

/** [N, C, H, W] → [N, H, W, C]. */
export function toChannelsLast(
  data: Float32Array,
  { channels, height, width }: Shape,
): Float32Array {
  return transposed(data, channels, height * width);
}

/** [N, H, W, C] → [N, C, H, W]. */
export function toChannelsFirst(
  data: Float32Array,
  { channels, height, width }: Shape,
): Float32Array {
  return transposed(data, height * width, channels);
}

/** [N, rows, columns] → [N, columns, rows]. */
function transposed(data: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += rows * columns) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out[start + j * rows + i] = data[start + i * columns + j];
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
  const inputs = inChannels * taps;
  const out = new Float32Array(data.length);
  // A few outputs at a time: what is written lies side by side, what is read in as many rows.
  for (let first = 0; first < outChannels; first += BLOCK) {
    const end = Math.min(first + BLOCK, outChannels);
    for (let i = 0; i < inChannels; i++) {
      for (let tap = 0; tap < taps; tap++) {
        const to = (tap * inChannels + i) * outChannels;
        const from = i * taps + tap;
        for (let o = first; o < end; o++) out[to + o] = data[o * inputs + from];
      }
    }
  }
  return out;
}

/** The values of a, then those of b. */
export function sideBySide(a: Float32Array, b: Float32Array): Float32Array {
  const out = new Float32Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
