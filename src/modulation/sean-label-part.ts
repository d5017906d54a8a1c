/**
 * SEAN's label part: SPADE's two convolutions, or a CLADE bank in their place, which is read as a 1×1 SPADE, so that every
 * reader of SEAN runs both.
 *
 * @module
 */

import type { SeanMethod, SpadeMethod } from "./norm-layer.ts";
import type { SpadeParameters } from "./spade.ts";
import type { PatternMethod } from "./spade-patterns.ts";

/** The SPADE part as a SPADE layer of its own. */
export function spadePart({ classes, hidden, kernel }: SeanMethod): SpadeMethod {
  return { kind: "spade", classes, instanceEdges: false, hidden, kernel };
}

/**
 * A bank as a 1×1 SPADE part whose hidden layer is the one-hot label map: relu(I · one-hot) = one-hot, of which the second
 * convolution takes the class's column. Exact.
 *
 * @param bank γᵒ and βᵒ, [classes, channels] each.
 */
export function spadeOfBank(
  { gamma, beta }: { readonly gamma: Float32Array; readonly beta: Float32Array },
  classes: number,
): SpadeParameters {
  const identity = new Float32Array(classes * classes);
  for (let k = 0; k < classes; k++) identity[k * classes + k] = 1;
  const channels = gamma.length / classes;
  const conv = (rows: Float32Array) => ({
    weight: transposed(rows, classes, channels),
    bias: new Float32Array(channels),
  });
  return {
    shared: { weight: identity, bias: new Float32Array(classes) },
    gamma: conv(gamma),
    beta: conv(beta),
  };
}

/** [rows, columns] as [columns, rows]. */
export function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c];
  }
  return out;
}

/**
 * A 1×1 SPADE part as a 3×3 one whose outer taps are zero, so that its rows are those of the style part as well: 3×3
 * neighbourhoods, since it looks at the pixel's own label alone.
 */
export function threeByThree(
  parameters: SpadeParameters,
  method: SeanMethod,
): { parameters: SpadeParameters; method: SpadeMethod & PatternMethod } {
  const own = spadePart(method);
  if (own.kernel !== 1) return { parameters, method: own };
  const widen = ({ weight, bias }: SpadeParameters["gamma"]) => {
    const out = new Float32Array(weight.length * 9);
    for (let i = 0; i < weight.length; i++) out[i * 9 + 4] = weight[i];
    return { weight: out, bias };
  };
  const { shared, gamma, beta } = parameters;
  return {
    method: { ...own, kernel: 3, centreOnly: true },
    parameters: { shared: widen(shared), gamma: widen(gamma), beta: widen(beta) },
  };
}
