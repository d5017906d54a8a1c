/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations (Golub and Van Loan, section 8.5): slow
 * for large matrices, short, and accurate for small eigenvalues, which covariances of few pictures have.
 *
 * @module
 */

/** A square matrix, [size, size]. */
export interface Square {
  readonly size: number;
  readonly values: Float64Array;
}

export interface SymmetricEigen {
  /** Not sorted. */
  readonly eigenvalues: Float64Array;

  /** Eigenvector j is column j; orthonormal. */
  readonly vectors: Square;
}

/** @param matrix Symmetric: only its upper triangle counts. */
export function symmetricEigen({ size: n, values }: Square): SymmetricEigen {
  const a = Float64Array.from(values, (_, i) =>
    i % n >= Math.floor(i / n) ? values[i] : values[(i % n) * n + Math.floor(i / n)],
  );
  const v = Float64Array.from(values, (_, i) => Number(i % n === Math.floor(i / n)));
  const scale = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < 50 && offDiagonal(a, n) > 1e-30 * scale; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
    }
  }
  return {
    eigenvalues: Float64Array.from({ length: n }, (_, i) => a[i * n + i]),
    vectors: { size: n, values: v },
  };
}

/** The positive square root of a positive semidefinite matrix; eigenvalues that rounding made negative count as 0. */
export function squareRoot(matrix: Square): Square {
  const n = matrix.size;
  const { eigenvalues, vectors } = symmetricEigen(matrix);
  const values = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const root = Math.sqrt(Math.max(eigenvalues[k], 0));
    for (let i = 0; i < n; i++) {
      const left = root * vectors.values[i * n + k];
      for (let j = 0; j < n; j++) values[i * n + j] += left * vectors.values[j * n + k];
    }
  }
  return { size: n, values };
}

/** a · b. */
export function product(a: Square, b: Square): Square {
  const n = a.size;
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const left = a.values[i * n + k];
      for (let j = 0; j < n; j++) values[i * n + j] += left * b.values[k * n + j];
    }
  }
  return { size: n, values };
}

/** Sum of squares above the diagonal. */
function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) sum += a[i * n + j] ** 2;
  return sum;
}

/** Turns the plane of axes p and q so that a[p, q] becomes 0; `v` collects the turns. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const tau = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[k * n + p], a[k * n + q]];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[p * n + k], a[q * n + k]];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const [x, y] = [v[k * n + p], v[k * n + q]];
    v[k * n + p] = c * x - s * y;
    v[k * n + q] = s * x + c * y;
  }
}
