/**
 * Sliced Wasserstein distance between two sets of pictures, on patches of Laplacian pyramids: Karras et al. 2018
 * (arXiv 1710.10196, section 5). Level by level it tells whether structures of that size look alike, pairing aside.
 *
 * As published: 7×7 patches of three channels, each channel of a set brought to mean 0 and deviation 1, projected on
 * random unit vectors; in one dimension the distance is the mean difference of sorted values. Each set has its own
 * mean and deviation, so a tint or a lack of contrast that is the same everywhere does not show: `classErrors` sees
 * those. (The paper prints distances times 1,000.)
 *
 * Not as published: patches are taken at the same places of picture i in both sets, so that equal sets have distance
 * 0 and sets painted from the same label maps differ by their painting, not by where one has looked; and there are 64
 * patches a picture and 128 directions instead of 128 and 512: 64×64 pixels hold fewer.
 *
 * @module
 */

import { LabelError } from "../../errors.ts";
import type { Size } from "../../labels/label-map.ts";
import { seededNormal, seededUniform } from "../../models/latent.ts";
import { checkAlike, type Pictures } from "./pictures.ts";
import { laplacianPyramid } from "./pyramid.ts";

export interface SlicedWassersteinOptions {
  /** Height of the smallest level; default 16. */
  readonly smallest?: number | undefined;

  /** Default 64. */
  readonly patchesPerPicture?: number | undefined;

  /** Random directions for each level; default 128. */
  readonly directions?: number | undefined;

  /** Default 0. */
  readonly seed?: number | undefined;
}

export interface SlicedWasserstein {
  /** From the full size down; the last is the low-pass rest. */
  readonly levels: readonly { readonly height: number; readonly distance: number }[];

  /** Of the levels' distances. */
  readonly mean: number;
}

const PATCH = 7;
const AREA = PATCH * PATCH;

/** Numbers in a descriptor: [channel, y, x]. */
const LENGTH = 3 * AREA;

/** A set of pictures along its directions: what two sets are compared by. Made once for a set that stays. */
export interface Projections extends Size {
  readonly count: number;

  /** From the full size down. */
  readonly levels: readonly {
    readonly height: number;

    /** For each direction the descriptors along it, in order. */
    readonly sorted: readonly Float32Array[];
  }[];
}

/** @throws LabelError if the sets differ in number or size, or the pictures are too small. */
export function slicedWasserstein(
  a: Pictures,
  b: Pictures,
  options?: SlicedWassersteinOptions,
): SlicedWasserstein {
  checkAlike(a, b);
  return projectedDistance(project(a, options), project(b, options));
}

/** @throws LabelError if the pictures are too small. */
export function project(
  pictures: Pictures,
  {
    smallest = 16,
    patchesPerPicture = 64,
    directions = 128,
    seed = 0,
  }: SlicedWassersteinOptions = {},
): Projections {
  const { count, height, width } = pictures;
  const levels = pyramids(pictures, levelCount(pictures, smallest)).map((level, i) => {
    const corners = patchCorners(count * patchesPerPicture, level, seed + 2 * i);
    const vectors = unitVectors(directions, seed + 2 * i + 1);
    const points = descriptors(level, corners, patchesPerPicture);
    return { height: level.height, sorted: sortedProjections(points, vectors, directions) };
  });
  return { count, height, width, levels };
}

/** The distance of two sets, both projected with the same options. */
export function projectedDistance(a: Projections, b: Projections): SlicedWasserstein {
  const levels = a.levels.map(({ height, sorted }, i) => ({
    height,
    distance: meanDistance(sorted, b.levels[i].sorted),
  }));
  const mean = levels.reduce((sum, { distance }) => sum + distance, 0) / levels.length;
  return { levels, mean };
}

function levelCount({ height, width }: Pictures, smallest: number): number {
  const count = 1 + Math.floor(Math.log2(height / smallest));
  const last = Math.min(height, width) / 2 ** (count - 1);
  if (count >= 1 && last >= PATCH) return count;
  throw new LabelError({
    what: "the pictures are too small for patches",
    where: "slicedWasserstein",
    expected: `${smallest} rows or more, and ${PATCH} pixels each way at the smallest level`,
    got: `${height}x${width}`,
    hint: "use larger pictures, or another `smallest`",
  });
}

