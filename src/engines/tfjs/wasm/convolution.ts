/**
 * Convolutions on the wasm back end by the project's own function, half again as fast as tfjs's.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";
import { type ConvGeometry, convGeometry } from "./conv-geometry.ts";
import {
  addressOf,
  floats,
  floatsOf,
  freed,
  integers,
  integersOf,
  type WasmBackend,
  type WasmCall,
} from "./heap.ts";
import { PACKED } from "./simd/indirect-convolution.ts";
import { type SimdFunctions, simdFunctions } from "./simd/instance.ts";

/** Pixels done at a time: their table and what they see stay in the cache. */
const CHUNK = 1024;

/**
 * The kernels `Conv2D` and `FusedConv2D`, around tfjs's.
 *
 * @param stock tfjs's, for what training does not ask for: dilations, activations, channels before pixels.
 */
export function convolution(stock: tf.KernelFunc): (call: WasmCall) => tf.TensorInfo {
  return (call) => {
    const { inputs, backend, attrs } = call;
    const simd = simdFunctions(backend);
    if (simd === null || !plain(inputs, attrs)) {
      return stock(call as unknown as Parameters<tf.KernelFunc>[0]) as tf.TensorInfo;
    }
    const { x, filter, bias } = inputs;
    const conv = convGeometry(x.shape, filter.shape, attrs);
    const { batch, outHeight, outWidth, outChannels } = conv;
    const y = floats(backend, [batch, outHeight, outWidth, outChannels]);
    const taps = conv.kernelHeight * conv.kernelWidth;
    convolve(backend, simd, {
      ...{ x, weights: filter, bias, result: y, taps },
      inner: conv.inChannels,
      outer: outChannels,
      pixels: batch * outHeight * outWidth,
      fill: tableOf(conv),
    });
    return y;
  };
}

/** a [m, k] · b [k, n]; null without vectors. */
export function product(
  backend: WasmBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
): tf.TensorInfo | null {
  const simd = simdFunctions(backend);
  if (simd === null) return null;
  const [rows, inner] = a.shape;
  const outer = b.shape[1];
  const result = floats(backend, [rows, outer]);
  convolve(backend, simd, {
    ...{ x: a, weights: b, bias: undefined, result, taps: 1, inner, outer, pixels: rows },
    fill(sources, first, count, { x }) {
      for (let i = 0; i < count; i++) sources[i] = x + 4 * inner * (first + i);
    },
  });
  return result;
}

/** Where rows of x begin, and a row of zeros for what lies outside. */
interface Addresses {
  readonly x: number;
  readonly zeros: number;
}

type Fill = (sources: Int32Array, first: number, count: number, addresses: Addresses) => void;

function convolve(
  backend: WasmBackend,
  { indirectConvolution }: SimdFunctions,
  of: {
    readonly x: tf.TensorInfo;
    readonly weights: tf.TensorInfo;
    readonly bias: tf.TensorInfo | undefined;
    readonly result: tf.TensorInfo;
    readonly taps: number;
    readonly inner: number;
    readonly outer: number;
    readonly pixels: number;

    /** Writes the addresses of what `count` pixels from `first` on see. */
    readonly fill: Fill;
  },
): void {
  const { taps, inner, outer, pixels } = of;
  const chunk = Math.min(CHUNK, pixels);
  const zeros = floats(backend, [Math.max(inner, outer)]);
  const packed = floats(backend, [taps * inner * PACKED]);
  const table = integers(backend, [chunk * taps]);
  floatsOf(backend, zeros).fill(0);
  const sources = integersOf(backend, table);
  const address = (tensor: tf.TensorInfo) => addressOf(backend, tensor);
  const addresses = { x: address(of.x), zeros: address(zeros) };
  const given = {
    ...{ taps, inner, outer },
    sources: address(table),
    weights: address(of.weights),
    bias: address(of.bias ?? zeros),
    packed: address(packed),
  };
  const result = address(of.result);
  for (let first = 0; first < pixels; first += chunk) {
    const count = Math.min(chunk, pixels - first);
    of.fill(sources, first, count, addresses);
    indirectConvolution({ ...given, result: result + 4 * outer * first, pixels: count });
  }
  freed(backend, zeros, packed, table);
}

/** What each tap sees at the pixels of the result, in their order. */
function tableOf(conv: ConvGeometry): Fill {
  const { height, width, inChannels, outHeight, outWidth } = conv;
  const rows = seen(outHeight, conv.kernelHeight, conv.strideY, conv.top, height);
  const columns = seen(outWidth, conv.kernelWidth, conv.strideX, conv.left, width);
  return (sources, first, count, { x, zeros }) => {
    let at = 0;
    let column = first % outWidth;
    let row = Math.floor(first / outWidth) % outHeight;
    let picture = Math.floor(first / (outWidth * outHeight));
    for (let i = 0; i < count; i++) {
      for (let a = 0; a < conv.kernelHeight; a++) {
        const y = rows[row * conv.kernelHeight + a];
        const line = x + 4 * inChannels * (picture * height + y) * width;
        for (let b = 0; b < conv.kernelWidth; b++) {
          const z = columns[column * conv.kernelWidth + b];
          sources[at++] = y < 0 || z < 0 ? zeros : line + 4 * inChannels * z;
        }
      }
      if (++column < outWidth) continue;
      column = 0;
      if (++row < outHeight) continue;
      row = 0;
      picture++;
    }
  };
}

/** Along one axis the position that each tap sees for each position of the result, −1 outside; [positions, taps]. */
function seen(
  positions: number,
  taps: number,
  stride: number,
  before: number,
  length: number,
): Int32Array {
  return Int32Array.from({ length: positions * taps }, (_, i) => {
    const at = Math.floor(i / taps) * stride + (i % taps) - before;
    return at >= 0 && at < length ? at : -1;
  });
}

function plain(
  { x, preluActivationWeights }: Readonly<Record<string, tf.TensorInfo | undefined>>,
  { dilations = 1, dataFormat = "NHWC", activation = "linear" }: WasmCall["attrs"],
): boolean {
  const undilated = [dilations].flat().every((d) => d === 1);
  const asItIs = (activation ?? "linear") === "linear" && preluActivationWeights === undefined;
  return x?.dtype === "float32" && undilated && dataFormat === "NHWC" && asItIs;
}
