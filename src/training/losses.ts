/**
 * The released losses, on what the discriminator makes of fake and real pictures in one batch.
 *
 * Hinge loss (Lim and Ye, arXiv 1705.02894) averaged over the scales; feature matching (Wang et al., arXiv 1711.11585):
 * mean absolute difference of every feature but the verdict, averaged over the scales; Kullback–Leibler divergence of
 * the latent distribution to the standard normal, summed over batch and components.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";

/** The discriminator's features for each scale, the verdict last; the first half of each batch is fake, the rest real. */
export type Features = readonly (readonly tf.Tensor4D[])[];

/** −mean of the verdict on fake pictures. */
export function generatorHinge(features: Features): tf.Scalar {
  return averaged(features, (verdict) => tf.neg(tf.mean(halves(verdict)[0])));
}

/** mean max(0, 1 + fake) and mean max(0, 1 − real). */
export function discriminatorHinge(features: Features): { fake: tf.Scalar; real: tf.Scalar } {
  const hinge = (x: tf.Tensor, sign: number) => tf.mean(tf.relu(tf.add(tf.mul(x, sign), 1)));
  return {
    fake: averaged(features, (verdict) => hinge(halves(verdict)[0], 1)),
    real: averaged(features, (verdict) => hinge(halves(verdict)[1], -1)),
  };
}

/** Not yet weighted. */
export function featureMatching(features: Features): tf.Scalar {
  const terms = features.flatMap((scale) =>
    scale.slice(0, -1).map((feature) => {
      const [fake, real] = halves(feature);
      return tf.mean(tf.abs(tf.sub(fake, real)));
    }),
  );
  return tf.div(sum(terms), features.length);
}

/** −½ Σ (1 + logvar − mu² − exp(logvar)); not yet weighted. */
export function kld(mu: tf.Tensor, logvar: tf.Tensor): tf.Scalar {
  const inner = tf.sub(tf.sub(tf.add(logvar, 1), tf.square(mu)), tf.exp(logvar));
  return tf.mul(tf.sum(inner), -0.5);
}

function averaged(features: Features, loss: (verdict: tf.Tensor4D) => tf.Tensor): tf.Scalar {
  const terms = features.map((scale) => loss(scale[scale.length - 1]));
  return tf.div(sum(terms), features.length);
}

/** Two by two: on webgpu tfjs's `addN` of eight asks for more buffers than a device need have, and gives zeros. */
function sum(terms: readonly tf.Tensor[]): tf.Tensor {
  return terms.reduce((before, term) => tf.add(before, term));
}

function halves(x: tf.Tensor4D): [tf.Tensor4D, tf.Tensor4D] {
  return tf.split(x, 2, 0) as [tf.Tensor4D, tf.Tensor4D];
}
