/**
 * Nearest-neighbour upsampling by two, in training: each pixel becomes 2 × 2, whose gradients are added up.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { rawOp } from "../tensorflow/raw-op.ts";
import { floats, floatsOf } from "../wasm/heap.ts";
import { type OwnKernel, runOwnSingle } from "./own-kernel.ts";

/** [batch, height, width, channels] → [batch, 2 height, 2 width, channels] */
export function upsampleGrad(x: tf.Tensor4D): tf.Tensor4D {
  return runOwnSingle<tf.Rank.R4>(UPSAMPLE, { x });
}

const UPSAMPLE: OwnKernel = {
  name: "cladescope/Upsample",
  composed: ({ x }) => [tf.image.resizeNearestNeighbor(x as tf.Tensor4D, twice(x))],
  wasm({ inputs: { x }, backend }) {
    const [batch, height, width, channels] = x.shape;
    const result = floats(backend, [batch, 2 * height, 2 * width, channels]);
    const [y, from] = [result, x].map((t) => floatsOf(backend, t));
    const row = 2 * width * channels;
    for (let r = 0, at = 0; r < batch * height; r++) {
      const start = 2 * r * row;
      for (let i = start; i < start + row; i += channels, at += channels) {
        for (let c = 0; c < channels; c++, i++) y[i] = y[i + channels] = from[at + c];
      }
      y.copyWithin(start + row, start, start + row);
    }
    return [result];
  },
  gradient: { of: ([dy]) => ({ x: () => runOwnSingle(UPSAMPLE_GRADIENT, { dy }) }) },
};

const UPSAMPLE_GRADIENT: OwnKernel = {
  name: "cladescope/UpsampleGradient",
  composed({ dy }) {
    const [batch, height, width, channels] = dy.shape;
    const blocks = tf.reshape(dy, [(batch * height) / 2, 2, width / 2, 2, channels]);
    return [tf.reshape(tf.sum(blocks, [1, 3]), [batch, height / 2, width / 2, channels])];
  },
  wasm({ inputs: { dy }, backend }) {
    const [batch, height, width, channels] = dy.shape;
    const result = floats(backend, [batch, height / 2, width / 2, channels]);
    const [dx, from] = [result, dy].map((t) => floatsOf(backend, t));
    const row = width * channels;
    for (let r = 0, at = 0; r < (batch * height) / 2; r++) {
      const start = 2 * r * row;
      for (let i = start; i < start + row; i += channels) {
        for (let c = 0; c < channels; c++, i++, at++) {
          dx[at] = from[i] + from[i + channels] + from[i + row] + from[i + row + channels];
        }
      }
    }
    return [result];
  },
  tensorflow({ inputs: { dy }, backend }) {
    const [, height, width] = (dy as tf.Tensor4D).shape;
    const size = tf.tensor1d([height / 2, width / 2], "int32");
    return rawOp(backend, "ResizeNearestNeighborGrad", [dy, size], { T: "float32" });
  },
};

function twice(x: tf.Tensor): [number, number] {
  const [, height, width] = (x as tf.Tensor4D).shape;
  return [2 * height, 2 * width];
}
