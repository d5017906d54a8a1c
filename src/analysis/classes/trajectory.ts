/**
 * A class along the depth of the network: who its neighbours are in each layer, how near they are, and where it stands
 * in a plane that is turned alike from layer to layer.
 *
 * @module
 */

import { dropBrokenColumns, pickRows } from "../statistics/matrix.ts";
import { procrustes, standardised } from "../statistics/procrustes.ts";
import { type ClassBank, commonClasses, rowOfClass } from "./class-banks.ts";
import { type DeviationOptions, deviations } from "./deviations.ts";
import { pca } from "./pca.ts";
import {
  classSimilarity,
  type NearestRow,
  nearestTo,
  type SimilarityOptions,
} from "./similarity.ts";

/** A class in one layer. */
export interface TrajectoryRow {
  readonly layer: string;

  /** Place of the layer in the network's order, from 0. */
  readonly depth: number;

  /** Bank row. */
  readonly class: number;
  readonly className: string;

  /** Mean of 1 − similarity to its nearest classes in this layer; NaN if it has none. */
  readonly neighbourDistance: number;

  /** Mean of 1 − similarity to all other classes; NaN if none can be compared. */
  readonly classDistance: number;

  /** Share of the neighbours of the layer before that are neighbours here too; null in the first layer, or where one of the two has none. */
  readonly keptNeighbours: number | null;
}

export interface Trajectory {
  /** One row for each layer. */
  readonly steps: readonly TrajectoryRow[];

  /** The nearest classes in each layer, best first. */
  readonly neighbours: readonly NearestRow[];
}

export interface TrajectoryOptions extends SimilarityOptions {
  /** Nearest classes of each layer; default 5. */
  readonly count?: number | undefined;
}

/**
 * The neighbours of a class through the layers.
 *
 * @param wanted Bank row or name.
 * @throws LabelError for an unknown class, ModelError for layers that cannot be compared.
 */
export function classTrajectory(
  banks: readonly ClassBank[],
  wanted: number | string,
  { count = 5, ...options }: TrajectoryOptions = {},
): Trajectory {
  commonClasses(banks);
  const row = rowOfClass(banks[0], wanted);
  const all = banks.map((bank) => {
    const ranking = nearestTo(classSimilarity(bank, options), row, bank.classes);
    return { bank, ranking, nearest: ranking.slice(0, count) };
  });
  const steps = all.map(({ bank, ranking, nearest }, depth): TrajectoryRow => {
    const before = depth === 0 ? [] : all[depth - 1].nearest.map(({ other }) => other);
    const here = new Set(nearest.map(({ other }) => other));
    const kept = before.filter((other) => here.has(other)).length / before.length;
    return {
      layer: bank.layer,
      depth,
      class: row,
      className: bank.classNames[row],
      neighbourDistance: meanDistance(nearest),
      classDistance: meanDistance(ranking),
      keptNeighbours: before.length === 0 || nearest.length === 0 ? null : kept,
    };
  });
  return { steps, neighbours: all.flatMap(({ nearest }) => nearest) };
}

function meanDistance(rows: readonly NearestRow[]): number {
  return rows.reduce((sum, { similarity }) => sum + 1 - similarity, 0) / rows.length;
}

/** Where a class stands in a layer's plane. */
export interface CoordinateRow {
  readonly layer: string;

  /** Place of the layer in the order given, from 0. */
  readonly depth: number;

  /** Bank row. */
  readonly class: number;
  readonly className: string;

  /** In units of all classes' distances to their middle (root of the sum of squares); NaN for a class with NaN anywhere. */
  readonly x: number;
  readonly y: number;
}

/** What a layer's plane shows, and how it was turned. */
export interface PlaneRow {
  readonly layer: string;
  readonly depth: number;

  /** Share of the variance between classes that the plane holds: two principal components. NaN without variance. */
  readonly explainedRatio: number;

  /** Procrustes distance to the layer before: 0 the same figure, 1 nothing in common; null in the first layer. */
  readonly disparity: number | null;

  /** Parameters that are NaN or infinite in every class, and were left out. */
  readonly droppedColumns: number;
}

/**
 * Every class in the plane of each layer's first two principal components, centred, scaled to one size, and turned or
 * mirrored onto the layer before. Classes that are not finite in one of the layers stand nowhere.
 *
 * @throws ModelError for layers that cannot be compared.
 */
export function alignedCoordinates(
  banks: readonly ClassBank[],
  options: DeviationOptions = {},
): { readonly coordinates: readonly CoordinateRow[]; readonly planes: readonly PlaneRow[] } {
  commonClasses(banks);
  const parts = banks.map((bank) => dropBrokenColumns(deviations(bank, options)));
  const matrices = parts.map(({ matrix }) => matrix);
  const all = banks[0].classNames.map((_, k) => k);
  const kept = all.filter((k) =>
    matrices.every(({ columns, values }) =>
      values.subarray(k * columns, (k + 1) * columns).every(Number.isFinite),
    ),
  );
  const coordinates: CoordinateRow[] = [];
  const planes: PlaneRow[] = [];
  let before: Float64Array | null = null;
  for (const [depth, { layer, classNames }] of banks.entries()) {
    const { scores, explainedRatio } = pca(pickRows(matrices[depth], kept));
    const points = inPlane(scores.values, scores.columns, kept.length);
    const fit: ReturnType<typeof procrustes> | null =
      before === null ? null : procrustes(before, points);
    const here: Float64Array = fit?.aligned ?? standardised(points);
    const ratio = explainedRatio.reduce((sum, share) => sum + share, 0);
    planes.push({
      layer,
      depth,
      explainedRatio: explainedRatio.length === 0 ? Number.NaN : ratio,
      disparity: fit?.disparity ?? null,
      droppedColumns: parts[depth].dropped,
    });
    for (const k of all) {
      const at = kept.indexOf(k);
      const [x, y] = at < 0 ? [Number.NaN, Number.NaN] : [here[2 * at], here[2 * at + 1]];
      coordinates.push({ layer, depth, class: k, className: classNames[k], x, y });
    }
    before = here;
  }
  return { coordinates, planes };
}

/** Two coordinates, the second 0 where a layer has but one component. */
function inPlane(scores: Float64Array, components: number, points: number): Float64Array {
  const out = new Float64Array(2 * points);
  for (let i = 0; i < points; i++) {
    for (let j = 0; j < components; j++) out[2 * i + j] = scores[i * components + j];
  }
  return out;
}
