import { describe, expect, test } from "vitest";
import { classBanks } from "../../../src/analysis/classes/class-banks.ts";
import { layerSimilarity } from "../../../src/analysis/classes/layer-similarity.ts";
import {
  classSimilarity,
  nearestClasses,
  similarityRows,
} from "../../../src/analysis/classes/similarity.ts";
import { alignedCoordinates, classTrajectory } from "../../../src/analysis/classes/trajectory.ts";
import { LabelError, ModelError } from "../../../src/errors.ts";
import { expectClose } from "../../support/close.ts";
import { openGenerator } from "./checkpoints.ts";
import { bankOf, randomBank } from "./made-banks.ts";
import { reference } from "./reference.ts";

const { x, y, cka, debiased, spearmanOfDistances } = reference.kernels;

/** A bank whose deviations of scale are the numbers given. */
function scaleBank(layer: string, rows: readonly (readonly number[])[]) {
  const scale = Float32Array.from(rows.flat(), (v) => 1 + v);
  return bankOf(layer, rows.length, scale, new Float32Array(scale.length));
}

test("similarityRows() has every pair once; nearestClasses() the best of them, in order", () => {
  const bank = randomBank({ classes: 7, channels: 9 });
  const similarity = classSimilarity(bank, { measure: "cosine" });
  const pairs = similarityRows(similarity);
  expect(pairs).toHaveLength(21);
  const near = nearestClasses(bank, 3, { count: 3, measure: "cosine" });
  const of3 = pairs.filter((row) => row.class === 3 || row.other === 3);
  const best = of3.map((row) => row.similarity).sort((a, b) => b - a);
  expect(near.map((row) => row.similarity)).toEqual(best.slice(0, 3));
  expect(near.map((row) => row.rank)).toEqual([1, 2, 3]);
  expect(near.every((row) => row.class === 3 && row.other !== 3)).toBe(true);
  expect(() => nearestClasses(bank, 7)).toThrow(LabelError);
});

test("less the mean class, classes that share most of what they do differ", () => {
  const shared = seedRow(40);
  const rows = [0, 1, 2, 3].map((k) => shared.map((v, c) => 5 * v + Number(c % 4 === k)));
  const bank = scaleBank("a", rows);
  const least = (centring: "none" | "mean class") =>
    Math.min(
      ...similarityRows(classSimilarity(bank, { part: "scale", centring })).map(
        (r) => r.similarity,
      ),
    );
  expect(least("none")).toBeGreaterThan(0.9);
  expect(least("mean class")).toBeLessThan(0);
});

function seedRow(n: number): number[] {
  return Array.from({ length: n }, (_, i) => Math.sin(3 * i + 1));
}

test("a class that does nothing is near to none and none to it", () => {
  const bank = scaleBank("a", [
    [0, 0, 0],
    [1, 2, 4],
    [2, 1, 0],
    [1, 2, 5],
  ]);
  expect(nearestClasses(bank, 0)).toEqual([]);
  expect(nearestClasses(bank, 1, { part: "scale" }).map(({ other }) => other)).toEqual([3, 2]);
});

test("layerSimilarity() is CKA and the rank correlation of distances, as from NumPy and SciPy", () => {
  const banks = [scaleBank("a", x), scaleBank("b", y)];
  const rows = layerSimilarity(banks, { part: "scale" });
  expect(rows.map((row) => `${row.layer} ${row.other}`)).toEqual(["a a", "a b", "b b"]);
  expectClose(
    [rows[1].cka, rows[1].debiasedCka, rows[1].distanceSpearman],
    [cka, debiased, spearmanOfDistances],
    1e-5, // banks are float32
  );
  expect(rows[1]).toMatchObject({ classes: 8, pairs: 28 });
  for (const { cka, debiasedCka, distanceSpearman } of [rows[0], rows[2]]) {
    expectClose([cka, debiasedCka, distanceSpearman], [1, 1, 1], 1e-12);
  }
});

test("layerSimilarity() leaves classes out that are broken in one of the layers", () => {
  const broken = randomBank({ layer: "b", classes: 8, channels: 5, seed: 2 });
  broken.scale[12] = Number.NaN;
  const whole = randomBank({ layer: "a", classes: 8, channels: 5 });
  const [aa, ab] = layerSimilarity([whole, broken]);
  expect(aa).toMatchObject({ classes: 8, pairs: 28 });
  expect(ab).toMatchObject({ classes: 7, pairs: 21 });
  expect(ab.cka).toBeGreaterThan(0);
});

