/**
 * A bias for each channel, in training.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { rawOp } from "../tensorflow/raw-op.ts";
import { floats, floatsOf } from "../wasm/heap.ts";
import { type OwnKernel, runOwnSingle } from "./own-kernel.ts";

/** @param x [batch, height, width, channels] @param bias [channels] */
export function biasAdd(x: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  return runOwnSingle<tf.Rank.R4>(BIAS_ADD, { x, bias });
}

const NHWC = { T: "float32", data_format: "NHWC" };

const BIAS_ADD: OwnKernel = {
  name: "cladescope/BiasAdd",
  composed: ({ x, bias }) => [tf.add(x, bias)],
  tensorflow: ({ inputs: { x, bias }, backend }) => rawOp(backend, "BiasAdd", [x, bias], NHWC),
  gradient: {
    of: ([dy]) => ({ x: () => tf.clone(dy), bias: () => channelSums(dy) }),
  },
};

/** Σ over all but the last axis. @param x [batch, height, width, channels] */
export function channelSums(x: tf.Tensor): tf.Tensor1D {
  return runOwnSingle<tf.Rank.R1>(CHANNEL_SUMS, { x });
}

const CHANNEL_SUMS: OwnKernel = {
  name: "cladescope/ChannelSums",
  composed: ({ x }) => [tf.sum(x, [0, 1, 2])],
  wasm({ inputs: { x }, backend }) {
    const channels = x.shape[x.shape.length - 1];
    const result = floats(backend, [channels]);
    const values = floatsOf(backend, x);
    const sums = new Float64Array(channels);
    for (let i = 0; i < values.length; ) for (let c = 0; c < channels; c++) sums[c] += values[i++];
    floatsOf(backend, result).set(sums);
    return [result];
  },
  tensorflow: ({ inputs: { x }, backend }) => rawOp(backend, "BiasAddGrad", [x], NHWC),
};
