/**
 * A modulation in float64, in a form that interventions do not leave: what is done to it is rounded once, at the end, so
 * that what undoes itself leaves no trace.
 *
 * Each of scale and shift is `base[row(p), c] + factor(p) · slope[row(p), c]`. CLADE-ICPE is a slope without a base, all
 * others are a base without a slope; to add, to scale about a value, to take means and to mix give both.
 *
 * @module
 */

import type { Bank, IndexMap, Modulation } from "../../modulation/modulation.ts";

/** Scale or shift. */
export interface ExactPart {
  /** [rows, channels] */
  readonly base: Float64Array;

  /** What a factor for each pixel multiplies, [rows, channels], and the factor, [pixels]; null where there is none. */
  readonly varying: { readonly slope: Float64Array; readonly factor: Float64Array } | null;
}

/** Of one picture. */
export interface ExactModulation {
  readonly channels: number;
  readonly index: IndexMap;

  /** Class of each row: that of all its pixels; [rows]. */
  readonly classes: Int32Array;
  readonly scale: ExactPart;
  readonly shift: ExactPart;

  /** As `Modulation` has it. */
  readonly patterns?: Int32Array;

  /** As `Modulation` has it. */
  readonly appended?: Float32Array;
}

/** One of the two parts of a modulation. */
export type PartName = "scale" | "shift";
export const PARTS: readonly PartName[] = ["scale", "shift"];

export function exactModulation(modulation: Modulation): ExactModulation {
  const { scale, shift, index, classes, spatial, patterns, appended } = modulation;
  const part = ({ values }: Bank, factor: Float32Array | undefined): ExactPart =>
    factor === undefined
      ? { base: Float64Array.from(values), varying: null }
      : {
          base: new Float64Array(values.length),
          varying: { slope: Float64Array.from(values), factor: Float64Array.from(factor) },
        };
  return {
    channels: scale.channels,
    index,
    classes,
    scale: part(scale, spatial?.scale),
    shift: part(shift, spatial?.shift),
    ...(patterns && { patterns }),
    ...(appended && { appended }),
  };
}

/**
 * Rounded to float32. Rows stay as few as they are where each is a base or a slope; where some are both, every pixel gets
 * a row of its own.
 */
export function roundedModulation(exact: ExactModulation): Modulation {
  const { index, channels } = exact;
  const fewest = productForm(exact);
  if (fewest === null) return roundedModulation(rowForEachPixel(exact));
  const rows = exact.classes.length;
  const bank = (values: Float64Array): Bank => ({
    rows,
    channels,
    values: Float32Array.from(values),
  });
  const { classes, patterns, appended } = exact;
  const { scale, shift, factors } = fewest;
  return {
    scale: bank(scale),
    shift: bank(shift),
    index,
    classes,
    ...(factors && {
      spatial: {
        scale: Float32Array.from(factors.scale),
        shift: Float32Array.from(factors.shift),
      },
    }),
    ...(patterns && { patterns }),
    ...(appended && { appended }),
  };
}

interface Products {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
  readonly factors: { readonly scale: Float64Array; readonly shift: Float64Array } | null;
}

/** Both parts as rows, or as rows times factors; null if a row has a base and a slope. */
function productForm(exact: ExactModulation): Products | null {
  const scale = partAsProduct(exact, exact.scale);
  const shift = partAsProduct(exact, exact.shift);
  if (scale === null || shift === null) return null;
  const plain = scale.factor === null && shift.factor === null;
  const ones = () => new Float64Array(exact.index.rows.length).fill(1);
  return {
    scale: scale.rows,
    shift: shift.rows,
    factors: plain ? null : { scale: scale.factor ?? ones(), shift: shift.factor ?? ones() },
  };
}

function partAsProduct(
  { classes, channels, index }: ExactModulation,
  { base, varying }: ExactPart,
): { readonly rows: Float64Array; readonly factor: Float64Array | null } | null {
  if (varying === null) return { rows: base, factor: null };
  const { slope, factor } = varying;
  const isPlain = new Uint8Array(classes.length);
  let plain = 0;
  for (let row = 0; row < classes.length; row++) {
    const [from, to] = [row * channels, (row + 1) * channels];
    const flat = slope.subarray(from, to).every((v) => v === 0);
    if (!flat && base.subarray(from, to).some((v) => v !== 0)) return null;
    isPlain[row] = Number(flat);
    plain += isPlain[row];
  }
  if (plain === classes.length) return { rows: base, factor: null };
  return {
    rows: slope.map((v, i) => v + base[i]), // one of the two is zero
    factor: plain === 0 ? factor : factor.map((f, p) => (isPlain[index.rows[p]] === 1 ? 1 : f)),
  };
}

/** The same values with a row for each pixel, in order, and no factors. */
export function rowForEachPixel(exact: ExactModulation): ExactModulation {
  const { index, channels, classes, appended } = exact;
  const { batch, height, width, rows } = index;
  const part = ({ base, varying }: ExactPart): ExactPart => {
    const out = new Float64Array(rows.length * channels);
    for (let p = 0; p < rows.length; p++) {
      for (let c = 0; c < channels; c++) {
        const at = rows[p] * channels + c;
        const more = varying === null ? 0 : varying.factor[p] * varying.slope[at];
        out[p * channels + c] = base[at] + more;
      }
    }
    return { base: out, varying: null };
  };
  return {
    channels,
    index: {
      batch,
      height,
      width,
      rows: rows.map((_, p) => p),
      counts: new Int32Array(rows.length).fill(1),
    },
    classes: rows.map((row) => classes[row]),
    scale: part(exact.scale),
    shift: part(exact.shift),
    ...(appended && { appended }),
  };
}
