/**
 * Principal components of the rows of a matrix, from the eigenvectors of the smaller of XᵀX and X·Xᵀ: a bank has far
 * more channels than classes.
 *
 * @module
 */

import {
  centreColumns,
  dropBrokenColumns,
  finiteRows,
  gram,
  type Matrix,
  pickRows,
  rowOf,
  transpose,
} from "../statistics/matrix.ts";
import { sortedEigen } from "../statistics/sorted-eigen.ts";

export interface PcaOptions {
  /** How many components; default 2. At most as many as rows or columns. */
  readonly components?: number | undefined;

  /** Divides each column by its standard deviation first; constant columns stay 0. Default false. */
  readonly standardise?: boolean | undefined;
}

/** Columns are centred; nothing else is done to them unless `standardise` says so. */
export interface Pca {
  readonly components: number;

  /** Coordinates of each row; [rows, components]. NaN for rows that are left out. */
  readonly scores: Matrix;

  /** Unit vectors; [components, columns], 0 for columns that are left out. The largest number of each is positive, which fixes its sign. */
  readonly loadings: Matrix;

  /** Variance along each component, with divisor rows − 1; [components]. 0 beyond the rank, with zero vectors. */
  readonly explainedVariance: Float64Array;

  /** Its share of all variance; [components]. NaN if the rows do not vary. */
  readonly explainedRatio: Float64Array;

  /** Columns that are NaN or infinite in every row, which have no part in it (`dropBrokenColumns`). */
  readonly droppedColumns: number;

  /** Other rows with NaN or infinity, which have no part in it. */
  readonly leftOut: Int32Array;
}

/** The principal components of the rows without NaN or infinity. */
export function pca(
  all: Matrix,
  { components: wanted = 2, standardise = false }: PcaOptions = {},
): Pca {
  const { matrix, kept: keptColumns, dropped } = dropBrokenColumns(all);
  const kept = finiteRows(matrix);
  const x = centred(pickRows(matrix, kept), standardise);
  const { rows: n, columns } = x;
  const components = Math.max(0, Math.min(wanted, matrix.rows, columns));
  const wide = columns > n;
  const { rows: size, values } = gram(wide ? x : transpose(x));
  const { eigenvalues, vectors } = sortedEigen({ size, values });

  const total = eigenvalues.reduce((sum, value) => sum + Math.max(value, 0), 0);
  const rounding = size * Number.EPSILON * (eigenvalues[0] ?? 0);
  const scores = new Float64Array(matrix.rows * components).fill(Number.NaN);
  const loadings = new Float64Array(components * columns);
  const variances = new Float64Array(components);
  for (let j = 0; j < components; j++) {
    const loading = loadings.subarray(j * columns, (j + 1) * columns);
    if (j < size && eigenvalues[j] > rounding) {
      variances[j] = eigenvalues[j];
      for (let i = 0; i < size; i++) {
        const value = vectors.values[i * size + j];
        if (wide) addScaled(loading, rowOf(x, i), value / Math.sqrt(eigenvalues[j]));
        else loading[i] = value;
      }
      fixSign(loading);
    }
    for (let i = 0; i < n; i++) {
      const row = rowOf(x, i);
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += row[c] * loading[c];
      scores[kept[i] * components + j] = sum;
    }
  }
  const inside = new Set(kept);
  return {
    components,
    scores: { rows: matrix.rows, columns: components, values: scores },
    loadings: spread({ rows: components, columns, values: loadings }, keptColumns, all.columns),
    droppedColumns: dropped,
    explainedVariance: variances.map((value) => value / (n - 1)),
    explainedRatio: variances.map((value) => value / total),
    leftOut: Int32Array.from({ length: matrix.rows }, (_, row) => row).filter(
      (row) => !inside.has(row),
    ),
  };
}

/** The columns at their places among all; 0 in those that are left out. */
function spread(matrix: Matrix, kept: readonly number[], columns: number): Matrix {
  if (columns === matrix.columns) return matrix;
  const values = new Float64Array(matrix.rows * columns);
  for (let i = 0; i < matrix.rows; i++) {
    for (const [j, c] of kept.entries()) values[i * columns + c] = rowOf(matrix, i)[j];
  }
  return { rows: matrix.rows, columns, values };
}

function centred(matrix: Matrix, standardise: boolean): Matrix {
  const x = centreColumns(matrix);
  // What rounding of the mean leaves of a constant column is no variance.
  for (let c = 0; c < x.columns; c++) {
    let [squares, constant] = [0, true];
    for (let i = c; i < x.values.length; i += x.columns) {
      squares += x.values[i] ** 2;
      constant &&= matrix.values[i] === matrix.values[c];
    }
    if (!constant && !standardise) continue;
    const divisor = Math.sqrt(squares / (x.rows - 1));
    for (let i = c; i < x.values.length; i += x.columns) {
      x.values[i] = constant ? 0 : x.values[i] / divisor;
    }
  }
  return x;
}

function addScaled(to: Float64Array, row: Float64Array, factor: number): void {
  for (let c = 0; c < to.length; c++) to[c] += factor * row[c];
}

function fixSign(loading: Float64Array): void {
  let largest = 0;
  for (const value of loading) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let c = 0; c < loading.length; c++) loading[c] = 0 - loading[c];
}
