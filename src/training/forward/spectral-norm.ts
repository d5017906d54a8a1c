/**
 * Spectral normalisation in training (Miyato et al., arXiv 1802.05957), as PyTorch does it.
 *
 * One power iteration for each training-mode forward pass: v = Wᵀu/‖Wᵀu‖, u′ = Wv/‖Wv‖, σ = u′ᵀWv = ‖Wv‖. The gradient
 * goes through W with u′ and v constant: dL/dW = (G − ⟨G, W/σ⟩ u′vᵀ) / σ for G = dL/d(W/σ).
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";

export interface SpectrallyNormalised {
  /** W / σ, of the kernel's shape. */
  readonly kernel: tf.Tensor4D;

  /** Columns [out, 1] and [k · k · in, 1]: the singular vectors after the iteration. */
  readonly u: tf.Tensor2D;
  readonly v: tf.Tensor2D;
}

/**
 * @param kernel [k, k, in, out]: as a matrix [k · k · in, out] it is Wᵀ.
 * @param u [out, 1], as the last pass left it.
 */
export function spectralNormTraining(kernel: tf.Tensor4D, u: tf.Tensor2D): SpectrallyNormalised {
  const out = kernel.shape[3];
  const matrix: tf.Tensor2D = tf.reshape(kernel, [kernel.size / out, out]);
  let vectors: { u: tf.Tensor2D; v: tf.Tensor2D } | null = null;
  const normalised = tf.customGrad((w, save) => {
    const wT = w as tf.Tensor2D;
    const a = tf.matMul(wT, u); //                                        [n, 1]
    const v = tf.mul(a, tf.rsqrt(tf.matMul(a, a, true))) as tf.Tensor2D;
    const b = tf.matMul(wT, v, true); //                                  [out, 1]
    const inverse = tf.rsqrt(tf.matMul(b, b, true)); //                   1 / σ, [1, 1]
    const next = tf.mul(b, inverse) as tf.Tensor2D;
    const value = tf.mul(wT, inverse) as tf.Tensor2D;
    vectors = { u: tf.keep(tf.clone(next)), v: tf.keep(tf.clone(v)) };
    (save as (tensors: tf.Tensor[]) => void)([value, next, v, inverse]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [normal, uNext, vNext, inv] = saved as tf.Tensor2D[];
        const inner = tf.sum(tf.mul(dy, normal));
        const along = tf.mul(tf.matMul(vNext, uNext, false, true), inner);
        return tf.mul(tf.sub(dy, along), inv);
      },
    };
  })(matrix) as tf.Tensor2D;
  const { u: nextU, v } = vectors as unknown as { u: tf.Tensor2D; v: tf.Tensor2D };
  return { kernel: tf.reshape(normalised, kernel.shape), u: nextU, v };
}
