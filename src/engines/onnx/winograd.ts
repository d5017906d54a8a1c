/**
 * Winograd's minimal filtering F(m×n, 3×3): m n results of a 3×3 convolution from (m + 2)(n + 2) products instead of
 * 9 m n.
 *
 * Matrices of Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (CVPR 2016), sections 4.1 and 4.3:
 * `Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A`.
 *
 * @module
 */

/** Rows m and columns n of an output tile; the input tile has two of both more. */
export interface OutputTile {
  readonly rows: 2 | 4;
  readonly columns: 2 | 4;
}

export interface Winograd {
  /** Bᵀ ⊗ Bᵀ, [(m + 2)(n + 2), (m + 2)(n + 2)]: transforms a tile of the input. */
  readonly inputTransform: Float64Array;

  /** s G ⊗ G, [(m + 2)(n + 2), 9]: transforms a kernel. Whole numbers: sixths would be rounded, each by another share. */
  readonly filterTransform: Float64Array;

  /** Aᵀ ⊗ Aᵀ / s, [m n, (m + 2)(n + 2)]: transforms the products. Powers of two over s: all are rounded by one share. */
  readonly outputTransform: Float64Array;
}

type Matrix = readonly (readonly number[])[];

const F2 = {
  input: [
    [1, 0, -1, 0],
    [0, 1, 1, 0],
    [0, -1, 1, 0],
    [0, 1, 0, -1],
  ],
  kernelTimes: 2,
  kernel: [
    [2, 0, 0],
    [1, 1, 1],
    [1, -1, 1],
    [0, 0, 2],
  ],
  result: [
    [1, 1, 1, 0],
    [0, 1, -1, -1],
  ],
} satisfies Record<string, Matrix | number>;

const F4 = {
  input: [
    [4, 0, -5, 0, 1, 0],
    [0, -4, -4, 1, 1, 0],
    [0, 4, -4, -1, 1, 0],
    [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
  ],
  kernelTimes: 24,
  kernel: [
    [6, 0, 0],
    [-4, -4, -4],
    [-4, 4, -4],
    [1, 2, 4],
    [1, -2, 4],
    [0, 0, 24],
  ],
  result: [
    [1, 1, 1, 1, 1, 0],
    [0, 1, -1, 2, -2, 0],
    [0, 1, 1, 4, 4, 0],
    [0, 1, -1, 8, -8, 1],
  ],
} satisfies Record<string, Matrix | number>;

export function winograd({ rows, columns }: OutputTile): Winograd {
  const [down, across] = [rows, columns].map((m) => (m === 2 ? F2 : F4));
  return {
    inputTransform: kronecker(down.input, across.input),
    filterTransform: kronecker(down.kernel, across.kernel),
    outputTransform: kronecker(down.result, across.result).map(
      (value) => value / (down.kernelTimes * across.kernelTimes),
    ),
  };
}

/** M ⊗ N, row-major. */
function kronecker(m: Matrix, n: Matrix): Float64Array {
  const out = new Float64Array(m.length * m[0].length * n.length * n[0].length);
  let at = 0;
  for (const mRow of m) {
    for (const nRow of n) {
      for (const a of mRow) for (const b of nRow) out[at++] = a * b;
    }
  }
  return out;
}
