/**
 * Whether the neighbourhood comes out: generated pictures against the truth's context part, shadows and outlines
 * along borders.
 *
 * For each object the pixels that context changes (the *band*) and those of the same object at most four pixels away
 * that it does not. Of each object and channel the mean is taken off, then over all objects of a class least squares:
 * picture = slope · context + s · positional. Pictures drawn at context c have slope c. The second term is there
 * because a gradient also differs between border and inside; its slope is free, for a network need not have learned
 * it.
 *
 * @module
 */

import type { ToyScene } from "../../training/toy-scenes/toy-scene.ts";
import { type ClassSums, mergeSums, sumsOf, totalSums } from "./class-sums.ts";
import { contextMask, type ObjectUnit, objectsOf, pixelsByObject } from "./objects.ts";
import { checkPairs, type Pictures } from "./pictures.ts";
import { line, take } from "./positional-fidelity.ts";

export interface BoundaryOptions {
  /** What is compared with its own inside; default "component". */
  readonly unit?: ObjectUnit | undefined;

  /** How far from the band, in rows and columns, a pixel may be to be compared with it; default 4. */
  readonly reach?: number | undefined;
}

export interface BoundaryFidelityRow {
  /** Bank row; null for all classes. */
  readonly class: number | null;

  /** Pixels that context changes, and those they are compared with. */
  readonly bandPixels: number;
  readonly insidePixels: number;

  /** Root mean square of what of context positional structure does not explain, over all these pixels. */
  readonly signal: number;

  /** The ideal is the knob. Null where there is nothing to see. */
  readonly slope: number | null;

  /** Partial correlation of picture and context, given positional structure. */
  readonly correlation: number | null;
  readonly r2: number | null;
}

/** Places: pixels of the band and of the inside, then sums of products of x context, z positional, y picture. */
const [BAND, INSIDE, XX, XZ, ZZ, XY, ZY, YY] = [0, 1, 2, 3, 4, 5, 6, 7];
const LENGTH = 8;

/** The rows for a set of pictures. */
export function boundaryFidelity(
  pictures: Pictures,
  scenes: readonly ToyScene[],
  options?: BoundaryOptions,
): BoundaryFidelityRow[] {
  return boundaryRows(boundarySums(pictures, scenes, options));
}

/** @throws LabelError if pictures and scenes do not fit. */
export function boundarySums(
  pictures: Pictures,
  scenes: readonly ToyScene[],
  { unit = "component", reach = 4 }: BoundaryOptions = {},
): ClassSums {
  checkPairs(pictures, scenes);
  const out = new Map<number, Float64Array>();
  const plane = pictures.height * pictures.width;
  for (const [i, scene] of scenes.entries()) {
    const objects = objectsOf(scene, unit);
    const band = contextMask(scene);
    const near = nearMask(objects, band, scene, reach);
    for (const pixels of pixelsByObject(objects, near)) {
      const bandPixels = pixels.reduce((sum, p) => sum + band[p], 0);
      if (bandPixels === pixels.length) continue; // no inside to compare with
      const sums = sumsOf(out, scene.labels[pixels[0]], LENGTH);
      sums[BAND] += bandPixels;
      sums[INSIDE] += pixels.length - bandPixels;
      for (let c = 0; c < 3; c++) {
        const x = take(scene.truth.context, c * plane, pixels);
        const z = take(scene.truth.positional, c * plane, pixels);
        const y = take(pictures.values, (3 * i + c) * plane, pixels);
        for (let p = 0; p < x.length; p++) {
          sums[XX] += x[p] * x[p];
          sums[XZ] += x[p] * z[p];
          sums[ZZ] += z[p] * z[p];
          sums[XY] += x[p] * y[p];
          sums[ZY] += z[p] * y[p];
          sums[YY] += y[p] * y[p];
        }
      }
    }
  }
  return mergeSums(out);
}

/** A row for each class that context changes, and the row of all. */
export function boundaryRows(sums: ClassSums): BoundaryFidelityRow[] {
  const all: readonly (readonly [number | null, Float64Array])[] = [
    ...sums,
    [null, totalSums(sums, LENGTH)],
  ];
  return all.map(([row, s]) => {
    const pixels = s[BAND] + s[INSIDE];
    // What is left of a product of x and y when both have lost their parts along z.
    const rest = (product: number, a: number, b: number): number =>
      s[ZZ] > 1e-12 * s[YY] ? product - (a * b) / s[ZZ] : product;
    const [xx, xy] = [rest(s[XX], s[XZ], s[XZ]), rest(s[XY], s[XZ], s[ZY])];
    const yy = rest(s[YY], s[ZY], s[ZY]);
    return {
      class: row,
      bandPixels: s[BAND],
      insidePixels: s[INSIDE],
      ...line(pixels, xx, xy, yy),
    };
  });
}

/** 1 for the band, and where the band of the same object is at most `reach` rows and columns away. */
function nearMask(
  objects: Int32Array,
  band: Uint8Array,
  { height, width }: ToyScene,
  reach: number,
): Uint8Array {
  const near = new Uint8Array(height * width);
  for (let p = 0; p < near.length; p++) {
    if (band[p] === 0) continue;
    const [y, x] = [Math.floor(p / width), p % width];
    for (let v = Math.max(y - reach, 0); v <= Math.min(y + reach, height - 1); v++) {
      for (let u = Math.max(x - reach, 0); u <= Math.min(x + reach, width - 1); u++) {
        const q = v * width + u;
        if (objects[q] === objects[p]) near[q] = 1;
      }
    }
  }
  return near;
}
