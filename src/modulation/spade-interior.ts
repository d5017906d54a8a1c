/**
 * SPADE inside a region: where the 5×5 neighbourhood has one class, no edge and no border, γ and β are constants of
 * that class, in closed form:
 *
 * `s = relu(Σ W_shared[:, class] + b_shared)`, `γ = Σ W_γ · s + b_γ`, `β = Σ W_β · s + b_β`, the sums over the taps.
 *
 * A trained SPADE so turns into a CLADE bank that is exact in region interiors.
 *
 * @module
 */

import type { Bank } from "./modulation.ts";
import type { SpadeMethod } from "./norm-layer.ts";
import type { SpadeParameters } from "./spade.ts";

/** What SPADE gives inside a region of each class; [classes, channels] each. */
export interface SpadeInterior {
  /** Effective: 1 + γ, rounded once. */
  readonly scale: Bank;

  /** β. */
  readonly shift: Bank;

  /** γ as the network computes it, without the 1. */
  readonly gamma: Bank;
}

/** Scale and shift of each class in its interior, where no pixel has an edge bit. */
export function spadeInterior(
  { shared, gamma, beta }: SpadeParameters,
  { classes, instanceEdges, hidden, kernel }: SpadeMethod,
  channels: number,
): SpadeInterior {
  const inputs = classes + (instanceEdges ? 1 : 0);
  const first = sumOfTaps(shared.weight, kernel); // [hidden, inputs]
  const states = new Float64Array(classes * hidden);
  for (let k = 0; k < classes; k++) {
    for (let j = 0; j < hidden; j++) {
      states[k * hidden + j] = Math.max(first[j * inputs + k] + shared.bias[j], 0);
    }
  }
  const sums = ({ weight, bias }: SpadeParameters["gamma"]): Float64Array => {
    const second = sumOfTaps(weight, kernel); //       [channels, hidden]
    const values = new Float64Array(classes * channels);
    for (let k = 0; k < classes; k++) {
      for (let c = 0; c < channels; c++) {
        let sum = bias[c];
        for (let j = 0; j < hidden; j++) sum += second[c * hidden + j] * states[k * hidden + j];
        values[k * channels + c] = sum;
      }
    }
    return values;
  };
  const bank = (values: Float64Array, neutral = 0): Bank => ({
    rows: classes,
    channels,
    values: Float32Array.from(values, (value) => neutral + value),
  });
  const raw = sums(gamma);
  return { scale: bank(raw, 1), shift: bank(sums(beta)), gamma: bank(raw) };
}

/** A kernel [out, in, k, k] summed over its taps; [out, in]. */
function sumOfTaps(weight: Float32Array, kernel: number): Float64Array {
  const taps = kernel * kernel;
  const out = new Float64Array(weight.length / taps);
  let from = 0;
  for (let i = 0; i < out.length; i++) {
    for (let tap = 0; tap < taps; tap++) out[i] += weight[from++];
  }
  return out;
}
