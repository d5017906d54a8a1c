/**
 * A convolution's gradient by its kernel: for each tap the products of the input under it with dy, added up over all
 * pixels.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";
import { channelsOf, narrowed, widened } from "./channels.ts";
import { type ConvGeometry, convGeometry } from "./conv-geometry.ts";
import { addressOf, floats, floatsOf, freed, type WasmBackend, type WasmCall } from "./heap.ts";
import { type SimdFunctions, simdFunctions } from "./simd/instance.ts";
import { CHANNELS_OF_DY, CHANNELS_OF_X } from "./simd/outer-products.ts";

/** Bytes of x and dy that are gone through for all taps before the next: they stay in a core's nearest caches. */
const BLOCK = 128 * 1024;

/** The kernel `Conv2DBackpropFilter`. */
export function convKernelGradient({ inputs, backend, attrs }: WasmCall): tf.TensorInfo {
  const kernelShape = attrs.filterShape as number[];
  const conv = convGeometry(inputs.x.shape, kernelShape, attrs);
  const simd = simdFunctions(backend);
  if (simd === null) return plain(backend, inputs.x, inputs.dy, conv, kernelShape);
  const x = widened(backend, inputs.x, CHANNELS_OF_X);
  const dy = widened(backend, inputs.dy, CHANNELS_OF_DY);
  const channels = { x: channelsOf(x), dy: channelsOf(dy) };
  const taps = conv.kernelHeight * conv.kernelWidth;
  const dw = floats(backend, [taps, channels.x, channels.dy]);
  floatsOf(backend, dw).fill(0);
  byBlocks(simd, conv, channels, {
    x: addressOf(backend, x),
    dy: addressOf(backend, dy),
    dw: addressOf(backend, dw),
  });
  if (x !== inputs.x) freed(backend, x);
  if (dy !== inputs.dy) freed(backend, dy);
  return narrowed(backend, dw, kernelShape);
}

interface Addresses {
  readonly x: number;
  readonly dy: number;
  readonly dw: number;
}

function byBlocks(
  simd: SimdFunctions,
  conv: ConvGeometry,
  channels: { readonly x: number; readonly dy: number },
  at: Addresses,
): void {
  const { batch, outHeight, outWidth, width, height } = conv;
  const [xChannels, dyChannels] = [4 * channels.x, 4 * channels.dy];
  const [xRow, dyRow] = [width * xChannels, outWidth * dyChannels];
  const [xPicture, dyPicture] = [height * xRow, outHeight * dyRow];
  const picture = conv.strideY * outHeight * xRow + dyPicture;
  const pictures = Math.max(1, Math.min(batch, Math.floor(BLOCK / picture)));
  const rows = Math.max(1, Math.min(outHeight, Math.floor((BLOCK * outHeight) / picture)));
  for (let n = 0; n < batch; n += pictures) {
    for (let top = 0; top < outHeight; top += rows) {
      for (let i = 0; i < conv.kernelHeight; i++) {
        const [y0, y1] = inside(
          i - conv.top,
          conv.strideY,
          height,
          top,
          Math.min(outHeight, top + rows),
        );
        if (y1 <= y0) continue;
        for (let j = 0; j < conv.kernelWidth; j++) {
          const [x0, x1] = inside(j - conv.left, conv.strideX, width, 0, outWidth);
          if (x1 <= x0) continue;
          const first = {
            y: y0 * conv.strideY + i - conv.top,
            x: x0 * conv.strideX + j - conv.left,
          };
          simd.outerProducts({
            x: at.x + n * xPicture + first.y * xRow + first.x * xChannels,
            dy: at.dy + n * dyPicture + y0 * dyRow + x0 * dyChannels,
            dw: at.dw + (i * conv.kernelWidth + j) * channels.x * dyChannels,
            xChannels,
            dyChannels,
            pictures: Math.min(pictures, batch - n),
            rows: y1 - y0,
            columns: x1 - x0,
            xPixel: conv.strideX * xChannels,
            xRow: conv.strideY * xRow,
            xPicture,
            dyRow,
            dyPicture,
          });
        }
      }
    }
  }
}

/** The part of [from, to) where 0 ≤ stride · o + offset < length. */
function inside(
  offset: number,
  stride: number,
  length: number,
  from: number,
  to: number,
): [number, number] {
  const first = Math.max(from, Math.ceil(-offset / stride));
  const end = Math.min(to, Math.floor((length - 1 - offset) / stride) + 1);
  return [first, end];
}

/** Without vectors. */
function plain(
  backend: WasmBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  conv: ConvGeometry,
  shape: readonly number[],
): tf.TensorInfo {
  const { batch, height, width, outHeight, outWidth, inChannels, outChannels } = conv;
  const result = floats(backend, shape);
  const dw = floatsOf(backend, result).fill(0);
  const [from, d] = [x, dy].map((t) => floatsOf(backend, t));
  for (let i = 0; i < conv.kernelHeight; i++) {
    const [y0, y1] = inside(i - conv.top, conv.strideY, height, 0, outHeight);
    for (let j = 0; j < conv.kernelWidth; j++) {
      const [x0, x1] = inside(j - conv.left, conv.strideX, width, 0, outWidth);
      const tap = (i * conv.kernelWidth + j) * inChannels * outChannels;
      for (let n = 0; n < batch; n++) {
        for (let oy = y0; oy < y1; oy++) {
          const row = (n * height + oy * conv.strideY + i - conv.top) * width;
          for (let ox = x0; ox < x1; ox++) {
            const under = (row + ox * conv.strideX + j - conv.left) * inChannels;
            const over = ((n * outHeight + oy) * outWidth + ox) * outChannels;
            for (let c = 0, at = tap; c < inChannels; c++) {
              const value = from[under + c];
              for (let o = 0; o < outChannels; o++) dw[at++] += value * d[over + o];
            }
          }
        }
      }
    }
  }
  return result;
}
