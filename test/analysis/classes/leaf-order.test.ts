import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distances } from "../../../src/analysis/classes/distances.ts";
import {
  dendrogramOrder,
  gravityOrder,
  leafOrder,
  optimalLeafOrder,
} from "../../../src/analysis/classes/leaf-order.ts";
import { clusterRows, type Linkage, linkage } from "../../../src/analysis/classes/linkage.ts";
import type { Square } from "../../../src/analysis/statistics/symmetric-eigen.ts";
import { expectClose } from "../../support/close.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { matrixOf, reference } from "./reference.ts";

function points(n: number, seed: number, columns = 3): Square {
  const values = Float64Array.from(seededNumbers(seed)(columns * n));
  return distances({ rows: n, columns, values }, "euclidean");
}

function sumAlong(order: ArrayLike<number>, { size, values }: Square): number {
  let sum = 0;
  for (let i = 1; i < order.length; i++) sum += values[order[i - 1] * size + order[i]];
  return sum;
}

/** Every order that flips of forks give. */
function allOrders({ leaves: n, merges }: Linkage): number[][] {
  const of = (node: number): number[][] => {
    if (node < n) return [[node]];
    const [a, b] = [of(merges[4 * (node - n)]), of(merges[4 * (node - n) + 1])];
    return a.flatMap((x) =>
      b.flatMap((y) => [
        [...x, ...y],
        [...y, ...x],
      ]),
    );
  };
  return of(2 * n - 2);
}

function isOrderOf(order: Int32Array, n: number): boolean {
  return order.length === n && new Set(order).size === n;
}

describe.each(reference.clustering.linkages)(
  "leaves of $metric distances, $method linkage",
  ({ metric, method, leaves, leastSum, scipySum }) => {
    const d = distances(matrixOf(reference.clustering.x), metric);
    const tree = linkage(d, method);

    test("as built are SciPy's leaves_list", () => {
      expect([...dendrogramOrder(tree)]).toEqual(leaves);
    });

    // SciPy 1.17.1's optimal_leaf_ordering is often longer than the optimum: scipy/scipy#11227.
    test("in the optimal order have the least sum of all flips, no more than SciPy's order", () => {
      const order = optimalLeafOrder(tree, d);
      expectClose([sumAlong(order, d)], [leastSum], 1e-9);
      expect(sumAlong(order, d)).toBeLessThanOrEqual(scipySum + 1e-9);
      expect(order[0]).toBeLessThan(order[order.length - 1]);
    });
  },
);

test("optimalLeafOrder() is the best of all flips of the dendrogram", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), (n, seed) => {
      const d = points(n, seed);
      const tree = linkage(d, "average");
      const order = optimalLeafOrder(tree, d);
      const orders = allOrders(tree);
      const best = Math.min(...orders.map((flipped) => sumAlong(flipped, d)));
      expect(sumAlong(order, d)).toBeCloseTo(best, 9);
      const backwards = [...order].reverse();
      const possible = orders.map(String);
      expect(possible.includes(String(order)) || possible.includes(String(backwards))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("gravityOrder() is a flip of the dendrogram in which each fork rises", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), (n, seed) => {
      const tree = linkage(points(n, seed), "average");
      const weights = seededNumbers(seed + 1)(n);
      const order = gravityOrder(tree, weights);
      expect(allOrders(tree).map(String)).toContain(String(order));
      const leavesUnder = (node: number): number[] =>
        node < n
          ? [node]
          : [
              ...leavesUnder(tree.merges[4 * (node - n)]),
              ...leavesUnder(tree.merges[4 * (node - n) + 1]),
            ];
      for (let m = 0; m < n - 1; m++) {
        const [a, b] = [tree.merges[4 * m], tree.merges[4 * m + 1]].map(leavesUnder);
        const mean = (of: number[]) => of.reduce((sum, i) => sum + weights[i], 0) / of.length;
        const aFirst = order.indexOf(a[0]) < order.indexOf(b[0]);
        expect(Math.sign(mean(b) - mean(a))).toBe(aFirst ? 1 : -1);
      }
    }),
  );
});

test("gravityOrder() of a line along one axis is its order on it", () => {
  const values = Float64Array.of(5, 1, 4, 2, 3);
  const tree = linkage(distances({ rows: 5, columns: 1, values }, "euclidean"), "average");
  expect([...gravityOrder(tree, values)]).toEqual([1, 3, 4, 2, 0]);
});

test("weights of NaN break no order", () => {
  const tree = linkage(points(6, 2), "average");
  expect(isOrderOf(gravityOrder(tree, new Float64Array(6).fill(Number.NaN)), 6)).toBe(true);
});

test("leafOrder() is optimal up to 200 leaves, and asks for weights above that alone", () => {
  const unasked = () => {
    throw new Error("asked for weights");
  };
  const few = leafOrder(clusterRows(points(200, 3), "average"), unasked);
  expect(few.optimal).toBe(true);
  expect(isOrderOf(few.leaves, 200)).toBe(true);
  const many = leafOrder(clusterRows(points(201, 3), "average"), () => seededNumbers(1)(201));
  expect(many.optimal).toBe(false);
  expect(isOrderOf(many.leaves, 201)).toBe(true);
});

test("a chain of fifteen hundred forks is walked without a deep stack", () => {
  const values = Float64Array.from({ length: 1500 }, (_, i) => 1.1 ** i);
  const tree = linkage(distances({ rows: 1500, columns: 1, values }, "euclidean"), "single");
  expect([...gravityOrder(tree, values)]).toEqual(Array.from({ length: 1500 }, (_, i) => i));
});

test.each([0, 1, 2])("%d leaves have an order", (n) => {
  const tree = linkage(points(n, 1), "average");
  expect(isOrderOf(optimalLeafOrder(tree, points(n, 1)), n)).toBe(true);
  expect(isOrderOf(dendrogramOrder(tree), n)).toBe(true);
});
