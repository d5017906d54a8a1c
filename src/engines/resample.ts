/**
 * Pictures at another size, by Pillow's `BILINEAR` rule.
 *
 * Each pixel of the result is a mean of the pixels around its place, weighted by a triangle that is as wide as two pixels
 * of the coarser picture. Enlarging, that is bilinear interpolation; shrinking, it averages over an area. The released
 * loader takes Pillow's `BICUBIC`, whose weights are negative in places: its pictures overshoot at borders between
 * objects, and what is learned there is the resampling. Pixel centres lie where the nearest rule of label maps has them.
 *
 * Pillow, src/libImaging/Resample.c, `precompute_coeffs`; here in float32 planes, without rounding to bytes.
 *
 * @module
 */

import type { Size } from "../labels/label-map.ts";

/** @param data [planes, from.height, from.width]. @returns [planes, to.height, to.width]; `data` if sizes are equal. */
export function resample(data: Float32Array, from: Size, to: Size): Float32Array {
  const planes = data.length / (from.height * from.width);
  const wide = from.width === to.width ? data : widened(data, from.width, to.width);
  if (from.height === to.height) return wide;
  const out = new Float32Array(planes * to.height * to.width);
  const taps = weights(from.height, to.height);
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < to.height; y++) {
      const line = (plane * to.height + y) * to.width;
      const { first, values } = taps[y];
      for (let x = 0; x < to.width; x++) {
        let sum = 0;
        let at = (plane * from.height + first) * to.width + x;
        for (const w of values) {
          sum += w * wide[at];
          at += to.width;
        }
        out[line + x] = sum;
      }
    }
  }
  return out;
}

function widened(data: Float32Array, from: number, to: number): Float32Array {
  const taps = weights(from, to);
  const lines = data.length / from;
  const out = new Float32Array(lines * to);
  for (let line = 0; line < lines; line++) {
    for (let x = 0; x < to; x++) {
      const { first, values } = taps[x];
      let sum = 0;
      for (let i = 0; i < values.length; i++) sum += values[i] * data[line * from + first + i];
      out[line * to + x] = sum;
    }
  }
  return out;
}

interface Taps {
  /** The first pixel that counts. */
  readonly first: number;

  /** Weights of it and those that follow; their sum is 1. */
  readonly values: Float64Array;
}

function weights(input: number, output: number): Taps[] {
  const scale = input / output;
  const support = Math.max(1, scale);
  return Array.from({ length: output }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const last = Math.min(input, Math.trunc(centre + support + 0.5));
    const triangle = Float64Array.from({ length: last - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((first + k - centre + 0.5) / support)),
    );
    const sum = triangle.reduce((a, b) => a + b, 0);
    return { first, values: triangle.map((w) => w / sum) };
  });
}
