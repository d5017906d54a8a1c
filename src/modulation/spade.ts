/**
 * Spatially-adaptive normalisation as a table: SPADE's two convolutions run over the few neighbourhoods that occur
 * instead of over all pixels. Exact: same sums, other order.
 *
 * SPADE: `γ, β = conv(relu(conv(one-hot label map)))`, `y = (1 + γ) · x̂ + β` (arXiv 1903.07291; the `1 +` is in the
 * released code, models/networks/normalization.py, not in the paper).
 *
 * @module
 */

import type { Conditions } from "./conditions.ts";
import type { Bank, Modulation } from "./modulation.ts";
import type { SpadeMethod } from "./norm-layer.ts";
import {
  centreClasses,
  fiveByFive,
  type PatternMethod,
  type SpadePatterns,
  spadePatterns,
} from "./spade-patterns.ts";

/** Weights in PyTorch's order [out, in, kernel, kernel]. */
export interface SpadeParameters {
  /** `mlp_shared.0`: [hidden, classes (+ 1 edge), kernel, kernel] and [hidden]. */
  readonly shared: { readonly weight: Float32Array; readonly bias: Float32Array };

  /** `mlp_gamma`: [channels, hidden, kernel, kernel] and [channels]. */
  readonly gamma: { readonly weight: Float32Array; readonly bias: Float32Array };

  /** `mlp_beta`, of the same shapes. */
  readonly beta: { readonly weight: Float32Array; readonly bias: Float32Array };
}

/**
 * The modulation of one layer.
 *
 * @param conditions At the layer's resolution.
 */
export function spadeModulation(
  parameters: SpadeParameters,
  method: SpadeMethod & PatternMethod,
  conditions: Conditions,
  channels: number,
): Modulation {
  const patterns = spadePatterns(method, conditions);
  const hidden = hiddenRows(parameters.shared, patterns, method);
  const bank = ({ weight, bias }: SpadeParameters["gamma"], neutral: number): Bank => ({
    rows: patterns.second.rows,
    channels,
    values: secondRows(hidden, weight, bias, neutral, patterns, method, channels),
  });
  return {
    scale: bank(parameters.gamma, 1),
    shift: bank(parameters.beta, 0),
    index: patterns.index,
    classes: centreClasses(patterns, method.instanceEdges),
    ...(method.kernel === 3 && { patterns: fiveByFive(patterns) }),
  };
}

/** The hidden layer of each row of `patterns.first`, after its ReLU; [rows, hidden]. */
function hiddenRows(
  { weight, bias }: SpadeParameters["shared"],
  { first, symbolCount, kernel }: SpadePatterns,
  { hidden, classes, instanceEdges }: SpadeMethod,
): Float32Array {
  const taps = kernel * kernel;
  const inputs = classes + (instanceEdges ? 1 : 0);
  const out = new Float32Array(first.rows * hidden);
  const sum = new Float64Array(hidden);
  for (let row = 0; row < first.rows; row++) {
    sum.set(bias);
    for (let tap = 0; tap < taps; tap++) {
      const symbol = first.table[row * taps + tap];
      if (symbol === symbolCount) continue; // outside: zero padding
      const label = instanceEdges ? symbol >> 1 : symbol;
      const edge = instanceEdges && (symbol & 1) === 1;
      for (let j = 0; j < hidden; j++) {
        sum[j] += weight[(j * inputs + label) * taps + tap];
        if (edge) sum[j] += weight[(j * inputs + classes) * taps + tap];
      }
    }
    for (let j = 0; j < hidden; j++) out[row * hidden + j] = Math.max(sum[j], 0);
  }
  return out;
}

/**
 * `neutral + bias + Σ over taps of W[tap] · hidden[row at that tap]` for each row of `patterns.second`;
 * [rows, channels].
 *
 * Each tap's product with the hidden rows is made once and then gathered: the hidden rows are several times fewer
 * than the rows of the result.
 */
function secondRows(
  hiddenValues: Float32Array,
  weight: Float32Array,
  bias: Float32Array,
  neutral: number,
  { first, second, kernel }: SpadePatterns,
  { hidden }: SpadeMethod,
  channels: number,
): Float32Array {
  const taps = kernel * kernel;
  const out = new Float64Array(second.rows * channels);
  for (let row = 0; row < second.rows; row++) {
    for (let c = 0; c < channels; c++) out[row * channels + c] = neutral + bias[c];
  }
  for (let tap = 0; tap < taps; tap++) {
    const tapWeight = tapMatrix(weight, tap, taps, hidden, channels);
    const product = multiply(hiddenValues, tapWeight, first.rows, hidden, channels);
    for (let row = 0; row < second.rows; row++) {
      const source = second.table[row * taps + tap];
      if (source === first.rows) continue; // the hidden pixel is outside: zero, not relu(bias + …)
      const from = source * channels;
      const to = row * channels;
      for (let c = 0; c < channels; c++) out[to + c] += product[from + c];
    }
  }
  return Float32Array.from(out);
}

/** One tap of a kernel, transposed: [hidden, channels]. */
function tapMatrix(
  weight: Float32Array,
  tap: number,
  taps: number,
  hidden: number,
  channels: number,
): Float32Array {
  const out = new Float32Array(hidden * channels);
  for (let c = 0; c < channels; c++) {
    for (let j = 0; j < hidden; j++) {
      out[j * channels + c] = weight[(c * hidden + j) * taps + tap];
    }
  }
  return out;
}

/** a [rows, inner] times b [inner, columns], accumulated in float64. */
function multiply(
  a: Float32Array,
  b: Float32Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const to = out.subarray(i * columns, (i + 1) * columns);
    for (let k = 0; k < inner; k++) {
      const factor = a[i * inner + k];
      if (factor === 0) continue; // half of the hidden layer, after its ReLU
      const from = k * columns;
      for (let j = 0; j < columns; j++) to[j] += factor * b[from + j];
    }
  }
  return out;
}
