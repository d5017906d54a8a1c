import { describe, expect, test } from "vitest";
import { distances } from "../../../src/analysis/classes/distances.ts";
import { pcaEmbedding, qualityText } from "../../../src/analysis/classes/embedding.ts";
import { neighbourhoodRecall } from "../../../src/analysis/classes/neighbourhood-recall.ts";
import { type UmapLibrary, umap } from "../../../src/analysis/classes/umap.ts";
import type { Matrix } from "../../../src/analysis/statistics/matrix.ts";
import { ModelError } from "../../../src/errors.ts";
import { expectClose } from "../../support/close.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { matrixOf, reference } from "./reference.ts";

function random(rows: number, columns: number, seed: number): Matrix {
  return { rows, columns, values: Float64Array.from(seededNumbers(seed)(rows * columns)) };
}

describe("neighbourhoodRecall()", () => {
  const { x, flat, quality } = reference.embedding;
  const original = distances(matrixOf(x), "euclidean");
  const embedded = distances(matrixOf(flat), "euclidean");

  test.each(quality)("at $k neighbours is scikit-learn's", ({ k, ...expected }) => {
    const [ours] = neighbourhoodRecall(original, embedded, [k]);
    expectClose(
      [ours.recall, ours.trustworthiness, ours.continuity],
      [expected.recall, expected.trustworthiness, expected.continuity],
      1e-12,
    );
  });

  test("is 1 of what is shown as it is", () => {
    for (const row of neighbourhoodRecall(original, original, [1, 5, 11])) {
      expect(row).toMatchObject({ recall: 1, trustworthiness: 1, continuity: 1, rows: 24 });
    }
  });

  test("is NaN where there are not so many neighbours", () => {
    const [half, all, none] = neighbourhoodRecall(original, embedded, [12, 24, 0]);
    expect(half.recall).toBeGreaterThan(0);
    expect(half.trustworthiness).toBeNaN();
    expect([all.recall, none.recall]).toEqual([Number.NaN, Number.NaN]);
  });

  test("leaves rows out that have no place", () => {
    const holed = matrixOf(x.map((row, i) => (i === 3 ? row.map(() => Number.NaN) : row)));
    const rest = (rows: readonly (readonly number[])[]) =>
      distances(matrixOf(rows.filter((_, i) => i !== 3)), "euclidean");
    expect(neighbourhoodRecall(distances(holed, "euclidean"), embedded, [5])).toEqual(
      neighbourhoodRecall(rest(x), rest(flat), [5]),
    );
  });
});

describe("pcaEmbedding()", () => {
  const [{ x, scores }] = reference.pca;

  test("has scikit-learn's first two scores, and says how much they hold", () => {
    const { coordinates, explainedRatio, axes, caption } = pcaEmbedding(matrixOf(x));
    const expected = scores.filter((_, i) => i % 4 < 2);
    expectClose(coordinates.values, expected, 1e-9);
    const [first, second] = reference.pca[0].explainedRatio;
    expect(explainedRatio).toBeCloseTo(first + second, 9);
    expect(axes).toEqual([
      `first principal component (${(100 * first).toFixed(0)} %)`,
      `second principal component (${(100 * second).toFixed(0)} %)`,
    ]);
    const shares = `${(100 * first).toFixed(0)} % and ${(100 * second).toFixed(0)} %`;
    expect(caption).toMatch(
      new RegExp(
        `^first two principal components .${shares} of the variance.; recall of 5 .*trust`,
      ),
    );
  });

  test("shows everything that has two columns", () => {
    const flat = random(20, 2, 3);
    expect(pcaEmbedding(flat).quality[0]).toMatchObject({ recall: 1, trustworthiness: 1 });
  });

  test.each([
    ["one column", random(8, 1, 1)],
    ["one row", random(1, 6, 1)],
    ["no row", random(0, 6, 1)],
    ["NaN only", { rows: 3, columns: 2, values: new Float64Array(6).fill(Number.NaN) }],
  ])("has two coordinates for each row, with %s", (what, matrix) => {
    const { values } = pcaEmbedding(matrix).coordinates;
    expect(values).toHaveLength(2 * matrix.rows);
    expect(values.some(Number.isNaN)).toBe(what === "NaN only");
  });
});

describe("umap()", () => {
  /** Not UMAP: the first two numbers of each row with a little noise, and what it was asked for. */
  class Projection {
    static asked: Record<string, unknown>[] = [];
    static given: number[][] = [];
    readonly #random: () => number;
    constructor(parameters: ConstructorParameters<UmapLibrary>[0]) {
      Projection.asked.push(parameters);
      this.#random = parameters.random;
    }
    fit(rows: number[][]): number[][] {
      Projection.given = rows;
      return rows.map((row) => [row[0] + 1e-3 * this.#random(), row[1]]);
    }
  }

  test("hands over principal components and settings, and is the same for the same seed", () => {
    const x = random(30, 80, 1);
    const first = umap(x, Projection, { seed: 4, dimensions: 10, neighbours: 50 });
    expect(Projection.asked.at(-1)).toMatchObject({ nComponents: 2, nNeighbors: 29, minDist: 0.1 });
    expect(Projection.given).toHaveLength(30);
    expect(Projection.given[0]).toHaveLength(10);
    expect(umap(x, Projection, { seed: 4, dimensions: 10, neighbours: 50 })).toEqual(first);
    const other = umap(x, Projection, { seed: 5, dimensions: 10, neighbours: 50 });
    expect(other.coordinates).not.toEqual(first.coordinates);
    expect(first.axes).toEqual(["UMAP 1", "UMAP 2"]);
    expect(first.caption).toMatch(
      /^UMAP of 10 principal components \(\d+ % of the variance\): 29 neighbours, least distance 0.1, seed 4; recall of 5 neighbours \d+ %, of 15 neighbours \d+ %; trustworthiness 0\.\d\d$/,
    );
  });

  test("puts rows with NaN nowhere", () => {
    const x = random(9, 5, 2);
    x.values[21] = Number.NaN;
    const { coordinates, quality } = umap(x, Projection);
    expect(Array.from(coordinates.values, Number.isNaN).indexOf(true)).toBe(8);
    expect(coordinates.values.filter(Number.isNaN)).toHaveLength(2);
    expect(quality[0].rows).toBe(8);
  });

  test("refuses fewer than four rows, and says what to look at instead", () => {
    expect(() => umap(random(3, 5, 1), Projection)).toThrow(ModelError);
    expect(() => umap(random(3, 5, 1), Projection)).toThrow("look at the principal components");
  });

  test("says so where there are too few rows to compare neighbours", () => {
    expect(qualityText(umap(random(5, 3, 1), Projection).quality)).toBe(
      "too few rows to compare neighbours",
    );
  });
});
