/**
 * Similarity and distance of every two rows of a matrix.
 *
 * Columns that are NaN or infinite in every row are left out first (`dropBrokenColumns`). A row that cannot be compared (it holds NaN or infinity; for the correlation it is constant, for the cosine zero)
 * has NaN everywhere, also on the diagonal.
 *
 * @module
 */

import { ModelError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import { dropBrokenColumns, finiteRows, gram, type Matrix, rowOf } from "../statistics/matrix.ts";
import { isConstant } from "../statistics/rank-correlation.ts";
import type { Square } from "../statistics/symmetric-eigen.ts";

/** Pearson's r over the columns, or the cosine of the angle between the rows; both in [−1, 1]. */
export type Measure = "correlation" | "cosine";

/** 1 − correlation, 1 − cosine, or the length of the difference. */
export type Metric = Measure | "euclidean";

const MEASURES = ["correlation", "cosine"] as const;

/** Similarities of all rows; the diagonal is 1. @throws ModelError for a measure that there is not. */
export function similarities(all: Matrix, measure: Measure): Square {
  checkChoice(ModelError, "measure", measure, MEASURES);
  const { matrix } = dropBrokenColumns(all);
  const { rows, columns } = matrix;
  const finite = new Set(finiteRows(matrix));
  const unit = new Float64Array(matrix.values.length).fill(Number.NaN);
  for (let i = 0; i < rows; i++) {
    const row = rowOf(matrix, i);
    if (!finite.has(i) || (measure === "correlation" && isConstant(row))) continue;
    // The largest value goes first: squares of tiny or huge numbers would not be numbers any more.
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest === 0) continue;
    const small = row.map((value) => value / largest);
    const mean = measure === "correlation" ? small.reduce((sum, x) => sum + x, 0) / columns : 0;
    const length = Math.sqrt(small.reduce((sum, x) => sum + (x - mean) ** 2, 0));
    unit.set(
      small.map((x) => (x - mean) / length),
      i * columns,
    );
  }
  const { values } = gram({ rows, columns, values: unit });
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      const value = values[i * rows + j];
      const whole = i === j && !Number.isNaN(value);
      values[i * rows + j] = whole ? 1 : Math.max(-1, Math.min(1, value));
    }
  }
  return { size: rows, values };
}

/** Distances of all rows; the diagonal is 0. @throws ModelError for a metric that there is not. */
export function distances(matrix: Matrix, metric: Metric): Square {
  checkChoice(ModelError, "metric", metric, [...MEASURES, "euclidean"]);
  if (metric === "euclidean") return euclidean(matrix);
  const { size, values } = similarities(matrix, metric);
  return { size, values: values.map((value) => 1 - value) };
}

function euclidean(all: Matrix): Square {
  const { matrix } = dropBrokenColumns(all);
  const { rows: size, columns, values } = matrix;
  const finite = new Set(finiteRows(matrix));
  const out = new Float64Array(size * size).fill(Number.NaN);
  for (let i = 0; i < size; i++) {
    if (!finite.has(i)) continue;
    for (let j = 0; j <= i; j++) {
      if (!finite.has(j)) continue;
      let sum = 0;
      for (let k = 0; k < columns; k++) {
        const difference = values[i * columns + k] - values[j * columns + k];
        sum += difference * difference;
      }
      out[i * size + j] = Math.sqrt(sum);
      out[j * size + i] = out[i * size + j];
    }
  }
  return { size, values: out };
}
