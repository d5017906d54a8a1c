/**
 * How alike two layers see the classes: linear CKA of their parameters, and the rank correlation of their distances
 * between classes (representational similarity: Kriegeskorte, Mur and Bandettini, Front. Syst. Neurosci. 2, 2008).
 *
 * @module
 */

import { kernelAlignment } from "../statistics/kernel-alignment.ts";
import { dropBrokenColumns, finiteRows, gram, type Matrix } from "../statistics/matrix.ts";
import { pearson, ranks, spearman } from "../statistics/rank-correlation.ts";
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

  /** Parameters of the layer, and of the other, that are NaN or infinite in every class, and were left out. */
  readonly droppedColumns: number;
  readonly otherDroppedColumns: number;
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
    const { matrix, dropped } = dropBrokenColumns(deviations(bank, options));
    return {
      layer: bank.layer,
      dropped,
      finite: new Set(finiteRows(matrix)),
      kernel: gram(matrix),
      distances: pairDistances(distances(matrix, metric)),
    };
  });
  return layers.flatMap((a, i) =>
    layers.slice(i).map((b): LayerSimilarityRow => {
      const classes = [...a.finite].filter((k) => b.finite.has(k));
      const { cka, debiased } = kernelAlignment(among(a.kernel, classes), among(b.kernel, classes));
      const { distanceSpearman, pairs } = compare(a.distances, b.distances);
      return {
        layer: a.layer,
        other: b.layer,
        cka,
        debiasedCka: debiased,
        classes: classes.length,
        distanceSpearman,
        pairs,
        droppedColumns: a.dropped,
        otherDroppedColumns: b.dropped,
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

/** The distances of all pairs, and their ranks. */
interface PairDistances {
  readonly values: Float64Array;

  /** NaN for those that have no distance. */
  readonly ranks: Float64Array;
}

function pairDistances({ size, values }: Square): PairDistances {
  const all = new Float64Array((size * (size - 1)) / 2);
  let at = 0;
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) all[at++] = values[i * size + j];
  return { values: all, ranks: ranks(all) };
}

/** Of the pairs that have a distance in both. The ranks at hand are theirs if no pair lacks one in either. */
function compare(a: PairDistances, b: PairDistances) {
  const both = (_: number, i: number) => !Number.isNaN(a.values[i] + b.values[i]);
  const [x, y] = [a.values.filter(both), b.values.filter(both)];
  const all = x.length === a.values.length;
  const distanceSpearman = all ? pearson(a.ranks, b.ranks) : spearman(x, y);
  return { distanceSpearman, pairs: x.length };
}
