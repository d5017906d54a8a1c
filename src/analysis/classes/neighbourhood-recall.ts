/**
 * How far the neighbours in an embedding can be trusted: to be printed beside every picture of one.
 *
 * Recall is the share of true neighbours that are shown as such. Trustworthiness is high where nothing far away is shown
 * near, continuity where nothing near is shown far away: Venna and Kaski, "Neighborhood preservation in nonlinear
 * projection methods", ICANN 2001; scikit-learn's `trustworthiness`.
 *
 * @module
 */

import type { Square } from "../statistics/symmetric-eigen.ts";

/** How well neighbourhoods of one size are kept. */
export interface NeighbourhoodRow {
  /** Neighbours looked at. */
  readonly neighbours: number;

  /** Mean share of a row's nearest that are its nearest in the embedding too; in [0, 1], k / (rows − 1) by chance. */
  readonly recall: number;

  /** In [0, 1]; NaN for half of the rows or more neighbours, where it is not defined. */
  readonly trustworthiness: number;

  /** Likewise. */
  readonly continuity: number;

  /** Rows that have a place in both; the others do not count. */
  readonly rows: number;
}

/**
 * Compares an embedding with what it shows.
 *
 * @param original Distances of the rows before; a row with NaN on the diagonal has no place.
 * @param embedded Their distances in the embedding.
 * @param sizes Numbers of neighbours; default 5 and 15. Those that leave no other row give NaN.
 */
export function neighbourhoodRecall(
  original: Square,
  embedded: Square,
  sizes: readonly number[] = [5, 15],
): NeighbourhoodRow[] {
  const placed = Array.from({ length: original.size }, (_, i) => i).filter(
    (i) =>
      !Number.isNaN(
        original.values[i * original.size + i] + embedded.values[i * embedded.size + i],
      ),
  );
  const before = rankings(original, placed);
  const after = rankings(embedded, placed);
  const n = placed.length;
  return sizes.map((k) => {
    const possible = k >= 1 && k < n;
    const half = possible && 2 * k < n;
    return {
      neighbours: k,
      recall: possible ? recall(before, after, n, k) : Number.NaN,
      trustworthiness: half ? trust(before, after, n, k) : Number.NaN,
      continuity: half ? trust(after, before, n, k) : Number.NaN,
      rows: n,
    };
  });
}

/** Place of j among the neighbours of i, from 1; 0 for itself. Equal distances in the order of the index. */
function rankings({ size, values }: Square, placed: readonly number[]): Int32Array {
  const n = placed.length;
  const ranks = new Int32Array(n * n);
  for (let i = 0; i < n; i++) {
    const distance = (j: number) => values[placed[i] * size + placed[j]];
    const others = Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
    others.sort((a, b) => distance(a) - distance(b));
    for (const [place, j] of others.entries()) ranks[i * n + j] = place + 1;
  }
  return ranks;
}

function recall(before: Int32Array, after: Int32Array, n: number, k: number): number {
  let both = 0;
  for (let at = 0; at < before.length; at++) {
    both += Number(before[at] > 0 && before[at] <= k && after[at] <= k);
  }
  return both / (n * k);
}

/** 1 less the ranks beyond k in `truth` of what `shown` has among its k nearest, scaled to [0, 1]. */
function trust(truth: Int32Array, shown: Int32Array, n: number, k: number): number {
  let excess = 0;
  for (let at = 0; at < truth.length; at++) {
    if (shown[at] > 0 && shown[at] <= k && truth[at] > k) excess += truth[at] - k;
  }
  return 1 - (2 * excess) / (n * k * (2 * n - 3 * k - 1));
}
