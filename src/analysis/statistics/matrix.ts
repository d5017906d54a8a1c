/**
 * Matrices of 64-bit numbers, row-major, for statistics over rows.
 *
 * @module
 */

/** [rows, columns], row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** One row, as a view. */
export function rowOf({ columns, values }: Matrix, row: number): Float64Array {
  return values.subarray(row * columns, (row + 1) * columns);
}

/** [columns, rows]. */
export function transpose({ rows, columns, values }: Matrix): Matrix {
  const out = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j];
  }
  return { rows: columns, columns: rows, values: out };
}

/** The rows of these numbers, in this order. */
export function pickRows(matrix: Matrix, rows: ArrayLike<number>): Matrix {
  const { columns } = matrix;
  const values = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) values.set(rowOf(matrix, rows[i]), i * columns);
  return { rows: rows.length, columns, values };
}

/** Numbers of the rows without NaN or infinity; rising. */
export function finiteRows(matrix: Matrix): Int32Array {
  const all = Int32Array.from({ length: matrix.rows }, (_, row) => row);
  return all.filter((row) => rowOf(matrix, row).every(Number.isFinite));
}

/**
 * Without the columns that are NaN or infinite in every row, which tell no two rows apart and would make all of them
 * NaN: one broken weight of SPADE is a whole channel. The same matrix where there are none, fewer than two rows, or no
 * column would be left.
 */
export function dropBrokenColumns(matrix: Matrix): {
  readonly matrix: Matrix;

  /** Columns that are left, rising. */
  readonly kept: readonly number[];
  readonly dropped: number;
} {
  const { rows, columns, values } = matrix;
  const all = Array.from({ length: columns }, (_, c) => c);
  let broken = rows < 2 ? [] : all;
  for (let i = 0; i < rows && broken.length > 0; i++) {
    broken = broken.filter((c) => !Number.isFinite(values[i * columns + c]));
  }
  if (broken.length === 0 || broken.length === columns) return { matrix, kept: all, dropped: 0 };
  const out = new Set(broken);
  const kept = all.filter((c) => !out.has(c));
  const left = new Float64Array(rows * kept.length);
  for (let i = 0; i < rows; i++) {
    for (const [j, c] of kept.entries()) left[i * kept.length + j] = values[i * columns + c];
  }
  return {
    matrix: { rows, columns: kept.length, values: left },
    kept,
    dropped: broken.length,
  };
}

/** The mean of each column over the rows given; NaN without rows. */
function columnMeans(matrix: Matrix, rows: ArrayLike<number>): Float64Array {
  const means = new Float64Array(matrix.columns);
  for (let i = 0; i < rows.length; i++) {
    const row = rowOf(matrix, rows[i]);
    for (let j = 0; j < row.length; j++) means[j] += row[j];
  }
  return means.map((sum) => sum / rows.length);
}

/**
 * Less the mean of each column over the rows without NaN or infinity. Columns that are so in every row do not count
 * for that, and become NaN.
 */
export function centreColumns(matrix: Matrix): Matrix {
  const means = columnMeans(matrix, finiteRows(dropBrokenColumns(matrix).matrix));
  const values = matrix.values.map((value, i) => value - means[i % matrix.columns]);
  return { ...matrix, values };
}

/** X · Xᵀ; [rows, rows]. */
export function gram(matrix: Matrix): Matrix {
  const { rows, columns, values } = matrix;
  const out = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      const [a, b] = [i * columns, j * columns];
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += values[a + k] * values[b + k];
      out[i * rows + j] = sum;
      out[j * rows + i] = sum;
    }
  }
  return { rows, columns: rows, values: out };
}
