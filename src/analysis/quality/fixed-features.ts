/**
 * Forty-two numbers that describe a picture, without learning or chance: what `frechetDistance` compares.
 *
 * Why not Inception, as the published FID: its weights cannot be had here; it was trained on photographs, which toy
 * scenes are not; and its 2,048 features would need some ten thousand pictures for a covariance. These features are
 * the first layer of a scattering network (Bruna and Mallat 2013) with colour:
 *
 * | numbers | what |
 * | --- | --- |
 * | 12 | mean of each opponent channel in each quarter of the picture |
 * | 24 | mean modulus of Morlet wavelets of the luminance: 3 scales × 4 orientations × upper and lower half |
 * | 6 | mean modulus of the Laplacian pyramid of both colour channels: 3 scales each |
 *
 * Opponent channels (van de Sande et al. 2010) are an orthonormal basis of RGB: luminance (R + G + B)/√3, red-green
 * (R − G)/√2, yellow-blue (R + G − 2B)/√6. Moduli are multiplied by `GAIN`: they are several times smaller than
 * colours, and a Fréchet distance hears the loudest feature.
 *
 * @module
 */

import { morletModulus } from "./morlet.ts";
import type { Pictures } from "./pictures.ts";
import { gaussianPyramid, laplacianPyramid, type Plane } from "./pyramid.ts";

/** Features of pictures, one row each. */
export interface Features {
  readonly count: number;

  /** Numbers in a row. */
  readonly length: number;

  /** [count, length] */
  readonly values: Float64Array;
}

const SCALES = 3;
const GAIN = 4;

const OPPONENT: readonly (readonly [r: number, g: number, b: number])[] = [
  [1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3)],
  [1 / Math.sqrt(2), -1 / Math.sqrt(2), 0],
  [1 / Math.sqrt(6), 1 / Math.sqrt(6), -2 / Math.sqrt(6)],
];

/** @throws LabelError if height or width cannot be halved three times. */
export function fixedFeatures(pictures: Pictures): Features {
  const rows = Array.from({ length: pictures.count }, (_, i) => featuresOf(pictures, i));
  return {
    count: rows.length,
    length: rows[0]?.length ?? 0,
    values: Float64Array.from(rows.flat()),
  };
}

function featuresOf(pictures: Pictures, picture: number): number[] {
  const [luminance, ...colours] = OPPONENT.map((weights) => channel(pictures, picture, weights));
  return [
    ...[luminance, ...colours].flatMap((plane) => pooled(plane, 2, 2)),
    ...gaussianPyramid(luminance, SCALES).flatMap((level) =>
      morletModulus(level).flatMap((modulus) => pooled(modulus, 2, 1).map((mean) => GAIN * mean)),
    ),
    ...colours.flatMap((plane) =>
      laplacianPyramid(plane, SCALES + 1)
        .slice(0, SCALES)
        .map((level) => GAIN * pooled(modulus(level), 1, 1)[0]),
    ),
  ];
}

function channel(
  { height, width, values }: Pictures,
  picture: number,
  [r, g, b]: readonly [number, number, number],
): Plane {
  const pixels = height * width;
  const from = 3 * picture * pixels;
  const out = new Float32Array(pixels);
  for (let p = 0; p < pixels; p++) {
    out[p] =
      r * values[from + p] + g * values[from + pixels + p] + b * values[from + 2 * pixels + p];
  }
  return { height, width, values: out };
}

function modulus(plane: Plane): Plane {
  return { ...plane, values: plane.values.map(Math.abs) };
}

/** Means over a grid of cells, row by row. */
function pooled({ height, width, values }: Plane, rows: number, columns: number): number[] {
  const sums = new Float64Array(rows * columns);
  const counts = new Float64Array(rows * columns);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width);
      sums[cell] += values[y * width + x];
      counts[cell]++;
    }
  }
  return [...sums].map((sum, cell) => sum / counts[cell]);
}
