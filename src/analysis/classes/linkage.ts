/**
 * Agglomerative clustering by nearest-neighbour chains: O(n²) time and memory.
 *
 * Müllner, "Modern hierarchical, agglomerative clustering algorithms", arXiv 1109.2378, section 3.2, with the updates
 * of Lance and Williams. Conventions and result are those of SciPy's `scipy.cluster.hierarchy.linkage`.
 *
 * @module
 */

import { ModelError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import type { Square } from "../statistics/symmetric-eigen.ts";

/**
 * The distance of two clusters: of the nearest (`"single"`) or farthest (`"complete"`) two members, the mean over all
 * pairs (`"average"`), or Ward's growth of the variance, which means something for Euclidean distances only.
 */
export type LinkageMethod = "average" | "complete" | "single" | "ward";

/** A dendrogram. */
export interface Linkage {
  readonly leaves: number;

  /**
   * SciPy's Z, [leaves − 1, 4]: two clusters, their distance, members of the new one. Clusters below `leaves` are
   * leaves, cluster `leaves + i` is that of row i. Rows rise in distance.
   */
  readonly merges: Float64Array;
}

/** A dendrogram of those rows that can be compared. */
export interface Clustering extends Linkage {
  readonly method: LinkageMethod;

  /** What row each leaf is; [leaves]. */
  readonly members: Int32Array;

  /** Rows that are in no cluster, since their distances are not all numbers. */
  readonly leftOut: Int32Array;

  /** Distances of the leaves, in their order. */
  readonly distances: Square;
}

/**
 * Clusters the rows that a distance matrix tells apart. Those with NaN or infinite distances are left out, the one
 * with most of them first, until none are left.
 */
export function clusterRows(distances: Square, method: LinkageMethod): Clustering {
  const members = comparable(distances);
  const inside = new Set(members);
  const leftOut = Int32Array.from({ length: distances.size }, (_, i) => i).filter(
    (i) => !inside.has(i),
  );
  const size = members.length;
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      values[i * size + j] = distances.values[members[i] * distances.size + members[j]];
    }
  }
  const among = { size, values };
  return { ...linkage(among, method), method, members, leftOut, distances: among };
}

/**
 * The dendrogram of a symmetric distance matrix.
 *
 * @throws ModelError if a distance is NaN, infinite or negative, or there is no such method.
 */
export function linkage({ size: n, values }: Square, method: LinkageMethod): Linkage {
  checkChoice(ModelError, "method", method, ["average", "complete", "single", "ward"]);
  const wrong = values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (wrong >= 0) {
    throw new ModelError({
      what: "these distances cannot be clustered",
      expected: "finite distances of 0 or more",
      got: `${values[wrong]} between rows ${Math.floor(wrong / n)} and ${wrong % n}`,
      hint: "leave such rows out, as clusterRows does",
    });
  }
  const merges = chains(Float64Array.from(values), n, UPDATES[method]);
  merges.sort((a, b) => a.distance - b.distance); // stable: equal distances in the order of merging
  return { leaves: n, merges: numbered(merges, n) };
}

/** Sizes of the two merged clusters and the third, their distances to it and to each other. */
type Update = (
  sizes: readonly [number, number, number],
  x: number,
  y: number,
  xy: number,
) => number;

/** The distance of a merged cluster to a third. */
const UPDATES: Readonly<Record<LinkageMethod, Update>> = {
  single: (_, x, y) => Math.min(x, y),
  complete: (_, x, y) => Math.max(x, y),
  average: ([nx, ny], x, y) => (nx * x + ny * y) / (nx + ny),
  ward([nx, ny, ni], x, y, xy) {
    const sum = (ni + nx) * x * x + (ni + ny) * y * y - ni * xy * xy;
    return Math.sqrt(Math.max(sum, 0) / (nx + ny + ni)); // rounding may make it negative
  },
};

/** A merge of the clusters that hold leaves x and y. */
interface Merge {
  readonly x: number;
  readonly y: number;
  readonly distance: number;
}

