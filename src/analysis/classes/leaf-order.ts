/**
 * In which order to draw the leaves of a dendrogram: each of its forks can be flipped without changing it.
 *
 * @module
 */

import type { Square } from "../statistics/symmetric-eigen.ts";
import type { Clustering, Linkage } from "./linkage.ts";

/** Above this number of leaves the optimal order, O(n³), takes too long to wait for. */
const MOST_OPTIMAL_LEAVES = 200;

/** The order of the dendrogram as it was built: SciPy's `leaves_list`. */
export function dendrogramOrder({ leaves, merges }: Linkage): Int32Array {
  return leavesOf(leaves, (node) => [merges[4 * (node - leaves)], merges[4 * (node - leaves) + 1]]);
}

/**
 * The order with the least sum of distances between neighbours: Bar-Joseph, Gifford and Jaakkola, "Fast optimal leaf
 * ordering for hierarchical clustering", Bioinformatics 17 (2001). Of its two directions that which begins with the
 * smaller leaf. O(n³) time, O(n²) memory.
 */
export function optimalLeafOrder(linkage: Linkage, { values: d }: Square): Int32Array {
  const { leaves: n, merges } = linkage;
  if (n < 3) return Int32Array.from({ length: n }, (_, i) => i);
  const nodes = Array.from({ length: 2 * n - 1 }, (_, i): Node => ({ leaves: [i], children: [] }));

  // Leaves i and j meet in one fork only: best[i, j] is the least sum of an order of its leaves from i to j,
  // and through[i, j], through[j, i] are the two leaves at the seam, on i's and on j's side.
  const best = new Float64Array(n * n);
  const through = new Int32Array(n * n);
  for (let i = 0; i < n; i++) through[i * n + i] = i;
  for (let m = 0; m < n - 1; m++) {
    const [left, right] = [nodes[merges[4 * m]], nodes[merges[4 * m + 1]]];
    nodes[n + m] = { leaves: [...left.leaves, ...right.leaves], children: [left, right] };
    join(left, right, d, n, best, through);
  }

  const root = nodes[2 * n - 2];
  const [left, right] = root.children;
  let [first, last] = [left.leaves[0], right.leaves[0]];
  for (const i of left.leaves) {
    for (const j of right.leaves)
      if (best[i * n + j] < best[first * n + last]) [first, last] = [i, j];
  }
  const order: number[] = [];
  unroll(Math.min(first, last), Math.max(first, last));
  return Int32Array.from(order);

  function unroll(from: number, to: number): void {
    if (from === to) {
      order.push(from);
      return;
    }
    unroll(from, through[from * n + to]);
    unroll(through[to * n + from], to);
  }
}

interface Node {
  readonly leaves: readonly number[];

  /** None of a leaf. */
  readonly children: readonly Node[];
}

/** Fills best and through for every pair of a leaf on the left and one on the right. */
function join(
  left: Node,
  right: Node,
  d: Float64Array,
  n: number,
  best: Float64Array,
  through: Int32Array,
): void {
  // toRight[k]: from i through all of the left side, then across to leaf k of the right side.
  const toRight = new Float64Array(n);
  const seam = new Int32Array(n);
  for (const i of left.leaves) {
    const ends = otherEnds(left, i);
    for (const k of right.leaves) {
      toRight[k] = Number.POSITIVE_INFINITY;
      for (const m of ends) {
        const sum = best[i * n + m] + d[m * n + k];
        if (sum < toRight[k]) {
          toRight[k] = sum;
          seam[k] = m;
        }
      }
    }
    for (const side of sides(right)) {
      for (const j of side.ends) {
        let least = Number.POSITIVE_INFINITY;
        let at = j;
        for (const k of side.starts) {
          const sum = toRight[k] + best[k * n + j];
          if (sum < least) {
            least = sum;
            at = k;
          }
        }
        best[i * n + j] = least;
        best[j * n + i] = least;
        through[i * n + j] = seam[at];
        through[j * n + i] = at;
      }
    }
  }
}

/** Leaves at which an order of the node's leaves can end when it begins with `leaf`: those of the other child. */
function otherEnds({ leaves, children: [a, b] }: Node, leaf: number): readonly number[] {
  if (a === undefined || b === undefined) return leaves;
  return a.leaves.includes(leaf) ? b.leaves : a.leaves;
}

/** Where orders of the node's leaves can start for each set of leaves where they end. */
function sides({ leaves, children: [a, b] }: Node) {
  if (a === undefined || b === undefined) return [{ starts: leaves, ends: leaves }];
  return [
    { starts: a.leaves, ends: b.leaves },
    { starts: b.leaves, ends: a.leaves },
  ];
}

/**
 * The order in which each fork has the child with the smaller mean weight first: its leaves' centre of gravity, as
 * `reorder.dendrogram` of R with the mean. O(n).
 *
 * @param weights Of the leaves; NaN counts as nothing.
 */
export function gravityOrder({ leaves, merges }: Linkage, weights: ArrayLike<number>): Int32Array {
  const sums = new Float64Array(Math.max(2 * leaves - 1, 0));
  const counts = new Float64Array(sums.length);
  for (let i = 0; i < leaves; i++) {
    if (Number.isNaN(weights[i])) continue;
    sums[i] = weights[i];
    counts[i] = 1;
  }
  for (let m = 0; m < leaves - 1; m++) {
    const [a, b] = [merges[4 * m], merges[4 * m + 1]];
    sums[leaves + m] = sums[a] + sums[b];
    counts[leaves + m] = counts[a] + counts[b];
  }
  const mean = (node: number) => sums[node] / counts[node];
  return leavesOf(leaves, (node) => {
    const [a, b] = [merges[4 * (node - leaves)], merges[4 * (node - leaves) + 1]];
    return mean(b) < mean(a) ? [b, a] : [a, b];
  });
}

/**
 * The order of a clustering's leaves: the optimal one for up to 200, else by gravity.
 *
 * @param weights Of the leaves, for the order by gravity; asked for only then.
 */
export function leafOrder(
  clustering: Clustering,
  weights: () => ArrayLike<number>,
): { readonly optimal: boolean; readonly leaves: Int32Array } {
  const optimal = clustering.leaves <= MOST_OPTIMAL_LEAVES;
  const leaves = optimal
    ? optimalLeafOrder(clustering, clustering.distances)
    : gravityOrder(clustering, weights());
  return { optimal, leaves };
}

/** Leaves from left to right, without recursion: a chain of a thousand forks is deep. */
function leavesOf(leaves: number, children: (node: number) => [number, number]): Int32Array {
  const order: number[] = [];
  const waiting = leaves === 0 ? [] : [2 * leaves - 2];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node < leaves) order.push(node);
    else waiting.push(...children(node).reverse());
  }
  return Int32Array.from(order);
}
