/**
 * Orders of the rows or columns of a bank: permutations with a name, so that nothing is reordered silently.
 *
 * @module
 */

import type { LabelSet } from "../../labels/label-set.ts";
import { dropBrokenColumns, type Matrix, rowOf } from "../statistics/matrix.ts";
import { distances, type Metric } from "./distances.ts";
import { leafOrder } from "./leaf-order.ts";
import { type Clustering, clusterRows, type LinkageMethod } from "./linkage.ts";
import { pca } from "./pca.ts";

export interface Order {
  /** What a reader is shown: "cluster (average linkage, correlation, optimal leaf order)". */
  readonly name: string;

  readonly kind: "index" | "cluster" | "norm" | "principal component" | "category";

  /** The row that stands at each place. */
  readonly permutation: Int32Array;

  /** How many rows stand at the end since they hold NaN, or cannot be compared. */
  readonly undefinedAtEnd: number;
}

/** Rows as they are numbered. */
export function indexOrder(rows: number): Order {
  return {
    name: "index",
    kind: "index",
    permutation: Int32Array.from({ length: rows }, (_, i) => i),
    undefinedAtEnd: 0,
  };
}

export interface ClusterOrderOptions {
  /** Default `"euclidean"`. */
  readonly metric?: Metric | undefined;

  /** Default `"average"`. */
  readonly method?: LinkageMethod | undefined;
}

/**
 * Rows by a dendrogram of their distances: up to 200 in the optimal leaf order, more with forks flipped along the first
 * principal component.
 *
 * @returns The order, and the dendrogram that it belongs to.
 */
export function clusterOrder(
  matrix: Matrix,
  { metric = "euclidean", method = "average" }: ClusterOrderOptions = {},
): { readonly order: Order; readonly clustering: Clustering } {
  const clustering = clusterRows(distances(matrix, metric), method);
  const { members, leftOut } = clustering;
  const { optimal, leaves } = leafOrder(clustering, () => {
    const { values } = pca(matrix, { components: 1 }).scores;
    return Array.from(members, (row) => values[row]);
  });
  const flips = optimal ? "optimal leaf order" : "flipped along the first principal component";
  const order: Order = {
    name: `cluster (${metric} distance, ${method} linkage, ${flips})`,
    kind: "cluster",
    permutation: Int32Array.from([...Array.from(leaves, (leaf) => members[leaf]), ...leftOut]),
    undefinedAtEnd: leftOut.length,
  };
  return { order, clustering };
}

/** Rows by their length (L2), the longest first; columns that are finite in no row do not count. */
export function normOrder(all: Matrix): Order {
  const { matrix } = dropBrokenColumns(all);
  const norms = Float64Array.from({ length: matrix.rows }, (_, i) =>
    Math.sqrt(rowOf(matrix, i).reduce((sum, value) => sum + value * value, 0)),
  );
  return { name: "norm, largest first", kind: "norm", ...rising(norms.map((norm) => -norm)) };
}

/** Rows by their score on the first principal component of the rows, the smallest first. */
export function principalOrder(matrix: Matrix): Order {
  const { scores, explainedRatio } = pca(matrix, { components: 1 });
  const share = explainedRatio[0] >= 0 ? `${(100 * explainedRatio[0]).toFixed(0)} %` : "none";
  return {
    name: `first principal component (${share} of the variance)`,
    kind: "principal component",
    ...rising(scores.values),
  };
}

/**
 * Classes by their category in the label set, categories by their first row. Without categories it is the order of the
 * index, and its name says why.
 */
export function categoryOrder(
  classes: number,
  labelSet: Pick<LabelSet, "name" | "rows"> | null,
): Order {
  const categories = (labelSet?.rows ?? []).map(({ category }) => category);
  if (!categories.some((category) => category !== undefined)) {
    const why = labelSet === null ? "no label set is known" : `${labelSet.name} has no categories`;
    return { ...indexOrder(classes), name: `index (${why})` };
  }
  const places = new Map<string | undefined, number>();
  for (const category of categories) if (!places.has(category)) places.set(category, places.size);
  const keys = Float64Array.from({ length: classes }, (_, row) => places.get(categories[row]) ?? 0);
  return { name: `category of ${labelSet?.name}`, kind: "category", ...rising(keys) };
}

/** Equal values keep the order of the index; NaN goes last. */
function rising(values: Float64Array): Pick<Order, "permutation" | "undefinedAtEnd"> {
  const all = Array.from(values, (_, i) => i);
  const numbers = all.filter((i) => !Number.isNaN(values[i]));
  const others = all.filter((i) => Number.isNaN(values[i]));
  numbers.sort((i, j) => (values[i] < values[j] ? -1 : Number(values[i] > values[j])));
  return { permutation: Int32Array.from([...numbers, ...others]), undefinedAtEnd: others.length };
}
