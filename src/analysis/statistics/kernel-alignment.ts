/**
 * Linear centred kernel alignment of two sets of features of the same items: 1 where one is the other turned and
 * scaled, 0 where they have nothing in common. Kornblith, Norouzi, Lee and Hinton, "Similarity of Neural Network
 * Representations Revisited", ICML 2019.
 *
 * With more features than items the plain estimate is high even for unrelated features, so the debiased one stands
 * beside it: unbiased estimates of HSIC (Song et al., JMLR 13, 2012, equation 5), as in Nguyen, Raghu and Kornblith,
 * "Do Wide and Deep Networks Learn the Same Things?", ICLR 2021. It can be a little below 0.
 *
 * @module
 */

import type { Matrix } from "./matrix.ts";

export interface KernelAlignment {
  /** Of the features centred over the items; in [0, 1]. NaN where one of the two does not vary. */
  readonly cka: number;

  /** NaN with fewer than 4 items, or where one of the two varies too little to tell. */
  readonly debiased: number;
}

/** @param a Gram matrix of the first features, [items, items], centred or not; likewise `b`. */
export function kernelAlignment(a: Matrix, b: Matrix): KernelAlignment {
  const [centredA, centredB] = [centred(a), centred(b)];
  const [uA, uB] = [uCentred(a), uCentred(b)];
  return { cka: cosine(centredA, centredB), debiased: cosine(uA, uB) };
}

/** H K H, which is the Gram matrix of the features less their means. */
function centred({ rows: n, values }: Matrix): Float64Array {
  const means = new Float64Array(n);
  let all = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) means[i] += values[i * n + j] / n;
    all += means[i] / n;
  }
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return values.map((value, at) => {
    const x = value - means[Math.floor(at / n)] - means[at % n] + all;
    return Math.abs(x) < 1e-13 * largest ? 0 : x; // what rounding leaves of features that do not vary
  });
}

/**
 * The diagonal left out, rows and columns centred for that (Székely and Rizzo 2014, definition 2): the unbiased HSIC
 * is the dot product of two such matrices, divided by n (n − 3).
 */
function uCentred({ rows: n, values }: Matrix): Float64Array {
  if (n < 4) return new Float64Array(n * n).fill(Number.NaN);
  const kernel = centred({ rows: n, columns: n, values }); // takes large means off first, and changes nothing else
  const sums = new Float64Array(n);
  let all = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) if (j !== i) sums[i] += kernel[i * n + j];
    all += sums[i];
  }
  return kernel.map((value, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return i === j ? 0 : value - (sums[i] + sums[j]) / (n - 2) + all / ((n - 1) * (n - 2));
  });
}

function cosine(a: Float64Array, b: Float64Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa === 0 || bb === 0 ? Number.NaN : ab / Math.sqrt(aa) / Math.sqrt(bb);
}
