/**
 * The leaky ReLU with slope 0.2, in training. Its gradient looks at the result, whose sign is the input's.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { rawOp } from "../tensorflow/raw-op.ts";
import { scaledBelowZero } from "../wasm/scaled-below-zero.ts";
import { type OwnKernel, runOwnSingle } from "./own-kernel.ts";

const SLOPE = 0.2;

export function leakyReluTraining<R extends tf.Rank>(x: tf.Tensor<R>): tf.Tensor<R> {
  return runOwnSingle<R>(LEAKY_RELU, { x });
}

const LEAKY_RELU: OwnKernel = {
  name: "cladescope/LeakyRelu",
  composed: ({ x }) => [tf.leakyRelu(x, SLOPE)],
  wasm: ({ inputs: { x }, backend }) => [scaledBelowZero(backend, x, x, SLOPE)],
  gradient: {
    outputs: [true],
    of: ([dy], [y]) => ({ x: () => runOwnSingle(LEAKY_RELU_GRADIENT, { dy, y }) }),
  },
};

const LEAKY_RELU_GRADIENT: OwnKernel = {
  name: "cladescope/LeakyReluGradient",
  composed: ({ dy, y }) => [tf.mul(dy, tf.step(y, SLOPE))],
  wasm: ({ inputs, backend }) => [scaledBelowZero(backend, inputs.y, inputs.dy, SLOPE)],
  tensorflow: ({ inputs: { dy, y }, backend }) =>
    rawOp(backend, "LeakyReluGrad", [dy, y], { T: "float32", alpha: SLOPE }),
};
