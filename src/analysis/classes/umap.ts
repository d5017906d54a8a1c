/**
 * UMAP (McInnes, Healy and Melville, arXiv 1802.03426) of the rows of a matrix, by the npm package `umap-js`, which the
 * caller hands over: it is large, and only who draws an embedding needs it.
 *
 * ```ts
 * import { UMAP } from "umap-js";
 * const { coordinates, caption } = umap(deviations(bank), UMAP, { seed: 1 });
 * ```
 *
 * @module
 */

import { ModelError } from "../../errors.ts";
import { seededUniform } from "../../models/latent.ts";
import {
  dropBrokenColumns,
  finiteRows,
  type Matrix,
  pickRows,
  rowOf,
} from "../statistics/matrix.ts";
import { type Embedding, embeddingOf, percent } from "./embedding.ts";
import { pca } from "./pca.ts";

/** The class `UMAP` of umap-js, as far as it is used. */
export type UmapLibrary = new (parameters: {
  nComponents: number;
  nNeighbors: number;
  minDist: number;
  random: () => number;
}) => { fit(rows: number[][]): number[][] };

export interface UmapOptions {
  /** Size of the neighbourhoods; default 15, at most rows − 1. */
  readonly neighbours?: number | undefined;

  /** Least distance of points in the embedding; default 0.1. */
  readonly minDistance?: number | undefined;

  /** Default 0; the same seed gives the same picture. */
  readonly seed?: number | undefined;

  /** Principal components that it is given instead of all columns; default 50. */
  readonly dimensions?: number | undefined;
}

/** Rows below which there are no neighbourhoods to speak of. */
const LEAST_ROWS = 4;

/**
 * The rows in a plane.
 *
 * @param library `UMAP` of umap-js.
 * @throws ModelError with fewer than 4 rows of finite numbers.
 */
export function umap(
  matrix: Matrix,
  library: UmapLibrary,
  { neighbours = 15, minDistance = 0.1, seed = 0, dimensions = 50 }: UmapOptions = {},
): Embedding {
  // Columns that are finite in no row would leave none; the caption counts them.
  const { matrix: compared } = dropBrokenColumns(matrix);
  const kept = finiteRows(compared);
  if (kept.length < LEAST_ROWS) throw tooFew(kept.length, matrix.rows);
  const few = pca(pickRows(compared, kept), { components: dimensions });
  const nNeighbors = Math.max(2, Math.min(neighbours, kept.length - 1));
  const layout = new library({
    nComponents: 2,
    nNeighbors,
    minDist: minDistance,
    random: seededUniform(seed),
  }).fit(Array.from(kept, (_, i) => Array.from(rowOf(few.scores, i))));
  const values = new Float64Array(2 * matrix.rows).fill(Number.NaN);
  for (const [i, row] of kept.entries()) values.set(layout[i], 2 * row);
  const coordinates = { rows: matrix.rows, columns: 2, values };
  const explainedRatio = few.explainedRatio.reduce((sum, share) => sum + share, 0);
  const settings = `${nNeighbors} neighbours, least distance ${minDistance}, seed ${seed}`;
  const input = `${few.components} principal components (${percent(explainedRatio)} of the variance)`;
  const method = `UMAP of ${input}: ${settings}`;
  return embeddingOf(matrix, coordinates, explainedRatio, ["UMAP 1", "UMAP 2"], method);
}

function tooFew(finite: number, rows: number): ModelError {
  return new ModelError({
    what: "too few rows for UMAP",
    expected: `${LEAST_ROWS} or more rows of finite numbers`,
    got: `${finite} of ${rows}`,
    hint: "look at the principal components instead, which any number of rows has",
  });
}
