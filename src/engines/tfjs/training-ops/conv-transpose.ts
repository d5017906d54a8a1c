/**
 * The transposed convolution of SEAN's style encoder, in training: 3×3, twice as high and wide.
 *
 * It is the gradient of a convolution of stride 2 and padding 1 with respect to its input, so its own gradients are that
 * convolution and its kernel's gradient.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { biasAdd } from "./bias-add.ts";
import { convInputGradient, convKernelGradient, convTraining } from "./conv.ts";
import { type OwnKernel, runOwnSingle } from "./own-kernel.ts";

/**
 * @param x [batch, height, width, in]
 * @param kernel [3, 3, out, in]
 * @param bias [out]
 * @returns [batch, 2 height, 2 width, out]: PyTorch's stride 2, padding 1, output padding 1.
 */
export function convTransposeTraining(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D,
): tf.Tensor4D {
  return tf.tidy(() => biasAdd(runOwnSingle<tf.Rank.R4>(CONV_TRANSPOSE, { x, kernel }), bias));
}

/** Of the convolution whose input gradient this is. */
const STRIDE = 2;
const PADDING = 1;

const CONV_TRANSPOSE: OwnKernel = {
  name: "cladescope/ConvTranspose",
  composed({ x, kernel }) {
    const [batch, height, width] = x.shape;
    const whole = [batch, 2 * height, 2 * width, kernel.shape[2] as number];
    return [convInputGradient(x, kernel, whole, STRIDE, PADDING)];
  },
  gradient: {
    inputs: ["x", "kernel"],
    of: ([dy], [x, kernel]) => ({
      x: () => convTraining(dy as tf.Tensor4D, kernel as tf.Tensor4D, null, STRIDE, PADDING),
      kernel: () => convKernelGradient(dy, x, kernel.shape, STRIDE, PADDING),
    }),
  },
};
