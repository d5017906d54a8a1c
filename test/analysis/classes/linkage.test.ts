import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distances } from "../../../src/analysis/classes/distances.ts";
import {
  clusterRows,
  flatClusters,
  type LinkageMethod,
  linkage,
} from "../../../src/analysis/classes/linkage.ts";
import type { Square } from "../../../src/analysis/statistics/symmetric-eigen.ts";
import { ModelError } from "../../../src/errors.ts";
import { expectClose } from "../../support/close.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { matrixOf, reference } from "./reference.ts";

const METHODS: readonly LinkageMethod[] = ["average", "complete", "single", "ward"];

function points(n: number, seed: number): Square {
  const values = Float64Array.from(seededNumbers(seed)(3 * n));
  return distances({ rows: n, columns: 3, values }, "euclidean");
}

describe.each(reference.clustering.linkages)(
  "linkage() of $metric distances, $method",
  ({ metric, method, z, flat }) => {
    const tree = linkage(distances(matrixOf(reference.clustering.x), metric), method);

    test("is SciPy's Z", () => {
      expectClose(tree.merges, z, 1e-12);
    });

    test.each(Object.entries(flat))(
      "cut into %s clusters is SciPy's fcluster",
      (count, expected) => {
        const ours = flatClusters(tree, Number(count));
        // Numbers of clusters are arbitrary: which leaves are together is not.
        for (let i = 0; i < ours.length; i++) {
          for (let j = 0; j < i; j++) {
            expect(ours[i] === ours[j]).toBe(expected[i] === expected[j]);
          }
        }
      },
    );
  },
);

/** Always merges the two clusters that are nearest by the definition of the method, over all members. */
function heightsByDefinition({ size: n, values: d }: Square, method: LinkageMethod): number[] {
  const between = (a: number[], b: number[]) => {
    const all = a.flatMap((i) => b.map((j) => d[i * n + j]));
    if (method === "single") return Math.min(...all);
    if (method === "complete") return Math.max(...all);
    if (method === "average") return all.reduce((sum, x) => sum + x, 0) / all.length;
    // Ward: √(2 · growth of the sum of squares around the mean), which pair distances give.
    const squares = (c: number[]) =>
      c.flatMap((i) => c.map((j) => d[i * n + j] ** 2)).reduce((sum, x) => sum + x, 0) /
      (2 * c.length);
    return Math.sqrt(2 * Math.max(0, squares([...a, ...b]) - squares(a) - squares(b)));
  };
  let clusters = Array.from({ length: n }, (_, i) => [i]);
  const heights: number[] = [];
  while (clusters.length > 1) {
    let best = { height: Number.POSITIVE_INFINITY, a: clusters[0], b: clusters[1] };
    for (const [i, a] of clusters.entries()) {
      for (const b of clusters.slice(0, i)) {
        const height = between(a, b);
        if (height < best.height) best = { height, a, b };
      }
    }
    heights.push(best.height);
    clusters = clusters.filter((c) => c !== best.a && c !== best.b);
    clusters.push([...best.a, ...best.b]);
  }
  return heights;
}

test.each(METHODS)("%s linkage merges at the heights of its definition", (method) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (n, seed) => {
      const d = points(n, seed);
      const { merges } = linkage(d, method);
      const heights = Array.from({ length: n - 1 }, (_, i) => merges[4 * i + 2]);
      expectClose(heights, heightsByDefinition(d, method), 1e-9, "heights");
    }),
    { numRuns: 40 },
  );
});

test.each(METHODS)("%s linkage holds every cluster once, with its number of members", (method) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(),
      (n, levels, seed) => {
        // Whole numbers: many equal distances, and equal points.
        const values = Float64Array.from(seededNumbers(seed)(2 * n), (x) => Math.round(levels * x));
        const { merges } = linkage(distances({ rows: n, columns: 2, values }, "euclidean"), method);
        const sizes = Array.from({ length: n }, () => 1);
        const seen = new Set<number>();
        for (let i = 0; i < n - 1; i++) {
          const [a, b, height, size] = merges.subarray(4 * i, 4 * i + 4);
          expect(a).toBeLessThan(b);
          expect(b).toBeLessThan(n + i);
          expect(size).toBe(sizes[a] + sizes[b]);
          if (i > 0) expect(height).toBeGreaterThanOrEqual(merges[4 * i - 2]);
          for (const child of [a, b]) {
            expect(seen.has(child)).toBe(false);
            seen.add(child);
          }
          sizes.push(size);
        }
        expect(sizes.at(-1)).toBe(n);
      },
    ),
  );
});

test("one row has no merges, and none neither", () => {
  expect(linkage(points(1, 1), "ward")).toEqual({ leaves: 1, merges: new Float64Array(0) });
  expect(linkage({ size: 0, values: new Float64Array(0) }, "ward").merges).toHaveLength(0);
});

test("linkage() refuses distances that are no numbers, and says where", () => {
  const values = Float64Array.of(0, Number.NaN, Number.NaN, 0);
  expect(() => linkage({ size: 2, values }, "average")).toThrow(ModelError);
  expect(() => linkage({ size: 2, values }, "average")).toThrow("NaN between rows 0 and 1");
});

test("clusterRows() leaves out rows without distances, and clusters the others as if they were not there", () => {
  const d = points(9, 4);
  const values = Float64Array.from(d.values, (value, i) =>
    [2, 7].includes(i % 9) || [2, 7].includes(Math.floor(i / 9)) ? Number.NaN : value,
  );
  const all = clusterRows({ size: 9, values }, "average");
  expect([...all.leftOut]).toEqual([2, 7]);
  expect([...all.members]).toEqual([0, 1, 3, 4, 5, 6, 8]);
  const numbers = all.distances.values;
  expect(numbers.every(Number.isFinite)).toBe(true);
  expect(all.merges).toEqual(linkage({ size: 7, values: numbers }, "average").merges);
});

test("clusterRows() leaves out no more rows than it must when one distance is broken", () => {
  const d = points(6, 5);
  d.values[1 * 6 + 4] = Number.POSITIVE_INFINITY;
  d.values[4 * 6 + 1] = Number.POSITIVE_INFINITY;
  expect([...clusterRows(d, "complete").leftOut]).toEqual([4]);
});
