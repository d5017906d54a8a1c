/**
 * What a step of the training came to.
 *
 * @module
 */

/** Losses of one step, weighted as they enter the sum. */
export interface Losses {
  /** The generator's hinge loss. */
  readonly gan: number;

  /** Feature matching, λ included. */
  readonly feature: number;

  /** λ · mean absolute difference to the real picture; 0 where it is not used. */
  readonly pixel: number;

  /** Kullback–Leibler divergence, λ included; 0 without a VAE. */
  readonly kld: number;

  /** The discriminator's hinge losses on fake and real pictures. */
  readonly fake: number;
  readonly real: number;
}
