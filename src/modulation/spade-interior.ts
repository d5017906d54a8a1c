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

/** Effective scale 1 + γ and shift β of each class in its interior; [classes, channels] each. */
export function spadeInterior(
  { shared, gamma, beta }: SpadeParameters,
  { classes, instanceEdges, hidden, kernel }: SpadeMethod,
  channels: number,
): { scale: Bank; shift: Bank } {
  const inputs = classes + (instanceEdges ? 1 : 0);
  const first = sumOfTaps(shared.weight, kernel); // [hidden, inputs]
  const states = new Float64Array(classes * hidden);
  for (let k = 0; k < classes; k++) {
    for (let j = 0; j < hidden; j++) {
      states[k * hidden + j] = Math.max(first[j * inputs + k] + shared.bias[j], 0);
    }
  }
  const bank = ({ weight, bias }: SpadeParameters["gamma"], neutral: number): Bank => {
    const second = sumOfTaps(weight, kernel); //       [channels, hidden]
    const values = new Float32Array(classes * channels);
    for (let k = 0; k < classes; k++) {
      for (let c = 0; c < channels; c++) {
        let sum = neutral + bias[c];
        for (let j = 0; j < hidden; j++) sum += second[c * hidden + j] * states[k * hidden + j];
        values[k * channels + c] = sum;
      }
    }
    return { rows: classes, channels, values };
  };
  return { scale: bank(gamma, 1), shift: bank(beta, 0) };
}

/** A kernel [out, in, k, k] summed over its taps; [out, in]. */
function sumOfTaps(weight: Float32Array, kernel: number): Float64Array {
  const taps = kernel * kernel;
  const out = new Float64Array(weight.length / taps);
  for (let i = 0; i < weight.length; i++) out[Math.floor(i / taps)] += weight[i];
  return out;
}
