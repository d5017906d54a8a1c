/**
 * Weights in the order that the graphs want: kernels tap by tap, convolutions of a label map as rows to be summed.
 *
 * @module
 */

import type { SpadeMethod } from "../../modulation/norm-layer.ts";

/** Symbols S: what one pixel of the label map can show to a convolution. */
export function symbolCount({
  classes,
  instanceEdges,
}: Pick<SpadeMethod, "classes" | "instanceEdges">): number {
  return classes * (instanceEdges ? 2 : 1);
}

/** Outputs of a kernel that are turned together: as many floats as a line of the cache has. */
const BLOCK = 16;

/**
 * The kernels of γ and β as one that gives scale and shift of x instead of x̂.
 *
 * @param gamma [C, inputs, k, k].
 * @param beta As `gamma`.
 * @returns [k², inputs, 2C].
 */
export function foldedKernels(
  gamma: Float32Array,
  beta: Float32Array,
  inputs: number,
  kernel: number,
  { gain, offset }: { readonly gain: Float64Array; readonly offset: Float64Array },
): Float32Array {
  const taps = kernel ** 2;
  const channels = gain.length;
  const out = new Float32Array(2 * gamma.length);
  for (let first = 0; first < channels; first += BLOCK) {
    const end = Math.min(first + BLOCK, channels);
    for (let j = 0; j < inputs; j++) {
      for (let tap = 0; tap < taps; tap++) {
        const to = (tap * inputs + j) * 2 * channels;
        for (let c = first; c < end; c++) {
          const from = (c * inputs + j) * taps + tap;
          out[to + c] = gamma[from] * gain[c];
          out[to + channels + c] = beta[from] - gamma[from] * offset[c];
        }
      }
    }
  }
  return out;
}

/**
 * A convolution of a label map as rows to be summed: what each tap adds where it meets each symbol.
 *
 * @param weight [out, in, k, k]; with edges the last input is the edge channel, and there are twice as many symbols.
 * @returns [k² (symbols + 1), out]; the last row of each tap is zero.
 */
export function symbolRows(
  weight: Float32Array,
  outChannels: number,
  inChannels: number,
  kernel: number,
  symbols: number,
): Float32Array {
  const taps = kernel ** 2;
  const edges = symbols > inChannels;
  const out = new Float32Array(taps * (symbols + 1) * outChannels);
  for (let tap = 0; tap < taps; tap++) {
    for (let symbol = 0; symbol < symbols; symbol++) {
      const label = edges ? symbol >> 1 : symbol;
      const bit = edges && (symbol & 1) === 1;
      const to = (tap * (symbols + 1) + symbol) * outChannels;
      for (let o = 0; o < outChannels; o++) {
        const row = o * inChannels;
        const value = weight[(row + label) * taps + tap];
        out[to + o] = bit ? value + weight[(row + inChannels - 1) * taps + tap] : value;
      }
    }
  }
  return out;
}