/** @param d Distances; overwritten. A cluster is kept under one of its leaves. */
function chains(d: Float64Array, n: number, update: Update): Merge[] {
  const sizes = new Int32Array(n).fill(1); // 0: merged into another
  const chain: number[] = [];
  const merges: Merge[] = [];
  while (merges.length < n - 1) {
    if (chain.length === 0) chain.push(sizes.findIndex((size) => size > 0));
    const tip = chain[chain.length - 1];
    const before = chain.length > 1 ? chain[chain.length - 2] : -1;
    const next = nearest(d, n, sizes, tip, before);
    if (next !== before) {
      chain.push(next);
      continue;
    }
    chain.length -= 2;
    const [x, y] = [Math.min(tip, before), Math.max(tip, before)];
    const distance = d[x * n + y];
    merges.push({ x, y, distance });
    for (let i = 0; i < n; i++) {
      if (sizes[i] === 0 || i === x || i === y) continue;
      const grown = update([sizes[x], sizes[y], sizes[i]], d[x * n + i], d[y * n + i], distance);
      d[y * n + i] = grown;
      d[i * n + y] = grown;
    }
    sizes[y] += sizes[x];
    sizes[x] = 0;
  }
  return merges;
}

/** The cluster nearest to `tip`; among equals `before`, lest chains run in circles, then the first. */
function nearest(d: Float64Array, n: number, sizes: Int32Array, tip: number, before: number) {
  let best = before;
  let least = before < 0 ? Number.POSITIVE_INFINITY : d[tip * n + before];
  for (let i = 0; i < n; i++) {
    if (sizes[i] === 0 || i === tip || d[tip * n + i] >= least) continue;
    best = i;
    least = d[tip * n + i];
  }
  return best;
}

/** SciPy's numbers of clusters, the smaller first. */
function numbered(merges: readonly Merge[], n: number): Float64Array {
  const parent = Int32Array.from({ length: Math.max(2 * n - 1, 0) }, (_, i) => i);
  const sizes = new Int32Array(parent.length).fill(1);
  const rootOf = (leaf: number): number => {
    let root = leaf;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]]; // halves the path for the next time
      root = parent[root];
    }
    return root;
  };
  const out = new Float64Array(4 * merges.length);
  for (const [i, { x, y, distance }] of merges.entries()) {
    const [a, b] = [rootOf(x), rootOf(y)];
    const cluster = n + i;
    parent[a] = cluster;
    parent[b] = cluster;
    sizes[cluster] = sizes[a] + sizes[b];
    out.set([Math.min(a, b), Math.max(a, b), distance, sizes[cluster]], 4 * i);
  }
  return out;
}

/** Rows whose distances to each other are all finite; rising. */
function comparable({ size: n, values }: Square): Int32Array {
  const broken = (i: number, j: number) => {
    const value = values[i * n + j];
    return value - value !== 0;
  };
  const inside = new Uint8Array(n).fill(1);
  const counts = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) counts[i] += Number(broken(i, j)) * (i === j ? n : 1);
  }
  for (;;) {
    let worst = -1;
    for (let i = 0; i < n; i++) {
      if (inside[i] === 1 && counts[i] > 0 && (worst < 0 || counts[i] >= counts[worst])) worst = i;
    }
    if (worst < 0) break;
    inside[worst] = 0;
    for (let j = 0; j < n; j++) if (j !== worst) counts[j] -= Number(broken(j, worst));
  }
  return Int32Array.from({ length: n }, (_, i) => i).filter((i) => inside[i] === 1);
}

/**
 * The cluster of each leaf when the dendrogram is cut so that at most `count` clusters are left; numbered from 0 by
 * their first leaf. SciPy's `fcluster(Z, count, "maxclust")` up to the numbers, where distances differ.
 */
export function flatClusters({ leaves, merges }: Linkage, count: number): Int32Array {
  const parent = Int32Array.from({ length: Math.max(2 * leaves - 1, 0) }, (_, i) => i);
  for (let i = 0; i < leaves - Math.max(count, 1); i++) {
    parent[merges[4 * i]] = leaves + i;
    parent[merges[4 * i + 1]] = leaves + i;
  }
  const numbers = new Map<number, number>();
  return Int32Array.from({ length: leaves }, (_, leaf) => {
    let root = leaf;
    while (parent[root] !== root) root = parent[root];
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
}
