/**
 * Whether the place inside an object comes out: generated pictures against the truth's positional part.
 *
 * Only pixels well inside count: no other label or instance within two pixels (where SPADE's 5×5 would see it), no
 * context. Of each object and channel the mean is taken off, of picture and truth alike, and the truth is split into
 * the plane a + b·y + c·x that fits it best, its *gradient* (exactly what is linear in CLADE-ICPE's offsets, whose
 * normalisation changes the coefficients alone), and the *fine* rest. Over all objects of a class then a
 * least-squares line: picture = slope · truth. Pictures drawn at positional structure p have slope p.
 *
 * Texture lowers the correlation, the scene's own picture's included, and leaves the slope alone.
 *
 * @module
 */

import type { ToyScene } from "../../training/toy-scenes/toy-scene.ts";
import { type ClassSums, mergeSums, sumsOf, totalSums } from "./class-sums.ts";
import { contextMask, insideMask, type ObjectUnit, objectsOf, pixelsByObject } from "./objects.ts";
import { checkPairs, type Pictures } from "./pictures.ts";

export interface PositionalOptions {
  /** Inside what place is measured; default "component", as CLADE-ICPE's positional map. */
  readonly unit?: ObjectUnit | undefined;

  /** Pixels left out along the borders of objects; default 2. */
  readonly band?: number | undefined;
}

export interface PositionalFidelityRow {
  /** Bank row; null for all classes: one line through all their pixels. */
  readonly class: number | null;

  /** Which part of the truth: what is linear in the offsets, the finer rest, or both. */
  readonly part: "all" | "gradient" | "fine";
  readonly pixels: number;

  /** Root mean square of the truth's part, in units of the picture, at positional structure 1. */
  readonly signal: number;

  /** The ideal is the knob. Null where there is nothing to see (signal below `MIN_SIGNAL`). */
  readonly slope: number | null;

  /** Of picture and truth: for gradient and fine of the picture's own gradient and fine rest. */
  readonly correlation: number | null;

  /** correlation²: the share of the picture's variance inside objects that the truth explains. */
  readonly r2: number | null;
}

/** An eighth of a step of an 8-bit picture. */
const MIN_SIGNAL = 1e-3;

/** Places in the sums: pixels, then Σ truth², Σ truth · picture, Σ picture² of the gradient and of the fine rest. */
const LENGTH = 7;

/** The rows for a set of pictures. */
export function positionalFidelity(
  pictures: Pictures,
  scenes: readonly ToyScene[],
  options?: PositionalOptions,
): PositionalFidelityRow[] {
  return positionalRows(positionalSums(pictures, scenes, options));
}

/** @throws LabelError if pictures and scenes do not fit. */
export function positionalSums(
  pictures: Pictures,
  scenes: readonly ToyScene[],
  { unit = "component", band = 2 }: PositionalOptions = {},
): ClassSums {
  checkPairs(pictures, scenes);
  const out = new Map<number, Float64Array>();
  const plane = pictures.height * pictures.width;
  for (const [i, scene] of scenes.entries()) {
    const context = contextMask(scene);
    const inside = insideMask(scene, band).map((bit, p) => bit & ~context[p]);
    for (const pixels of pixelsByObject(objectsOf(scene, unit), inside)) {
      const sums = sumsOf(out, scene.labels[pixels[0]], LENGTH);
      const axes = planeAxes(pixels, scene.width);
      sums[0] += pixels.length;
      for (let c = 0; c < 3; c++) {
        const x = take(scene.truth.positional, c * plane, pixels);
        const y = take(pictures.values, (3 * i + c) * plane, pixels);
        addProducts(sums, x, y, axes);
      }
    }
  }
  return mergeSums(out);
}

/** Three rows for each class, and three for all of them. */
export function positionalRows(sums: ClassSums): PositionalFidelityRow[] {
  const all: readonly (readonly [number | null, Float64Array])[] = [
    ...sums,
    [null, totalSums(sums, LENGTH)],
  ];
  return all.flatMap(([row, [pixels, ...s]]) => [
    { class: row, part: "all", pixels, ...line(pixels, s[0] + s[3], s[1] + s[4], s[2] + s[5]) },
    { class: row, part: "gradient", pixels, ...line(pixels, s[0], s[1], s[2]) },
    { class: row, part: "fine", pixels, ...line(pixels, s[3], s[4], s[5]) },
  ]);
}

/** Least squares through the origin, of sums over pixels and three channels. */
export function line(
  pixels: number,
  xx: number,
  xy: number,
  yy: number,
): Pick<PositionalFidelityRow, "signal" | "slope" | "correlation" | "r2"> {
  const signal = pixels === 0 ? 0 : Math.sqrt(xx / (3 * pixels));
  if (signal < MIN_SIGNAL) return { signal, slope: null, correlation: null, r2: null };
  const correlation = yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  return { signal, slope: xy / xx, correlation, r2: correlation * correlation };
}

/** Values at `pixels` of a plane that begins at `offset`, their mean taken off. */
export function take(values: Float32Array, offset: number, pixels: Int32Array): Float64Array {
  return centred(Float64Array.from(pixels, (p) => values[offset + p]));
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

/** An orthonormal basis of the planes over some pixels, but for the constant; fewer than two for a line or a point. */
function planeAxes(pixels: Int32Array, width: number): Float64Array[] {
  const y = centred(Float64Array.from(pixels, (p) => Math.floor(p / width)));
  const x = centred(Float64Array.from(pixels, (p) => p % width));
  const axes: Float64Array[] = [];
  for (const axis of [y, x]) {
    const length = Math.sqrt(dot(axis, axis));
    for (const other of axes) subtract(axis, other, dot(axis, other));
    const rest = Math.sqrt(dot(axis, axis));
    if (rest > 1e-9 * length) axes.push(axis.map((value) => value / rest));
  }
  return axes;
}

/** Adds the products of the parts along `axes` and of the rest. The parts are orthogonal: no mixed products. */
function addProducts(
  sums: Float64Array,
  x: Float64Array,
  y: Float64Array,
  axes: readonly Float64Array[],
): void {
  for (const axis of axes) {
    const [a, b] = [dot(axis, x), dot(axis, y)];
    sums[1] += a * a;
    sums[2] += a * b;
    sums[3] += b * b;
    subtract(x, axis, a);
    subtract(y, axis, b);
  }
  sums[4] += dot(x, x);
  sums[5] += dot(x, y);
  sums[6] += dot(y, y);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** a −= factor · b. */
function subtract(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] -= factor * b[i];
}
