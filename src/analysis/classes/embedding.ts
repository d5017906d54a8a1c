/**
 * Rows of a matrix as points in the plane, with what the picture leaves out: the variance it does not hold and the
 * neighbours it does not show.
 *
 * @module
 */

import { dropBrokenColumns, type Matrix } from "../statistics/matrix.ts";
import { distances } from "./distances.ts";
import { type NeighbourhoodRow, neighbourhoodRecall } from "./neighbourhood-recall.ts";
import { pca } from "./pca.ts";

export interface Embedding {
  /** [rows, 2]; NaN for rows with NaN or infinity. */
  readonly coordinates: Matrix;

  /** Share of the variance in the principal components that are shown (PCA) or went in (UMAP); NaN without variance. */
  readonly explainedRatio: number;

  /** Columns that are NaN or infinite in every row, and were left out. */
  readonly droppedColumns: number;

  /** Against Euclidean distances of all columns, at 5 and 15 neighbours. */
  readonly quality: readonly NeighbourhoodRow[];

  /** What each coordinate is: "first principal component (37 %)", "UMAP 1". */
  readonly axes: readonly [x: string, y: string];

  /** How it was made and how far to trust it, for the figure: method, settings, seed, recall. */
  readonly caption: string;
}

/** The rows along their first two principal components. Fewer than two rows or columns leave the rest 0. */
export function pcaEmbedding(matrix: Matrix): Embedding {
  const { scores, explainedRatio, components, leftOut } = pca(matrix);
  const values = new Float64Array(2 * matrix.rows);
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < components; j++) values[2 * i + j] = scores.values[i * components + j];
  }
  for (const row of leftOut) values.fill(Number.NaN, 2 * row, 2 * row + 2);
  const coordinates = { rows: matrix.rows, columns: 2, values };
  const ratio = components === 0 ? Number.NaN : explainedRatio.reduce((sum, r) => sum + r, 0);
  const shares = Array.from(explainedRatio, percent).join(" and ");
  const method = `first two principal components (${shares || "none"} of the variance)`;
  const axis = (name: string, i: number) =>
    `${name} principal component${i < components ? ` (${percent(explainedRatio[i])})` : ""}`;
  const axes = [axis("first", 0), axis("second", 1)] as const;
  return embeddingOf(matrix, coordinates, ratio, axes, method);
}

/** An embedding with its quality, which its caption tells. @param method What was done, the caption's beginning. */
export function embeddingOf(
  matrix: Matrix,
  coordinates: Matrix,
  explainedRatio: number,
  axes: Embedding["axes"],
  method: string,
): Embedding {
  const quality = neighbourhoodRecall(
    distances(matrix, "euclidean"),
    distances(coordinates, "euclidean"),
  );
  const { dropped: droppedColumns } = dropBrokenColumns(matrix);
  const columns = droppedColumns === 1 ? "1 column" : `${droppedColumns} columns`;
  const without =
    droppedColumns === 0 ? "" : `; without ${columns} of NaN or infinity in every row`;
  const caption = `${method}; ${qualityText(quality)}${without}`;
  return { coordinates, explainedRatio, droppedColumns, quality, axes, caption };
}

/** "recall of 5 neighbours 61 %, of 15 neighbours 74 %; trustworthiness 0.93, 0.91". */
export function qualityText(quality: readonly NeighbourhoodRow[]): string {
  const known = quality.filter(({ recall }) => !Number.isNaN(recall));
  if (known.length === 0) return "too few rows to compare neighbours";
  const recalls = known.map((row) => `of ${row.neighbours} neighbours ${percent(row.recall)}`);
  const trusts = known.flatMap(({ trustworthiness: t }) => (Number.isNaN(t) ? [] : [t.toFixed(2)]));
  const trust = trusts.length === 0 ? "" : `; trustworthiness ${trusts.join(", ")}`;
  return `recall ${recalls.join(", ")}${trust}`;
}

/** "41 %"; "none" for NaN. */
export function percent(share: number): string {
  return Number.isNaN(share) ? "none" : `${(100 * share).toFixed(0)} %`;
}
