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

  /** The singular vectors after the iteration, [1, out] and [1, k · k · in]; the caller's to dispose of. */
  readonly u: tf.Tensor2D;
  readonly v: tf.Tensor2D;
}

/**
 * @param kernel [k, k, in, out]: as a matrix [k · k · in, out] it is Wᵀ.
 * @param u [1, out], as the last pass left it.
 */
export function spectralNormTraining(kernel: tf.Tensor4D, u: tf.Tensor2D): SpectrallyNormalised {
  const out = kernel.shape[3];
  const columns = kernel.size / out;
  let vectors: { u: tf.Tensor2D; v: tf.Tensor2D } | undefined;
  const normalised = tf.customGrad((w, save) => {
    const wT: tf.Tensor2D = tf.reshape(w as tf.Tensor, [columns, out]);
    const a = tf.matMul(u, wT, false, true); //                               [1, n]
    const v: tf.Tensor2D = tf.mul(a, tf.rsqrt(tf.matMul(a, a, false, true)));
    const b = tf.matMul(v, wT); //                                            [1, out]
    const inverse = tf.rsqrt(tf.matMul(b, b, false, true)); //                1 / σ, [1, 1]
    const next: tf.Tensor2D = tf.mul(b, inverse);
    const value: tf.Tensor2D = tf.mul(wT, inverse);
    vectors = { u: tf.keep(tf.clone(next)), v: tf.keep(tf.clone(v)) };
    (save as (tensors: tf.Tensor[]) => void)([value, next, v, inverse]);
    return {
      value: tf.reshape(value, kernel.shape),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [normal, uNext, vNext, inv] = saved as tf.Tensor2D[];
        const g: tf.Tensor2D = tf.reshape(dy, [columns, out]);
        const inner = tf.sum(tf.mul(g, normal)); // ⟨G, W/σ⟩
        const along = tf.matMul(tf.mul(vNext, inner) as tf.Tensor2D, uNext, true, false);
        return tf.reshape(tf.mul(tf.sub(g, along), inv), kernel.shape);
      },
    };
  })(kernel) as tf.Tensor4D;
  if (vectors === undefined) throw new Error("the forward pass was not run");
  return { kernel: normalised, ...vectors };
}
