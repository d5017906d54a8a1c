/**
 * Gaussian and Laplacian pyramids (Burt and Adelson 1983): each level half as large, with the binomial filter
 * [1, 4, 6, 4, 1] / 16, the picture mirrored at its edge without repeating it.
 *
 * @module
 */

import { LabelError } from "../../errors.ts";
import { type Size, sizeText } from "../../labels/label-map.ts";

/** One channel of a picture. */
export interface Plane extends Size {
  /** [height, width] */
  readonly values: Float32Array;
}

const FILTER = [1, 4, 6, 4, 1].map((weight) => weight / 16);

/** The plane itself, then each level from the one before. @throws LabelError if it cannot be halved so often. */
export function gaussianPyramid(plane: Plane, levels: number): Plane[] {
  const out = [plane];
  while (out.length < levels) out.push(down(out[out.length - 1]));
  return out;
}

/** What each level has beyond the next, enlarged; last the smallest level itself. */
export function laplacianPyramid(plane: Plane, levels: number): Plane[] {
  const gaussian = gaussianPyramid(plane, levels);
  return gaussian.map((level, i) => {
    if (i === levels - 1) return level;
    const coarse = up(gaussian[i + 1]);
    return { ...level, values: level.values.map((value, p) => value - coarse.values[p]) };
  });
}

/** `i` mirrored into [0, length): −1 becomes 1, length becomes length − 2. */
export function mirrored(i: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const j = ((i % period) + period) % period;
  return j < length ? j : period - j;
}

/** Filters, then keeps the even rows and columns. */
function down(plane: Plane): Plane {
  const { height, width } = plane;
  if (height % 2 !== 0 || width % 2 !== 0) {
    throw new LabelError({
      what: "a picture of this size has not enough pyramid levels",
      where: "quality",
      expected: "height and width that can be halved once for each further level",
      got: sizeText(plane),
      hint: "use pictures of 64×64, 128×128, … pixels",
    });
  }
  const [rows, columns] = [height / 2, width / 2];
  const along = new Float32Array(height * columns); // filtered along x, at even columns
  for (let x = 0; x < columns; x++) {
    const taps = FILTER.map((_, t) => mirrored(2 * x + t - 2, width));
    for (let y = 0; y < height; y++) {
      let sum = 0;
      for (let t = 0; t < 5; t++) sum += FILTER[t] * plane.values[y * width + taps[t]];
      along[y * columns + x] = sum;
    }
  }
  const values = new Float32Array(rows * columns);
  for (let y = 0; y < rows; y++) {
    const taps = FILTER.map((_, t) => mirrored(2 * y + t - 2, height) * columns);
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let t = 0; t < 5; t++) sum += FILTER[t] * along[taps[t] + x];
      values[y * columns + x] = sum;
    }
  }
  return { height: rows, width: columns, values };
}

/** Zeros between the pixels, then twice the filter along each axis. */
function up({ height, width, values }: Plane): Plane {
  const along = new Float32Array(height * 2 * width);
  for (let x = 0; x < 2 * width; x++) {
    const taps = evenTaps(x, 2 * width);
    for (let y = 0; y < height; y++) {
      let sum = 0;
      for (const [at, weight] of taps) sum += weight * values[y * width + at];
      along[y * 2 * width + x] = sum;
    }
  }
  const out = new Float32Array(4 * height * width);
  for (let y = 0; y < 2 * height; y++) {
    const taps = evenTaps(y, 2 * height);
    for (let x = 0; x < 2 * width; x++) {
      let sum = 0;
      for (const [at, weight] of taps) sum += weight * along[at * 2 * width + x];
      out[y * 2 * width + x] = sum;
    }
  }
  return { height: 2 * height, width: 2 * width, values: out };
}

/** Source pixels and weights of pixel `i` of an enlarged line: the taps that do not meet a zero. */
function evenTaps(i: number, length: number): (readonly [at: number, weight: number])[] {
  return FILTER.map((weight, t) => [mirrored(i + t - 2, length), 2 * weight] as const)
    .filter(([at]) => at % 2 === 0)
    .map(([at, weight]) => [at / 2, weight]);
}