interface Level extends Size {
  /** Channel c of picture i at 3 · i + c. */
  readonly planes: readonly Float32Array[];
}

function pyramids({ count, height, width, values }: Pictures, levels: number): Level[] {
  const plane = height * width;
  const all = Array.from({ length: 3 * count }, (_, i) => {
    const channel = { height, width, values: values.subarray(i * plane, (i + 1) * plane) };
    return laplacianPyramid(channel, levels);
  });
  return Array.from({ length: levels }, (_, level) => ({
    height: height >> level,
    width: width >> level,
    planes: all.map((pyramid) => pyramid[level].values),
  }));
}

/** Upper left corner of each patch, as an offset into its plane. */
function patchCorners(count: number, { height, width }: Size, seed: number): Int32Array {
  const uniform = seededUniform(seed);
  const below = (limit: number) => Math.floor(uniform() * limit);
  return Int32Array.from(
    { length: count },
    () => below(height - PATCH + 1) * width + below(width - PATCH + 1),
  );
}

/** Directions in the space of descriptors, [count, LENGTH]; uniform, for the normal distribution has no direction. */
function unitVectors(count: number, seed: number): Float32Array {
  const vectors = seededNormal(seed, count * LENGTH);
  for (let i = 0; i < count; i++) {
    const vector = vectors.subarray(i * LENGTH, (i + 1) * LENGTH);
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    for (let j = 0; j < LENGTH; j++) vector[j] /= length;
  }
  return vectors;
}

/** The patches, [patches, LENGTH], each channel with mean 0 and deviation 1 over the set. */
function descriptors(
  { planes, width }: Level,
  corners: Int32Array,
  patchesPerPicture: number,
): Float32Array {
  const out = new Float32Array(corners.length * LENGTH);
  for (let c = 0; c < 3; c++) {
    let [sum, squares] = [0, 0];
    for (const [n, corner] of corners.entries()) {
      const plane = planes[3 * Math.floor(n / patchesPerPicture) + c];
      let to = n * LENGTH + c * AREA;
      for (let y = 0; y < PATCH; y++) {
        for (let x = 0; x < PATCH; x++) {
          const value = plane[corner + y * width + x];
          out[to++] = value;
          sum += value;
          squares += value * value;
        }
      }
    }
    const count = corners.length * AREA;
    const mean = sum / count;
    const deviation = Math.sqrt(Math.max(squares / count - mean * mean, 0));
    const factor = deviation > 1e-6 ? 1 / deviation : 0; // a channel without any contrast stays 0
    for (let n = 0; n < corners.length; n++) {
      const from = n * LENGTH + c * AREA;
      for (let i = from; i < from + AREA; i++) out[i] = (out[i] - mean) * factor;
    }
  }
  return out;
}

/** The descriptors along each direction, sorted. */
function sortedProjections(
  points: Float32Array,
  vectors: Float32Array,
  count: number,
): Float32Array[] {
  const rows = points.length / LENGTH;
  const out = Array.from({ length: count }, () => new Float32Array(rows));
  // Four directions at a time: a descriptor is then read once for four products.
  for (let d = 0; d < count; d += 4) {
    const at = [0, 1, 2, 3].map((k) => Math.min(d + k, count - 1));
    const [v0, v1, v2, v3] = at.map((k) => vectors.subarray(k * LENGTH, (k + 1) * LENGTH));
    const [o0, o1, o2, o3] = at.map((k) => out[k]);
    for (let n = 0; n < rows; n++) {
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      const from = n * LENGTH;
      for (let i = 0; i < LENGTH; i++) {
        const value = points[from + i];
        s0 += value * v0[i];
        s1 += value * v1[i];
        s2 += value * v2[i];
        s3 += value * v3[i];
      }
      o0[n] = s0;
      o1[n] = s1;
      o2[n] = s2;
      o3[n] = s3;
    }
  }
  return out.map((values) => values.sort());
}

function meanDistance(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  let sum = 0;
  for (const [d, left] of a.entries()) {
    for (let n = 0; n < left.length; n++) sum += Math.abs(left[n] - b[d][n]);
  }
  return sum / (a.length * a[0].length);
}
