/**
 * Whether each class has its colour and its texture.
 *
 * With g the generated picture, t the scene's own and m the scene without texture (see `noiseless`), over the pixels
 * of a class:
 *
 * - colour error: |mean g − mean t|, mean over channels. Errors of different pictures may cancel here;
 * - pixel error: mean |g − m|, where nothing cancels. A picture as good as the scene's own has an error of the
 *   texture's size, the pixel floor: mean |t − m|;
 * - texture error: residuals g − m and t − m are compared by how much two pixels of one object differ that are 1, 2
 *   and 4 pixels apart along a row or a column, `√(mean difference² / 2)` (the square root of the variogram, after
 *   Matheron; far apart it is the standard deviation). A wrong colour or a missing gradient hardly shows in it.
 *
 * @module
 */

import type { ToyScene } from "../../training/toy-scenes/toy-scene.ts";
import { type ClassSums, mergeSums, sumsOf } from "./class-sums.ts";
import { noiseless } from "./noiseless.ts";
import { checkPairs, type Knobs, type Pictures } from "./pictures.ts";

/** All in units of the picture, whose range is 2. */
export interface ClassErrorRow {
  /** Bank row; null for all classes, weighted by their pixels. */
  readonly class: number | null;
  readonly pixels: number;
  readonly colourError: number;
  readonly pixelError: number;
  readonly pixelFloor: number;
  readonly textureError: number;

  /** Standard deviation of the residual, mean over channels: of the generated pictures and of the scenes' own. */
  readonly textureStd: number;
  readonly textureStdTruth: number;
}

const LAGS = [1, 2, 4];

/**
 * Places in the sums of a class: pixels, |g − m|, |t − m|; for each channel g, t, g − m, its square, t − m, its
 * square; for each lag the pairs, and for each channel both squared differences.
 */
const [PIXELS, ERROR, FLOOR, CHANNELS] = [0, 1, 2, 3];
const LAG_SUMS = CHANNELS + 3 * 6;
const LENGTH = LAG_SUMS + LAGS.length * 7;

/** The rows for a set of pictures. */
export function classErrors(
  pictures: Pictures,
  scenes: readonly ToyScene[],
  knobs: Knobs,
): ClassErrorRow[] {
  return classErrorRows(classErrorSums(pictures, scenes, knobs));
}

/** @param knobs What the scenes' pictures were drawn with. @throws LabelError if pictures and scenes do not fit. */
export function classErrorSums(
  pictures: Pictures,
  scenes: readonly ToyScene[],
  knobs: Knobs,
): ClassSums {
  checkPairs(pictures, scenes);
  const out = new Map<number, Float64Array>();
  const length = 3 * pictures.height * pictures.width;
  for (const [i, scene] of scenes.entries()) {
    const mean = noiseless(scene, knobs);
    const picture = pictures.values.subarray(i * length, (i + 1) * length);
    addPixels(out, scene, picture, mean);
    const residual = picture.map((value, j) => value - mean[j]);
    const texture = scene.image.map((value, j) => value - mean[j]);
    for (const lag of LAGS.keys()) addDifferences(out, scene, residual, texture, lag);
  }
  return mergeSums(out);
}

/** A row for each class, and the row of all classes. */
export function classErrorRows(sums: ClassSums): ClassErrorRow[] {
  const rows = [...sums].map(([row, values]) => ({ class: row, ...errorsOf(values) }));
  return [...rows, { class: null, ...weightedMean(rows) }];
}

function addPixels(
  out: Map<number, Float64Array>,
  { labels, image }: ToyScene,
  picture: Float32Array,
  mean: Float32Array,
): void {
  const pixels = labels.length;
  for (let p = 0; p < pixels; p++) {
    const sums = sumsOf(out, labels[p], LENGTH);
    sums[PIXELS]++;
    for (let c = 0; c < 3; c++) {
      const i = c * pixels + p;
      const residual = picture[i] - mean[i];
      const texture = image[i] - mean[i];
      sums[ERROR] += Math.abs(residual) / 3;
      sums[FLOOR] += Math.abs(texture) / 3;
      const at = CHANNELS + 6 * c;
      sums[at] += picture[i];
      sums[at + 1] += image[i];
      sums[at + 2] += residual;
      sums[at + 3] += residual * residual;
      sums[at + 4] += texture;
      sums[at + 5] += texture * texture;
    }
  }
}

function addDifferences(
  out: Map<number, Float64Array>,
  { labels, instances, height, width }: ToyScene,
  residual: Float32Array,
  texture: Float32Array,
  lag: number,
): void {
  const [distance, at] = [LAGS[lag], LAG_SUMS + 7 * lag];
  const pixels = height * width;
  const add = (p: number, q: number): void => {
    if (labels[p] !== labels[q] || instances[p] !== instances[q]) return;
    const sums = sumsOf(out, labels[p], LENGTH);
    sums[at]++;
    for (let c = 0; c < 3; c++) {
      const offset = c * pixels;
      sums[at + 1 + 2 * c] += (residual[offset + p] - residual[offset + q]) ** 2;
      sums[at + 2 + 2 * c] += (texture[offset + p] - texture[offset + q]) ** 2;
    }
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      if (x + distance < width) add(p, p + distance);
      if (y + distance < height) add(p, p + distance * width);
    }
  }
}

function errorsOf(sums: Float64Array): Omit<ClassErrorRow, "class"> {
  const pixels = sums[PIXELS];
  let [colour, std, stdTruth, texture] = [0, 0, 0, 0];
  for (let c = 0; c < 3; c++) {
    const [g, t, r, rr, q, qq] = sums.subarray(CHANNELS + 6 * c).map((sum) => sum / pixels);
    colour += Math.abs(g - t) / 3;
    std += deviation(rr - r * r) / 3;
    stdTruth += deviation(qq - q * q) / 3;
  }
  const lags = LAGS.map((_, lag) => sums.subarray(LAG_SUMS + 7 * lag)).filter(
    ([pairs]) => pairs > 0,
  );
  for (const [pairs, ...squares] of lags) {
    for (let c = 0; c < 3; c++) {
      const [a, b] = [squares[2 * c], squares[2 * c + 1]].map((sum) => Math.sqrt(sum / pairs / 2));
      texture += Math.abs(a - b) / 3 / lags.length;
    }
  }
  return {
    pixels,
    colourError: colour,
    pixelError: sums[ERROR] / pixels,
    pixelFloor: sums[FLOOR] / pixels,
    textureError: texture,
    textureStd: std,
    textureStdTruth: stdTruth,
  };
}

function weightedMean(rows: readonly ClassErrorRow[]): Omit<ClassErrorRow, "class"> {
  const pixels = rows.reduce((sum, row) => sum + row.pixels, 0);
  const mean = (value: (row: ClassErrorRow) => number): number =>
    rows.reduce((sum, row) => sum + value(row) * row.pixels, 0) / pixels;
  return {
    pixels,
    colourError: mean((row) => row.colourError),
    pixelError: mean((row) => row.pixelError),
    pixelFloor: mean((row) => row.pixelFloor),
    textureError: mean((row) => row.textureError),
    textureStd: mean((row) => row.textureStd),
    textureStdTruth: mean((row) => row.textureStdTruth),
  };
}

/** Square root of a variance that rounding may have made negative. */
function deviation(variance: number): number {
  return Math.sqrt(Math.max(variance, 0));
}
