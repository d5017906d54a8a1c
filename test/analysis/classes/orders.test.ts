import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classBank } from "../../../src/analysis/classes/class-banks.ts";
import { channelDeviations, deviations } from "../../../src/analysis/classes/deviations.ts";
import {
  categoryOrder,
  clusterOrder,
  indexOrder,
  normOrder,
  type Order,
  principalOrder,
} from "../../../src/analysis/classes/orders.ts";
import { pca } from "../../../src/analysis/classes/pca.ts";
import { builtInLabelSet } from "../../../src/labels/built-in.ts";
import { openGenerator } from "./checkpoints.ts";
import { randomBank } from "./made-banks.ts";
import { matrixOf } from "./reference.ts";

function isPermutation({ permutation }: Order, rows: number): boolean {
  return (
    permutation.length === rows && [...permutation].sort((a, b) => a - b).every((p, i) => p === i)
  );
}

const numbers = fc.oneof(fc.float({ noNaN: false }), fc.constantFrom(0, 1, Number.NaN));
const tables = fc.array(fc.array(numbers, { minLength: 3, maxLength: 3 }), {
  minLength: 1,
  maxLength: 9,
});

test("every order of any numbers, NaN and infinity among them, is a permutation", () => {
  fc.assert(
    fc.property(tables, (rows) => {
      const matrix = matrixOf(rows);
      const orders = [
        normOrder(matrix),
        principalOrder(matrix),
        ...(["euclidean", "correlation", "cosine"] as const).map(
          (metric) => clusterOrder(matrix, { metric }).order,
        ),
      ];
      for (const order of orders) expect(isPermutation(order, rows.length)).toBe(true);
    }),
  );
});

test("rows with NaN go last, in the order of the index", () => {
  const matrix = matrixOf([
    [Number.NaN, 1],
    [1, 5],
    [2, 2],
    [3, Number.NaN],
    [0, 1],
  ]);
  for (const order of [normOrder(matrix), principalOrder(matrix), clusterOrder(matrix).order]) {
    expect([...order.permutation.subarray(3)]).toEqual([0, 3]);
    expect(order.undefinedAtEnd).toBe(2);
  }
  expect([...normOrder(matrix).permutation.subarray(0, 3)]).toEqual([1, 2, 4]);
});

test("the order by the first principal component rises in its score", () => {
  const matrix = deviations(randomBank({ classes: 12, channels: 30 }));
  const { scores } = pca(matrix, { components: 1 });
  const { permutation, name } = principalOrder(matrix);
  for (let i = 1; i < 12; i++) {
    expect(scores.values[permutation[i]]).toBeGreaterThanOrEqual(scores.values[permutation[i - 1]]);
  }
  expect(name).toMatch(/^first principal component \(\d+ % of the variance\)$/);
});

test("clusters stand side by side in their order, and its name says how it was made", () => {
  const near = Float64Array.from({ length: 20 }, (_, i) => (i % 2) * 10 + i / 100);
  const { order, clustering } = clusterOrder({ rows: 20, columns: 1, values: near });
  const sides = [...order.permutation].map((row) => row % 2);
  expect(sides.slice(0, 10).every((side) => side === sides[0])).toBe(true);
  expect(order.name).toBe("cluster (euclidean distance, average linkage, optimal leaf order)");
  expect(clustering.leaves).toBe(20);
});

test("channels of a wide layer are ordered too, flipped along the first principal component", () => {
  const matrix = channelDeviations(randomBank({ classes: 5, channels: 240 }), { part: "scale" });
  const { order } = clusterOrder(matrix, { method: "ward" });
  expect(isPermutation(order, 240)).toBe(true);
  expect(order.name).toContain("ward linkage, flipped along the first principal component");
});

describe("categoryOrder()", () => {
  test("puts Cityscapes' categories together, each in the order of the index", () => {
    const labelSet = builtInLabelSet("cityscapes");
    const order = categoryOrder(35, labelSet);
    expect(order.kind).toBe("category");
    expect(isPermutation(order, 35)).toBe(true);
    const categories = [...order.permutation].map((row) => labelSet.rows[row].category);
    const blocks = categories.filter((category, i) => category !== categories[i - 1]);
    expect(new Set(blocks).size).toBe(blocks.length);
    expect(blocks).toContain("vehicle");
  });

  test("says so where the label set has none, or there is no label set", () => {
    expect(categoryOrder(151, builtInLabelSet("ade20k"))).toEqual({
      ...indexOrder(151),
      name: "index (ade20k has no categories)",
    });
    expect(categoryOrder(3, null).name).toBe("index (no label set is known)");
  });
});

test.each(["toy-spade", "toy-clade", "toy-clade-icpe", "toy-spade-1x1"])(
  "%s: every order of a layer's classes is a permutation of all of them",
  async (name) => {
    const network = await openGenerator(name);
    const bank = await classBank(network, network.layers.at(-1)?.name ?? "");
    await network.close();
    const matrix = deviations(bank);
    const metrics = ["euclidean", "correlation", "cosine"] as const;
    const orders = [
      normOrder(matrix),
      principalOrder(matrix),
      ...metrics.map((metric) => clusterOrder(matrix, { metric }).order),
    ];
    for (const order of orders) {
      expect(isPermutation(order, bank.classes)).toBe(true);
      expect(order.undefinedAtEnd).toBe(0);
    }
  },
);
