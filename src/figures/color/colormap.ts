/**
 * Colour scales: numbers to colours that colour-blind readers tell apart, and that stay in order in grey.
 *
 * A scale is 256 palette entries; the last one is for what is not a number. So a heat map is one byte a cell, and its PNG a
 * palette PNG, a third of the size of an RGB one and ten times as fast to make.
 *
 * @module
 */

import type { Rgb } from "../../labels/palette.ts";
import { mixOkLab } from "./ok-lab.ts";

/** Palette entries 0…254 for the range, 255 for NaN. */
export interface Colormap {
  readonly name: "diverging" | "sequential" | "cyclic";

  /** 256 colours. */
  readonly palette: readonly Rgb[];
}

/** The entry of what is not a number. */
export const NOT_A_NUMBER = 255;
const LAST = 254;
const NAN_COLOR: Rgb = [150, 150, 150];

/**
 * Blue, near-white, orange-red: told apart by those who cannot tell red from green, and equally dark at both ends. Entry 127 is
 * the centre. The stops are our own; between them colours are mixed in OKLab, so that steps look even.
 */
export const DIVERGING: Colormap = colormap("diverging", [
  [8, 54, 120],
  [55, 125, 195],
  [160, 199, 228],
  [247, 246, 243],
  [240, 178, 137],
  [204, 86, 48],
  [126, 21, 22],
]);

/** Near-white to dark blue-green, lightness falling evenly. */
export const SEQUENTIAL: Colormap = colormap("sequential", [
  [247, 246, 243],
  [188, 218, 205],
  [110, 180, 181],
  [45, 128, 158],
  [27, 75, 122],
  [20, 27, 66],
]);

/** Hues once around at one lightness, for angles: 0 and 360 degrees are the same colour. */
export const CYCLIC: Colormap = colormap("cyclic", [
  [211, 114, 92],
  [164, 148, 64],
  [72, 164, 116],
  [42, 157, 190],
  [137, 126, 204],
  [201, 104, 158],
  [211, 114, 92],
]);

/** How numbers take the entries of a scale. */
export interface ColorDomain {
  readonly low: number;
  readonly high: number;
}

/** `values` as palette entries, saturated at the ends of `domain`. */
export function colorIndices(
  values: Float32Array | Float64Array,
  { low, high }: ColorDomain,
): Uint8Array {
  const out = new Uint8Array(values.length);
  const step = high > low ? LAST / (high - low) : 0;
  const middle = step === 0 ? LAST / 2 : 0;
  for (let i = 0; i < values.length; i++) {
    const t = (values[i] - low) * step + middle;
    out[i] = t > LAST ? LAST : t > 0 ? t + 0.5 : Number.isNaN(t) ? NOT_A_NUMBER : 0;
  }
  return out;
}

/** The colour of one number. */
export function colorOf(value: number, { palette }: Colormap, domain: ColorDomain): Rgb {
  return palette[colorIndices(Float64Array.of(value), domain)[0]];
}

/** "#rrggbb" */
export function hex(color: Rgb): string {
  return `#${color.map((c) => c.toString(16).padStart(2, "0")).join("")}`;
}

function colormap(name: Colormap["name"], stops: readonly Rgb[]): Colormap {
  const palette = Array.from({ length: 256 }, (_, i): Rgb => {
    if (i === NOT_A_NUMBER) return NAN_COLOR;
    const at = (i / LAST) * (stops.length - 1);
    const from = Math.min(Math.floor(at), stops.length - 2);
    return mixOkLab(stops[from], stops[from + 1], at - from);
  });
  return { name, palette };
}
