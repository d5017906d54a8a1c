/**
 * Numbers as small PNGs, one pixel for each: label maps, positional maps, banks, pictures.
 *
 * @module
 */

import { encode } from "fast-png";
import type { Size } from "../../labels/label-map.ts";
import type { Rgb } from "../../labels/palette.ts";

/** A PNG as a data URI. */
export type DataUri = string;

/** Bank rows in the colours of their classes. */
export function labelRaster(
  rows: Int32Array,
  { height, width }: Size,
  colors: readonly Rgb[],
): DataUri {
  if (colors.length <= 256) {
    return dataUri(
      encode({
        data: Uint8Array.from(rows),
        height,
        width,
        channels: 1,
        depth: 8,
        palette: colors.map((c) => [...c]),
      }),
    );
  }
  const data = new Uint8Array(3 * rows.length);
  for (const [p, row] of rows.entries()) data.set(colors[row], 3 * p);
  return rgbRaster(data, { height, width });
}

/** RGB bytes. */
export function rgbRaster(data: Uint8Array, { height, width }: Size): DataUri {
  return dataUri(encode({ data, height, width, channels: 3, depth: 8 }));
}

/**
 * Values in a diverging scale, blue below `centre`, red above, saturated at ± `range`; NaN is grey.
 *
 * One byte a pixel: 255 shades, of which the middle one is exactly the centre.
 */
export function divergingRaster(
  values: Float32Array,
  { height, width }: Size,
  centre: number,
  range: number,
): DataUri {
  const data = new Uint8Array(values.length);
  for (let p = 0; p < values.length; p++) {
    const t = range > 0 ? (values[p] - centre) / range : 0;
    data[p] = Number.isNaN(t) ? 255 : 127 + Math.round(127 * Math.max(-1, Math.min(1, t)));
  }
  return dataUri(encode({ data, height, width, channels: 1, depth: 8, palette: DIVERGING }));
}

/**
 * Blue, pale grey, red: told apart by those who cannot tell red from green, and equally dark at both ends.
 * Interpolated in sRGB between five colours of our own choosing.
 */
const STOPS: readonly Rgb[] = [
  [17, 68, 140],
  [103, 164, 214],
  [245, 244, 240],
  [232, 140, 104],
  [150, 26, 38],
];
const NAN_COLOR: Rgb = [128, 128, 128];

const DIVERGING: [number, number, number][] = Array.from({ length: 256 }, (_, i) => {
  if (i === 255) return [...NAN_COLOR];
  const at = (i / 254) * (STOPS.length - 1);
  const from = Math.min(Math.floor(at), STOPS.length - 2);
  const mix = (c: 0 | 1 | 2) =>
    Math.round(STOPS[from][c] + (at - from) * (STOPS[from + 1][c] - STOPS[from][c]));
  return [mix(0), mix(1), mix(2)];
});

/** The scale as CSS, for a legend. */
export const DIVERGING_CSS: string = `linear-gradient(90deg, ${STOPS.map((c) => `rgb(${c.join(",")})`).join(", ")})`;

/** The distance from `centre` that all but the most extreme 0.5 % of `values` stay within. */
export function robustRange(values: Float32Array, centre: number): number {
  const distances = values
    .filter(Number.isFinite)
    .map((value) => Math.abs(value - centre))
    .sort();
  return distances[Math.floor(0.995 * (distances.length - 1))] || 1;
}

function dataUri(png: Uint8Array): DataUri {
  return `data:image/png;base64,${Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString("base64")}`;
}
