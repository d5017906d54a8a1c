/**
 * How alike two layers see the classes: linear CKA of their parameters, and the rank correlation of their distances
 * between classes (representational similarity: Kriegeskorte, Mur and Bandettini, Front. Syst. Neurosci. 2, 2008).
 *
 * @module
 */

import { kernelAlignment } from "../statistics/kernel-alignment.ts";
import { finiteRows, gram, type Matrix } from "../statistics/matrix.ts";
import { spearman } from "../statistics/rank-correlation.ts";
import type { Square } from "../statistics/symmetric-eigen.ts";
import { type ClassBank, commonClasses } from "./class-banks.ts";
import { type DeviationOptions, deviations } from "./deviations.ts";
import { distances, type Metric } from "./distances.ts";

/** Two layers. */
export interface LayerSimilarityRow {
  readonly layer: string;
  readonly other: string;

  /** Linear CKA, in [0, 1]; high by chance where channels outnumber classes, as they do. */
  readonly cka: number;

  /** The same without that bias: near 0 for unrelated layers. NaN with fewer than 4 classes. */
  readonly debiasedCka: number;

  /** Classes that are finite in both layers, on which CKA is taken. */
  readonly classes: number;

  /** Spearman's ρ of the distances between classes in the one layer with those in the other. */
  readonly distanceSpearman: number;

  /** Pairs of classes that have a distance in both. */
  readonly pairs: number;
}

export interface LayerSimilarityOptions extends DeviationOptions {
  /** Of the distances between classes; default `"correlation"`. */
  readonly metric?: Metric | undefined;
}

/**
 * Every two layers once, each with itself and those after it, in their order.
 *
 * @throws ModelError if their classes are not the same.
 */
export function layerSimilarity(
  banks: readonly ClassBank[],
  { metric = "correlation", ...options }: LayerSimilarityOptions = {},
): LayerSimilarityRow[] {
  commonClasses(banks);
  const layers = banks.map((bank) => {
    const matrix = deviations(bank, options);
    return {
      layer: bank.layer,
      finite: new Set(finiteRows(matrix)),
      kernel: gram(matrix),
      distances: distances(matrix, metric),
    };
  });
  return layers.flatMap((a, i) =>
    layers.slice(i).map((b): LayerSimilarityRow => {
      const classes = [...a.finite].filter((k) => b.finite.has(k));
      const { cka, debiased } = kernelAlignment(among(a.kernel, classes), among(b.kernel, classes));
      const [x, y] = sharedPairs(a.distances, b.distances);
      return {
        layer: a.layer,
        other: b.layer,
        cka,
        debiasedCka: debiased,
        classes: classes.length,
        distanceSpearman: spearman(x, y),
        pairs: x.length,
      };
    }),
  );
}

function among({ rows, values }: Matrix, kept: readonly number[]): Matrix {
  const n = kept.length;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) out[i * n + j] = values[kept[i] * rows + kept[j]];
  }
  return { rows: n, columns: n, values: out };
}

/** Distances of the pairs that have one in both. */
function sharedPairs(a: Square, b: Square): [number[], number[]] {
  const [x, y]: [number[], number[]] = [[], []];
  for (let i = 0; i < a.size; i++) {
    for (let j = 0; j < i; j++) {
      const [p, q] = [a.values[i * a.size + j], b.values[i * a.size + j]];
      if (Number.isNaN(p + q)) continue;
      x.push(p);
      y.push(q);
    }
  }
  return [x, y];
}
