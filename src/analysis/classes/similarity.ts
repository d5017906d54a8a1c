/**
 * Which classes a layer treats alike: correlation or cosine of their rows, on what they deviate from neutral.
 *
 * A class whose row is constant (no correlation), neutral throughout (no cosine) or not finite has NaN with every
 * class, itself included.
 *
 * @module
 */

import { dropBrokenColumns } from "../statistics/matrix.ts";
import type { Square } from "../statistics/symmetric-eigen.ts";
import { type ClassBank, rowOfClass } from "./class-banks.ts";
import { type Centring, type DeviationOptions, deviations, type Part } from "./deviations.ts";
import { type Measure, similarities } from "./distances.ts";

export interface SimilarityOptions extends DeviationOptions {
  /** Default `"correlation"`. */
  readonly measure?: Measure | undefined;
}

/** Similarity of every two classes of a layer, with how it was computed. */
export interface ClassSimilarity {
  readonly layer: string;
  readonly part: Part;
  readonly centring: Centring;
  readonly measure: Measure;
  readonly classNames: readonly string[];

  /** Parameters (columns of `deviations`) that are NaN or infinite in every class, and were left out. */
  readonly droppedColumns: number;

  /** [classes, classes], in [−1, 1]; the diagonal is 1, or NaN for a class that cannot be compared. */
  readonly matrix: Square;
}

/** The similarities of a layer's classes. */
export function classSimilarity(
  bank: ClassBank,
  { part = "both", centring = "none", measure = "correlation" }: SimilarityOptions = {},
): ClassSimilarity {
  const { layer, classNames } = bank;
  const { matrix: compared, dropped } = dropBrokenColumns(deviations(bank, { part, centring }));
  const matrix = similarities(compared, measure);
  return { layer, part, centring, measure, classNames, droppedColumns: dropped, matrix };
}

/** Two classes of a layer. */
export interface SimilarityRow {
  readonly layer: string;

  /** Bank row. */
  readonly class: number;
  readonly className: string;

  /** Bank row of the other class. */
  readonly other: number;
  readonly otherName: string;

  /** Correlation or cosine; NaN where one of the two cannot be compared. */
  readonly similarity: number;
}

/** Every pair of different classes once, the smaller bank row first. */
export function similarityRows(similarity: ClassSimilarity): SimilarityRow[] {
  const { size } = similarity.matrix;
  const rows: SimilarityRow[] = [];
  for (let k = 0; k < size; k++) {
    for (let other = k + 1; other < size; other++) rows.push(pair(similarity, k, other));
  }
  return rows;
}

/** A class and one of its nearest. */
export interface NearestRow extends SimilarityRow {
  /** 1 is the most similar. */
  readonly rank: number;
}

export interface NearestOptions extends SimilarityOptions {
  /** How many; default 5. */
  readonly count?: number | undefined;
}

/**
 * The classes most similar to one, best first; fewer where others cannot be compared.
 *
 * @param wanted Bank row or name.
 * @throws LabelError for an unknown class, with the nearest names.
 */
export function nearestClasses(
  bank: ClassBank,
  wanted: number | string,
  { count = 5, ...options }: NearestOptions = {},
): NearestRow[] {
  return nearestTo(classSimilarity(bank, options), rowOfClass(bank, wanted), count);
}

/** The same from similarities at hand. @param row Bank row. */
export function nearestTo(similarity: ClassSimilarity, row: number, count: number): NearestRow[] {
  const others = Array.from({ length: similarity.matrix.size }, (_, other) => other)
    .filter((other) => other !== row)
    .map((other) => pair(similarity, row, other))
    .filter((candidate) => !Number.isNaN(candidate.similarity));
  others.sort((a, b) => b.similarity - a.similarity);
  return others.slice(0, count).map((candidate, i) => ({ ...candidate, rank: i + 1 }));
}

function pair(
  { layer, classNames, matrix }: ClassSimilarity,
  row: number,
  other: number,
): SimilarityRow {
  return {
    layer,
    class: row,
    className: classNames[row],
    other,
    otherName: classNames[other],
    similarity: matrix.values[row * matrix.size + other],
  };
}
