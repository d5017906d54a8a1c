/**
 * A convolution's gradient by its input, as a convolution.
 *
 * With x at i = s q + r − p (stride s, padding p, phase r in [0, s)) it is, along each axis,
 * dx[s q + r − p] = Σₜ dy[q − t] · w[r + s t]: for each phase a convolution with every s-th tap. All phases are done in one
 * convolution with s² times the channels, and laid out afterwards. Stride 1 is the case of one phase.
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

/** The kernel `Conv2DBackpropInput`. */
export function convInputGradient({ inputs, backend, attrs }: WasmCall): tf.TensorInfo {
  const { dy, filter } = inputs;
  const xShape = attrs.inputShape as number[];
  const conv = convGeometry(xShape, filter.shape, attrs);
  const y = axis(conv.height, conv.outHeight, conv.kernelHeight, conv.strideY, conv.top);
  const x = axis(conv.width, conv.outWidth, conv.kernelWidth, conv.strideX, conv.left);
  const kernel = phaseKernel(backend, filter, conv, y, x);
  const phases = wasmKernel(
    backend,
    "Conv2D",
    { x: dy, filter: kernel },
    {
      strides: [1, 1],
      pad: [
        [0, 0],
        [y.before, y.after],
        [x.before, x.after],
        [0, 0],
      ],
      dataFormat: "NHWC",
      dilations: [1, 1],
    },
  );
  freed(backend, kernel);
  if (y.inPlace && x.inPlace) return shaped(phases, xShape);
  const dx = interleaved(backend, phases, conv, y, x);
  freed(backend, phases);
  return dx;
}

/** One axis of the convolution that gives the phases. */
interface Axis {
  readonly stride: number;

  /** Zeros at the beginning of x. */
  readonly padding: number;

  /** Taps of each phase. */
  readonly taps: number;

  /** The first q that is computed. */
  readonly first: number;

  /** Number of q. */
  readonly count: number;

  /** Zeros around dy. */
  readonly before: number;
  readonly after: number;

  /** Whether position i of dx is position i of the only phase. */
  readonly inPlace: boolean;
}

function axis(
  length: number,
  outLength: number,
  kernel: number,
  stride: number,
  padding: number,
): Axis {
  const taps = Math.ceil(kernel / stride);
  const first = Math.min(Math.floor(padding / stride), taps - 1);
  const wanted = Math.floor((length - 1 + padding) / stride) + 1 - first;
  const before = taps - 1 - first;
  // Where the padding at the end is wider than the kernel, dy is longer than what x needs.
  const after = Math.max(0, wanted - outLength - before + taps - 1);
  const count = outLength + before + after - taps + 1;
  const inPlace = stride === 1 && first === padding && count === length;
  return { stride, padding, taps, first, count, before, after, inPlace };
}

const SQUARE = 16;

/** w[r + s t] at tap T − 1 − t and phase r; [y.taps, x.taps, outChannels, y.stride · x.stride · inChannels]. */
function phaseKernel(
  backend: WasmBackend,
  filter: tf.TensorInfo,
  { kernelHeight, kernelWidth, inChannels, outChannels }: ConvGeometry,
  y: Axis,
  x: Axis,
): tf.TensorInfo {
  const channels = y.stride * x.stride * inChannels;
  const kernel = floats(backend, [y.taps, x.taps, outChannels, channels]);
  const to = floatsOf(backend, kernel);
  const from = floatsOf(backend, filter);
  to.fill(0); // taps that the kernel does not have, where its size is no multiple of the stride
  for (let i = 0; i < kernelHeight; i++) {
    const ty = y.taps - 1 - Math.floor(i / y.stride);
    for (let j = 0; j < kernelWidth; j++) {
      const tx = x.taps - 1 - Math.floor(j / x.stride);
      const phase = (i % y.stride) * x.stride + (j % x.stride);
      const start = (ty * x.taps + tx) * outChannels * channels + phase * inChannels;
      const tap = (i * kernelWidth + j) * inChannels * outChannels;
      // Transposed in small squares: whole columns would miss the cache at every step.
      for (let c0 = 0; c0 < inChannels; c0 += SQUARE) {
        const c1 = Math.min(inChannels, c0 + SQUARE);
        for (let o0 = 0; o0 < outChannels; o0 += SQUARE) {
          const o1 = Math.min(outChannels, o0 + SQUARE);
          for (let o = o0; o < o1; o++) {
            const row = start + o * channels;
            for (let c = c0; c < c1; c++) to[row + c] = from[tap + c * outChannels + o];
          }
        }
      }
    }
  }
  return kernel;
}

/** Each position of dx from its phase; [batch, height, width, inChannels]. */
function interleaved(
  backend: WasmBackend,
  phases: tf.TensorInfo,
  { batch, height, width, inChannels }: ConvGeometry,
  y: Axis,
  x: Axis,
): tf.TensorInfo {
  const dx = floats(backend, [batch, height, width, inChannels]);
  const to = floatsOf(backend, dx);
  const from = floatsOf(backend, phases);
  const pixel = y.stride * x.stride * inChannels;
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (let i = 0; i < height; i++) {
      const q = Math.floor((i + y.padding) / y.stride) - y.first;
      const row = (n * y.count + q) * x.count;
      const phaseRow = ((i + y.padding) % y.stride) * x.stride;
      for (let j = 0; j < width; j++) {
        const qx = Math.floor((j + x.padding) / x.stride) - x.first;
        const phase = phaseRow + ((j + x.padding) % x.stride);
        const start = (row + qx) * pixel + phase * inChannels;
        for (let c = 0; c < inChannels; c++) to[at++] = from[start + c];
      }
    }
  }
  return dx;
}
