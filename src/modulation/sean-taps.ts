/**
 * What SEAN's style convolutions add where their taps meet a region, for given style codes.
 *
 * @module
 */

import type { SeanMethod } from "./norm-layer.ts";
import type { SeanStyle } from "./sean.ts";

/** What one tap of the style convolutions adds where it meets a region; [9, classes, 2 channels], γ before β. */
export function regionTaps(
  style: SeanStyle,
  { classes, styleLength }: SeanMethod,
  codes: Float32Array,
  channels: number,
): Float64Array {
  const length = styleLength as number; // the layer has a style
  const styles = regionStyles(style, codes, length);
  const out = new Float64Array(9 * classes * 2 * channels);
  for (const [half, { weight }] of [style.gamma, style.beta].entries()) {
    for (let c = 0; c < channels; c++) {
      for (let k = 0; k < classes; k++) {
        for (let j = 0; j < length; j++) {
          const value = styles[k * length + j];
          if (value === 0) continue; // after the ReLU
          const from = (c * length + j) * 9;
          for (let tap = 0; tap < 9; tap++) {
            out[(tap * classes + k) * 2 * channels + half * channels + c] +=
              weight[from + tap] * value;
          }
        }
      }
    }
  }
  return out;
}

/** μ_j = relu(FC_j(code_j)); [classes, styleLength]. */
function regionStyles({ regions }: SeanStyle, codes: Float32Array, length: number): Float32Array {
  const out = new Float32Array(codes.length);
  for (let k = 0; k < codes.length / length; k++) {
    for (let i = 0; i < length; i++) {
      let sum = regions.bias[k * length + i];
      const from = (k * length + i) * length;
      for (let j = 0; j < length; j++) sum += regions.weight[from + j] * codes[k * length + j];
      out[k * length + i] = Math.max(sum, 0);
    }
  }
  return out;
}

/** neutral + α · style + (1 − α) · (spade − neutral). */
export function blended(alpha: number, style: number, spade: number, neutral: number): number {
  return neutral + alpha * style + (1 - alpha) * (spade - neutral);
}
