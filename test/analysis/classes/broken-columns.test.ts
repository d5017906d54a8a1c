import { expect, test } from "vitest";
import { deviations } from "../../../src/analysis/classes/deviations.ts";
import { distances } from "../../../src/analysis/classes/distances.ts";
import { pcaEmbedding } from "../../../src/analysis/classes/embedding.ts";
import { layerSimilarity } from "../../../src/analysis/classes/layer-similarity.ts";
import { pca } from "../../../src/analysis/classes/pca.ts";
import { classSimilarity } from "../../../src/analysis/classes/similarity.ts";
import { alignedCoordinates } from "../../../src/analysis/classes/trajectory.ts";
import { bankOf, randomBank } from "./made-banks.ts";

const [CLASSES, CHANNELS, BROKEN] = [8, 6, 2];

/** The same bank with a scale that is NaN in every class, and without that channel's scale. */
const whole = randomBank({ classes: CLASSES, channels: CHANNELS, seed: 3 });
const broken = bankOf(
  whole.layer,
  CLASSES,
  whole.scale.map((x, i) => (i % CHANNELS === BROKEN ? Number.NaN : x)),
  whole.shift,
);
const without = (() => {
  const { rows, values, columns } = deviations(whole);
  const left = values.filter((_, i) => i % columns !== BROKEN);
  return { rows, columns: columns - 1, values: left };
})();

test("a channel that is NaN in every class leaves similarities and distances of all others", () => {
  for (const centring of ["none", "mean class"] as const) {
    const { matrix, droppedColumns } = classSimilarity(broken, { centring });
    expect(matrix.values.some(Number.isNaN)).toBe(false);
    expect(droppedColumns).toBe(1);
  }
  expect(classSimilarity(whole).droppedColumns).toBe(0);
  for (const metric of ["correlation", "cosine", "euclidean"] as const) {
    expect(distances(deviations(broken), metric)).toEqual(distances(without, metric));
  }
});

test("principal components and the embedding are those of the other channels, and say so", () => {
  const matrix = deviations(broken);
  const [a, b] = [pca(matrix), pca(without)];
  expect(a.scores).toEqual(b.scores);
  expect([a.droppedColumns, b.droppedColumns]).toEqual([1, 0]);
  expect(a.leftOut).toHaveLength(0);
  expect(a.loadings.columns).toBe(2 * CHANNELS);
  expect(a.loadings.values[BROKEN]).toBe(0);
  expect([...a.loadings.values].filter((_, i) => i % (2 * CHANNELS) !== BROKEN)).toEqual([
    ...b.loadings.values,
  ]);
  const embedding = pcaEmbedding(matrix);
  expect(embedding.coordinates).toEqual(pcaEmbedding(without).coordinates);
  expect(embedding.droppedColumns).toBe(1);
  expect(embedding.caption).toMatch(/without 1 column of NaN or infinity in every row$/);
  expect(pcaEmbedding(without).caption).not.toMatch(/without/);
});

test("layers are compared by the other channels, and classes stand in their planes", () => {
  const other = { ...randomBank({ classes: CLASSES, channels: 5, seed: 9 }), layer: "up_1.norm_0" };
  const rows = layerSimilarity([broken, other]);
  expect(rows.map((row) => [row.classes, row.droppedColumns, row.otherDroppedColumns])).toEqual([
    [CLASSES, 1, 1],
    [CLASSES, 1, 0],
    [CLASSES, 0, 0],
  ]);
  expect(rows.every(({ cka }) => cka >= 0 && cka <= 1 + 1e-12)).toBe(true);
  const { coordinates, planes } = alignedCoordinates([broken, other]);
  expect(coordinates.every(({ x, y }) => Number.isFinite(x + y))).toBe(true);
  expect(planes.map(({ droppedColumns }) => droppedColumns)).toEqual([1, 0]);
});

test("a class that is NaN in some other way is left out as a class, and a matrix of NaN stays NaN", () => {
  const one = bankOf("a", CLASSES, broken.scale.slice(), broken.shift);
  one.scale[4 * CHANNELS] = Number.POSITIVE_INFINITY; // class 4 alone
  const { matrix, droppedColumns } = classSimilarity(one);
  expect(droppedColumns).toBe(1);
  for (let i = 0; i < CLASSES; i++) {
    for (let j = 0; j < CLASSES; j++) {
      expect(Number.isNaN(matrix.values[i * CLASSES + j])).toBe(i === 4 || j === 4);
    }
  }
  expect([...pca(deviations(one)).leftOut]).toEqual([4]);
  const none = { rows: 3, columns: 2, values: new Float64Array(6).fill(Number.NaN) };
  expect(distances(none, "euclidean").values.every(Number.isNaN)).toBe(true);
  expect([...pca(none).leftOut]).toEqual([0, 1, 2]);
});
