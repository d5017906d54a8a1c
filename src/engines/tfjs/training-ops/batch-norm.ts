/**
 * Normalisation in training: by mean and biased variance of what is at hand, which gradients pass through.
 *
 * x̂ = (x − μ) / √(σ² + ε), and with means over the same values
 * dx = (dx̂ − mean(dx̂) − x̂ · mean(dx̂ · x̂)) / √(σ² + ε).
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { EPSILON } from "../../../modulation/batch-norm.ts";
import { rawOp, type TensorflowCall } from "../tensorflow/raw-op.ts";
import { normaliseGradientOnHeap, normaliseOnHeap } from "../wasm/normalise.ts";
import { type OwnKernel, runOwn, runOwnSingle } from "./own-kernel.ts";

export interface Normalised {
  readonly xHat: tf.Tensor4D;

  /** Mean and biased variance of each channel over batch and pixels; [channels]. No gradient passes through them. */
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** Normalises each channel over batch and pixels. @param x [batch, height, width, channels] */
export function batchNormTraining(x: tf.Tensor4D): Normalised {
  const [xHat, mean, variance] = runOwn(NORMALISE, { x }, { groups: 1 });
  return {
    xHat: xHat as tf.Tensor4D,
    mean: mean as tf.Tensor1D,
    variance: variance as tf.Tensor1D,
  };
}

/** Normalises each channel of each picture over its pixels. @param x [batch, height, width, channels] */
export function instanceNormTraining(x: tf.Tensor4D): tf.Tensor4D {
  return runOwn(NORMALISE, { x }, { groups: x.shape[0] })[0] as tf.Tensor4D;
}

/** Results x̂, μ, σ², 1 / √(σ² + ε); the last three [groups · channels]. A group is a number of pictures. */
const NORMALISE: OwnKernel = {
  name: "cladescope/Normalise",
  composed({ x }, { groups }) {
    const rows = grouped(x, groups as number);
    const mean = tf.mean(rows, 1, true);
    const centred = tf.sub(rows, mean);
    const variance = tf.mean(tf.square(centred), 1, true);
    const inverse = tf.rsqrt(tf.add(variance, EPSILON));
    const flat = (y: tf.Tensor) => tf.reshape(y, [-1]);
    return [
      tf.reshape(tf.mul(centred, inverse), x.shape),
      flat(mean),
      flat(variance),
      flat(inverse),
    ];
  },
  wasm: normaliseOnHeap,
  tensorflow: (call) =>
    call.attrs.groups === 1 ? fusedNormalise(call) : NORMALISE.composed(call.inputs, call.attrs),
  gradient: {
    outputs: [true, false, false, true],
    of: ([dy], [xHat, inverse], attrs) => ({
      x: () => runOwnSingle(NORMALISE_GRADIENT, { dy, xHat, inverse }, attrs),
    }),
  },
};

const NORMALISE_GRADIENT: OwnKernel = {
  name: "cladescope/NormaliseGradient",
  composed({ dy, xHat, inverse }, { groups }) {
    const d = grouped(dy, groups as number);
    const y = grouped(xHat, groups as number);
    const along = tf.mul(y, tf.mean(tf.mul(d, y), 1, true));
    const centred = tf.sub(tf.sub(d, tf.mean(d, 1, true)), along);
    const factor = tf.reshape(inverse, [groups as number, 1, -1]);
    return [tf.reshape(tf.mul(centred, factor), dy.shape)];
  },
  wasm: normaliseGradientOnHeap,
  tensorflow: (call) =>
    call.attrs.groups === 1
      ? fusedGradient(call)
      : NORMALISE_GRADIENT.composed(call.inputs, call.attrs),
};

const FUSED = {
  T: "float32",
  U: "float32",
  data_format: "NHWC",
  is_training: true,
  epsilon: EPSILON,
};

function fusedNormalise({ inputs: { x }, backend }: TensorflowCall): tf.Tensor[] {
  const channels = x.shape[3] as number;
  const count = x.size / channels;
  const [one, zero, none] = [tf.ones([channels]), tf.zeros([channels]), tf.tensor1d([])];
  const [xHat, mean, unbiased] = rawOp(
    backend,
    "FusedBatchNormV3",
    [x, one, zero, none, none],
    { ...FUSED, exponential_avg_factor: 1 },
    6,
  );
  const variance = count === 1 ? zero : tf.mul(unbiased, (count - 1) / count);
  return [xHat, mean, variance, tf.rsqrt(tf.add(variance, EPSILON))];
}

/** Of x̂ normalised once more: its mean is 0, and with a variance of 1 − ε and `inverse` as scale the gradient is x's. */
function fusedGradient({ inputs: { dy, xHat, inverse }, backend }: TensorflowCall): tf.Tensor[] {
  const mean = tf.zeros(inverse.shape);
  const variance = tf.fill(inverse.shape, 1 - EPSILON);
  const inputs = [dy, xHat, inverse, mean, variance, tf.tensor1d([])];
  return rawOp(backend, "FusedBatchNormGradV3", inputs, FUSED, 5).slice(0, 1);
}

/** [groups, pictures of a group · pixels, channels] */
function grouped(x: tf.Tensor, groups: number): tf.Tensor3D {
  const channels = x.shape[x.rank - 1];
  return tf.reshape(x, [groups, x.size / channels / groups, channels]);
}
