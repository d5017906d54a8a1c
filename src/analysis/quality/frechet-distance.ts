/**
 * Fréchet distance between two sets of pictures on the project's own fixed features: a Gaussian is fitted to each,
 * and `|μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½)` is their squared distance (Dowson and Landau 1982; Heusel et
 * al. 2017 with Inception's features, the FID). The numbers can be compared with each other, not with published FIDs.
 *
 * Biased: two finite samples of one distribution have a positive distance, the larger the fewer pictures there are
 * (Bińkowski et al. 2018). So compare only distances of equal numbers of pictures, against the same held-out
 * pictures, and fit no less than a few hundred; fewer than 43 leave the covariance singular, which is allowed.
 *
 * @module
 */

import { LabelError } from "../../errors.ts";
import { product, type Square, squareRoot, symmetricEigen } from "../statistics/symmetric-eigen.ts";
import { type Features, fixedFeatures } from "./fixed-features.ts";
import type { Pictures } from "./pictures.ts";

export interface Gaussian {
  readonly mean: Float64Array;

  /** Divided by n − 1. */
  readonly covariance: Square;
}

/** Between the Gaussians that fit the fixed features of both sets; a squared distance. */
export function frechetDistance(a: Pictures, b: Pictures): number {
  return gaussianDistance(gaussianOf(fixedFeatures(a)), gaussianOf(fixedFeatures(b)));
}

/** Mean and covariance. @throws LabelError if there are fewer than two pictures. */
export function gaussianOf({ count, length: n, values }: Features): Gaussian {
  if (count < 2) {
    throw new LabelError({
      what: "one picture has no covariance",
      where: "frechetDistance",
      expected: "two pictures or more, better a few hundred",
      got: `${count}`,
      hint: "compare sets of pictures",
    });
  }
  const mean = new Float64Array(n);
  for (let i = 0; i < values.length; i++) mean[i % n] += values[i] / count;
  const covariance = new Float64Array(n * n);
  for (let row = 0; row < count; row++) {
    const rest = values.subarray(row * n, (row + 1) * n).map((value, j) => value - mean[j]);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) covariance[i * n + j] += (rest[i] * rest[j]) / (count - 1);
    }
  }
  return { mean, covariance: { size: n, values: covariance } };
}

/** Never negative: what rounding leaves below 0 is 0. */
export function gaussianDistance(a: Gaussian, b: Gaussian): number {
  const root = squareRoot(a.covariance);
  const middle = product(product(root, b.covariance), root);
  const { eigenvalues } = symmetricEigen(middle);
  const crossTrace = eigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(value, 0)), 0);
  const shift = a.mean.reduce((sum, value, i) => sum + (value - b.mean[i]) ** 2, 0);
  return Math.max(shift + trace(a.covariance) + trace(b.covariance) - 2 * crossTrace, 0);
}

function trace({ size, values }: Square): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += values[i * size + i];
  return sum;
}
