/**
 * Semantic region-adaptive normalisation as a table: given the style codes, a pixel's scale and shift depend on the
 * regions in its 3×3 neighbourhood (style part) and on the labels in its 5×5 neighbourhood (SPADE part), so the rows
 * of SPADE's table carry both; where the label part is pointwise, the rows are of 3×3 neighbourhoods. Exact: same sums,
 * other order.
 *
 * SEAN (arXiv 1911.12861, section 3.2; class `ACE` of ZPdesu/SEAN @ 04c7536, models/networks/normalization.py): with
 * μ_j = relu(FC_j(code_j)) laid out over region j, `γˢ, βˢ = conv(μ map)`; with γᵒ, βᵒ of SPADE,
 * `γ = α_γ γˢ + (1 − α_γ) γᵒ`, `β = α_β βˢ + (1 − α_β) βᵒ`, α the sigmoid of a learned number; `y = (1 + γ) x̂ + β`.
 * Layers of the last block have no style: γ = γᵒ, β = βᵒ.
 *
 * With a CLADE bank in the place of SPADE ("sean-clade") γᵒ and βᵒ are rows of the pixel's class. The bank holds γᵒ
 * without the 1, unlike CLADE's own: so everything above stays as it is, and SPADE's γᵒ inside a region goes into it as
 * it is, with no rounding of 1 + γᵒ.
 *
 * @module
 */

import { type Conditions, picturesOf } from "./conditions.ts";
import type { Bank, Modulation } from "./modulation.ts";
import type { SeanMethod } from "./norm-layer.ts";
import { threeByThree } from "./sean-label-part.ts";
import { blended, regionTaps } from "./sean-taps.ts";
import { type SpadeParameters, spadeModulation } from "./spade.ts";
import { type PatternMethod, spadePatterns } from "./spade-patterns.ts";

/** Weights in PyTorch's order. */
export interface SeanParameters {
  /** The label part; a bank as a SPADE part (`spadeOfBank`). */
  readonly spade: SpadeParameters;

  /** Null in the last block. */
  readonly style: SeanStyle | null;

  /** Factor of the noise added before normalisation; [channels]. */
  readonly noise: Float32Array;
}

export interface SeanStyle {
  /** `fc_mu0` to `fc_mu{K−1}`: [K, length, length] (region, out, in) and [K, length]. */
  readonly regions: { readonly weight: Float32Array; readonly bias: Float32Array };

  /** `conv_gamma`: [channels, length, 3, 3] and [channels]. */
  readonly gamma: { readonly weight: Float32Array; readonly bias: Float32Array };

  /** `conv_beta`, of the same shapes. */
  readonly beta: { readonly weight: Float32Array; readonly bias: Float32Array };

  /** α: the sigmoid of `blending_gamma` and `blending_beta`; the share of the style part. */
  readonly blend: { readonly gamma: number; readonly beta: number };
}

/**
 * The modulation of one layer. Pictures differ in their codes, so each has rows of its own.
 *
 * @param codes [batch, classes, styleLength]; not read where the layer has no style.
 * @param conditions At the layer's resolution.
 */
export function seanModulation(
  parameters: SeanParameters,
  method: SeanMethod,
  codes: Float32Array,
  conditions: Conditions,
  channels: number,
): Modulation {
  const wide = threeByThree(parameters.spade, method);
  const { style } = parameters;
  if (style === null) return spadeModulation(wide.parameters, wide.method, conditions, channels);
  const each = codes.length / conditions.batch;
  return joined(
    picturesOf(conditions).map((picture, n): Modulation => {
      const spade = spadeModulation(wide.parameters, wide.method, picture, channels);
      const own = codes.subarray(n * each, (n + 1) * each);
      const styled = styledRows(spade, style, method, wide.method, own, picture, channels);
      return { ...spade, ...styled };
    }),
  );
}

/** SPADE's rows with the style part blended in. */
function styledRows(
  spade: Modulation,
  style: SeanStyle,
  method: SeanMethod,
  patterns: PatternMethod,
  codes: Float32Array,
  picture: Conditions,
  channels: number,
): Pick<Modulation, "scale" | "shift"> {
  const taps = regionTaps(style, method, codes, channels);
  const { first, second } = spadePatterns(patterns, picture);
  const row = new Float64Array(2 * channels);
  const [scale, shift] = [spade.scale.values.slice(), spade.shift.values.slice()];
  for (let i = 0; i < second.rows; i++) {
    row.set(style.gamma.bias);
    row.set(style.beta.bias, channels);
    const window = second.table[i * 9 + 4]; // the 3×3 window around the pixel itself
    for (let tap = 0; tap < 9; tap++) {
      const region = first.table[window * 9 + tap];
      if (region === method.classes) continue; // outside: zero padding
      const from = (tap * method.classes + region) * 2 * channels;
      for (let c = 0; c < 2 * channels; c++) row[c] += taps[from + c];
    }
    for (let c = 0; c < channels; c++) {
      const at = i * channels + c;
      scale[at] = blended(style.blend.gamma, row[c], scale[at], 1);
      shift[at] = blended(style.blend.beta, row[channels + c], shift[at], 0);
    }
  }
  const bank = (values: Float32Array): Bank => ({ rows: second.rows, channels, values });
  return { scale: bank(scale), shift: bank(shift) };
}

/** Modulations of single pictures as one of a batch, rows one after the other. */
export function joined(parts: readonly Modulation[]): Modulation {
  if (parts.length === 1) return parts[0];
  const [{ index }] = parts;
  const offsets: number[] = [];
  let rows = 0;
  for (const { scale } of parts) {
    offsets.push(rows);
    rows += scale.rows;
  }
  const integers = (of: (part: Modulation, n: number) => Int32Array) =>
    Int32Array.from(parts.flatMap((part, n) => [...of(part, n)]));
  const bank = (kind: "scale" | "shift"): Bank => {
    const { channels } = parts[0][kind];
    const values = new Float32Array(rows * channels);
    for (const [n, part] of parts.entries()) values.set(part[kind].values, offsets[n] * channels);
    return { rows, channels, values };
  };
  return {
    scale: bank("scale"),
    shift: bank("shift"),
    index: {
      batch: parts.length,
      height: index.height,
      width: index.width,
      rows: integers((part, n) => part.index.rows.map((row) => row + offsets[n])),
      counts: integers((part) => part.index.counts),
    },
    classes: integers((part) => part.classes),
    patterns: integers((part) => part.patterns as Int32Array), // every picture's are 5×5
  };
}
