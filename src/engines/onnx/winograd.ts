/**
 * Winograd's minimal filtering F(m×m, 3×3): m² results of a 3×3 convolution from (m + 2)² products instead of 9 m².
 *
 * Matrices of Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (CVPR 2016), sections 4.1 and 4.3:
 * `Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A`.
 *
 * @module
 */

export interface Winograd {
  /** Side m of the square of results; tiles have side m + 2. */
  readonly outputs: 2 | 4;

  /** Bᵀ ⊗ Bᵀ, [(m + 2)², (m + 2)²]: transforms a tile of the input. */
  readonly input: Float64Array;

  /** G ⊗ G, [(m + 2)², 9]: transforms a kernel. */
  readonly kernel: Float64Array;

  /** Aᵀ ⊗ Aᵀ, [m², (m + 2)²]: transforms the products. */
  readonly result: Float64Array;
}

type Matrix = readonly (readonly number[])[];

const F2 = {
  input: [
    [1, 0, -1, 0],
    [0, 1, 1, 0],
    [0, -1, 1, 0],
    [0, 1, 0, -1],
  ],
  kernel: [
    [1, 0, 0],
    [1 / 2, 1 / 2, 1 / 2],
    [1 / 2, -1 / 2, 1 / 2],
    [0, 0, 1],
  ],
  result: [
    [1, 1, 1, 0],
    [0, 1, -1, -1],
  ],
} satisfies Record<string, Matrix>;

const F4 = {
  input: [
    [4, 0, -5, 0, 1, 0],
    [0, -4, -4, 1, 1, 0],
    [0, 4, -4, -1, 1, 0],
    [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
  ],
  kernel: [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
  ],
  result: [
    [1, 1, 1, 1, 1, 0],
    [0, 1, -1, 2, -2, 0],
    [0, 1, 1, 4, 4, 0],
    [0, 1, -1, 8, -8, 1],
  ],
} satisfies Record<string, Matrix>;

export function winograd(outputs: 2 | 4): Winograd {
  const { input, kernel, result } = outputs === 2 ? F2 : F4;
  return {
    outputs,
    input: kronecker(input),
    kernel: kronecker(kernel),
    result: kronecker(result),
  };
}

/** M ⊗ M, row-major. */
function kronecker(m: Matrix): Float64Array {
  const [rows, columns] = [m.length, m[0].length];
  const out = new Float64Array(rows * rows * columns * columns);
  let at = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      for (let k = 0; k < columns; k++) {
        for (let l = 0; l < columns; l++) out[at++] = m[i][k] * m[j][l];
      }
    }
  }
  return out;
}
