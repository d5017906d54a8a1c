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
import type { SeanMethod, SpadeMethod } from "./norm-layer.ts";
import { type SpadeParameters, spadeModulation } from "./spade.ts";
import { type SpadeInterior, spadeInterior } from "./spade-interior.ts";
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
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c];
  }
  return out;
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

/** Scale and shift inside a region of each class, away from all others, for given codes; see `spadeInterior`. */
export function seanInterior(
  parameters: SeanParameters,
  method: SeanMethod,
  codes: Float32Array,
  channels: number,
): SpadeInterior {
  const spade = labelInterior(parameters.spade, method, channels);
  const { style } = parameters;
  if (style === null) return spade;
  const taps = regionTaps(style, method, codes, channels);
  const sum = (k: number, column: number) => {
    let total = 0;
    for (let tap = 0; tap < 9; tap++) {
      total += taps[(tap * method.classes + k) * 2 * channels + column];
    }
    return total;
  };
  const make = (each: (k: number, c: number, at: number) => number): Bank => {
    const values = new Float32Array(method.classes * channels);
    for (let at = 0; at < values.length; at++) {
      values[at] = each(Math.floor(at / channels), at % channels, at);
    }
    return { rows: method.classes, channels, values };
  };
  const { blend, gamma, beta } = style;
  const raw = (k: number, c: number, at: number) =>
    blended(blend.gamma, gamma.bias[c] + sum(k, c), spade.gamma.values[at], 0);
  return {
    gamma: make(raw),
    scale: make((k, c, at) => 1 + raw(k, c, at)),
    shift: make((k, c, at) =>
      blended(blend.beta, beta.bias[c] + sum(k, channels + c), spade.shift.values[at], 0),
    ),
  };
}

/** The label part's. A bank's rows are read as they are: a sum over classes would carry one's NaN to all. */
function labelInterior(
  parameters: SpadeParameters,
  method: SeanMethod,
  channels: number,
): SpadeInterior {
  if (method.labels === "spade") return spadeInterior(parameters, spadePart(method), channels);
  const { classes } = method;
  const rows = ({ weight }: SpadeParameters["gamma"], neutral = 0): Bank => {
    const values = transposed(weight, channels, classes).map((value) => neutral + value);
    return { rows: classes, channels, values };
  };
  const { gamma, beta } = parameters;
  return { scale: rows(gamma, 1), shift: rows(beta), gamma: rows(gamma) };
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

/** What one tap of the style convolutions adds where it meets a region; [9, classes, 2 channels], γ before β. */
function regionTaps(
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

/** neutral + α · style + (1 − α) · (spade − neutral). */
function blended(alpha: number, style: number, spade: number, neutral: number): number {
  return neutral + alpha * style + (1 - alpha) * (spade - neutral);
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