test("layers of other classes cannot be compared, and it says so", () => {
  const banks = [randomBank({ classes: 4, channels: 3 }), randomBank({ classes: 5, channels: 3 })];
  expect(() => layerSimilarity(banks)).toThrow(ModelError);
  expect(() => classTrajectory(banks, 0)).toThrow(ModelError);
  expect(() => alignedCoordinates(banks)).toThrow("these layers cannot be compared");
});

describe("the way of a class through the layers", () => {
  test("keeps its neighbours where the layers are the same", () => {
    const bank = randomBank({ classes: 9, channels: 12 });
    const { steps, neighbours } = classTrajectory([bank, { ...bank, layer: "again" }], 4, {
      count: 3,
    });
    expect(steps.map((step) => step.keptNeighbours)).toEqual([null, 1]);
    expect(neighbours.map((row) => row.rank)).toEqual([1, 2, 3, 1, 2, 3]);
    const near = nearestClasses(bank, 4, { count: 3 });
    const mean = near.reduce((sum, row) => sum + 1 - row.similarity, 0) / 3;
    expect(steps[0].neighbourDistance).toBeCloseTo(mean, 12);
    expect(steps[0].classDistance).toBeGreaterThan(mean);
  });

  test("of a class that cannot be compared is NaN, without neighbours", () => {
    const bank = randomBank({ classes: 5, channels: 4 });
    bank.shift[0] = Number.POSITIVE_INFINITY;
    const { steps, neighbours } = classTrajectory([bank, bank], 0);
    expect(neighbours).toEqual([]);
    expect(steps[1]).toMatchObject({ neighbourDistance: Number.NaN, keptNeighbours: null });
  });

  test("is drawn in planes that are turned alike: mirrored and permuted channels change nothing", () => {
    const rows = x.map((row) => [...row]);
    const mirrored = rows.map((row) => [...row].reverse().map((v) => -2 * v));
    const { coordinates, planes } = alignedCoordinates(
      [scaleBank("a", rows), scaleBank("b", mirrored)],
      { part: "scale" },
    );
    expect(planes[0].disparity).toBeNull();
    expect(planes[1].disparity).toBeLessThan(1e-6);
    expect(planes[1].explainedRatio).toBeCloseTo(planes[0].explainedRatio, 5);
    for (let k = 0; k < 8; k++) {
      expect(coordinates[8 + k].x).toBeCloseTo(coordinates[k].x, 4);
      expect(coordinates[8 + k].y).toBeCloseTo(coordinates[k].y, 4);
    }
  });

  test("has no place for a class that is broken in one layer", () => {
    const bank = randomBank({ classes: 5, channels: 4 });
    const broken = { ...bank, layer: "b", scale: bank.scale.with(6, Number.NaN) };
    const { coordinates } = alignedCoordinates([bank, broken]);
    const nowhere = coordinates.filter((row) => Number.isNaN(row.x));
    expect(nowhere.map((row) => [row.layer, row.class])).toEqual([
      ["up_0.norm_0", 1],
      ["b", 1],
    ]);
  });

  test.each([
    ["one channel", randomBank({ classes: 4, channels: 1 }), { part: "scale" as const }],
    ["one class", randomBank({ classes: 1, channels: 4 }), {}],
    [
      "nothing finite",
      bankOf("a", 2, new Float32Array(4).fill(Number.NaN), new Float32Array(4)),
      {},
    ],
  ])("comes to an end with %s", (_, bank, options) => {
    const { coordinates, planes } = alignedCoordinates([bank, bank], options);
    expect(coordinates).toHaveLength(2 * bank.classes);
    expect(planes).toHaveLength(2);
    expect(classTrajectory([bank, bank], 0, options).steps).toHaveLength(2);
  });
});

test.each(["toy-spade", "toy-clade", "toy-clade-icpe", "toy-spade-1x1"])(
  "%s: layers are like themselves, and similarities within their bounds",
  async (name) => {
    const network = await openGenerator(name);
    const banks = await classBanks(network);
    await network.close();
    for (const row of layerSimilarity(banks)) {
      expect(row.classes).toBe(banks[0].classes);
      if (row.layer === row.other) expect(row.cka).toBeCloseTo(1, 9);
      expect(row.cka).toBeGreaterThanOrEqual(0);
      expect(row.cka).toBeLessThan(1 + 1e-9);
      expect(Math.abs(row.distanceSpearman)).toBeLessThanOrEqual(1);
    }
    const { steps } = classTrajectory(banks, 1);
    expect(steps.map(({ layer }) => layer)).toEqual(banks.map(({ layer }) => layer));
    const { planes } = alignedCoordinates(banks);
    for (const { explainedRatio } of planes) expect(explainedRatio).toBeGreaterThan(0);
  },
);
