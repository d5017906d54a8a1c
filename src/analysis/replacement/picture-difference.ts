/**
 * How much two pictures differ: mean absolute difference, PSNR and SSIM.
 *
 * SSIM after Wang, Bovik, Sheikh and Simoncelli (2004): Gaussian window 11×11 with σ 1.5, K₁ 0.01, K₂ 0.03, biased
 * variances, each colour channel on its own, mean over the places where the window fits, as scikit-image computes it
 * with `gaussian_weights=True, use_sample_covariance=False`.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";

/** Pictures of one size: [batch, channels, height, width] and their values. */
export interface ComparedPictures {
  readonly shape: readonly [number, number, number, number];
  readonly data: Float32Array;
}

export interface PictureDifference {
  /** Mean |a − b|, in the pictures' own units (of a range of 2). */
  readonly meanAbsolute: number;

  /** Mean (a − b)². */
  readonly meanSquare: number;

  /** 10 log₁₀(range² / mean square) in dB; Infinity for equal pictures. */
  readonly psnr: number;

  /** 1 for equal pictures; NaN if a side is shorter than the window's 11 pixels. */
  readonly ssim: number;
}

const WINDOW = 11;
const SIGMA = 1.5;
const [K1, K2] = [0.01, 0.03];

/**
 * For each picture of a batch how far `a` is from `b`.
 *
 * @param range Of the values; default 2, for [−1, 1].
 * @throws EngineError if the sizes differ.
 */
export function pictureDifferences(
  a: ComparedPictures,
  b: ComparedPictures,
  range = 2,
): PictureDifference[] {
  const [batch, channels, height, width] = a.shape;
  if (a.shape.join() !== b.shape.join()) {
    throw new EngineError({
      what: "pictures of different sizes cannot be compared",
      where: "picture difference",
      expected: `[${a.shape.join(", ")}], as the first has`,
      got: `[${b.shape.join(", ")}]`,
      hint: "paint both at the same size",
    });
  }
  const plane = height * width;
  return Array.from({ length: batch }, (_, n) => {
    let [absolute, square, ssim] = [0, 0, 0];
    for (let c = 0; c < channels; c++) {
      const from = (n * channels + c) * plane;
      const x = Float64Array.from(a.data.subarray(from, from + plane));
      const y = Float64Array.from(b.data.subarray(from, from + plane));
      for (let p = 0; p < plane; p++) {
        const difference = x[p] - y[p];
        absolute += Math.abs(difference);
        square += difference * difference;
      }
      ssim += structuralSimilarity(x, y, height, width, range) / channels;
    }
    const meanSquare = square / (channels * plane);
    return {
      meanAbsolute: absolute / (channels * plane),
      meanSquare,
      psnr: 10 * Math.log10((range * range) / meanSquare),
      ssim,
    };
  });
}

/** Of one channel. */
function structuralSimilarity(
  x: Float64Array,
  y: Float64Array,
  height: number,
  width: number,
  range: number,
): number {
  if (height < WINDOW || width < WINDOW) return Number.NaN;
  const blur = (values: Float64Array) => gaussian(values, height, width);
  const [meanX, meanY] = [blur(x), blur(y)];
  const [xx, yy] = [blur(x.map((v) => v * v)), blur(y.map((v) => v * v))];
  const xy = blur(x.map((v, p) => v * y[p]));
  const [c1, c2] = [(K1 * range) ** 2, (K2 * range) ** 2];
  let sum = 0;
  for (let p = 0; p < xy.length; p++) {
    const [mx, my] = [meanX[p], meanY[p]];
    const [vx, vy, cov] = [xx[p] - mx * mx, yy[p] - my * my, xy[p] - mx * my];
    sum += ((2 * mx * my + c1) * (2 * cov + c2)) / ((mx * mx + my * my + c1) * (vx + vy + c2));
  }
  return sum / xy.length;
}

/** Weights of the window along one axis. */
const WEIGHTS: Float64Array = normalised(
  Float64Array.from({ length: WINDOW }, (_, i) =>
    Math.exp(-((i - (WINDOW - 1) / 2) ** 2) / (2 * SIGMA * SIGMA)),
  ),
);

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}

/** Weighted means under the window wherever it fits; [height − 10, width − 10]. */
function gaussian(values: Float64Array, height: number, width: number): Float64Array {
  const [h, w] = [height - WINDOW + 1, width - WINDOW + 1];
  const lines = new Float64Array(height * w);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < w; x++) {
      let sum = 0;
      for (let i = 0; i < WINDOW; i++) sum += WEIGHTS[i] * values[y * width + x + i];
      lines[y * w + x] = sum;
    }
  }
  const out = new Float64Array(h * w);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let sum = 0;
      for (let i = 0; i < WINDOW; i++) sum += WEIGHTS[i] * lines[(y + i) * w + x];
      out[y * w + x] = sum;
    }
  }
  return out;
}
