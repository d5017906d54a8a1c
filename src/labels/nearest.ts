/**
 * Resizing by nearest neighbour, the way the two libraries of the released code do it.
 *
 * Label files are resized by Pillow when they are loaded, label maps and positional maps by PyTorch inside
 * the network. The two rules differ by up to a pixel, so each is reproduced to its rounding.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import { checkChoice } from "./check-choice.ts";
import type { Size } from "./label-map.ts";

/** Whose rule: `"pil"` for label files, `"torch"` inside the network. */
export type NearestRule = "pil" | "torch";

/** Any array of numbers that can be resized in place of its own kind. */
export type Pixels =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/**
 * For each of `output` pixels along an axis, the pixel of `input` that Pillow takes.
 *
 * `ImagingScaleAffine` in Pillow's src/libImaging/Geometry.c starts at half a step and adds the step in
 * double precision for each pixel, so rounding errors add up, and that shows at some sizes.
 */
export function nearestIndicesPil(input: number, output: number): Int32Array {
  const indices = new Int32Array(output);
  const step = input / output;
  let position = step * 0.5;
  for (let i = 0; i < output; i++) {
    indices[i] = Math.min(Math.trunc(position), input - 1);
    position += step;
  }
  return indices;
}

/**
 * For each of `output` pixels along an axis, the pixel of `input` that PyTorch's `interpolate(size=…,
 * mode="nearest")` takes for float32 data.
 *
 * `nearest_idx` in aten/src/ATen/native/UpSample.h: floor(i · scale) in single precision, with equal and
 * doubled sizes treated apart.
 */
export function nearestIndicesTorch(input: number, output: number): Int32Array {
  const indices = new Int32Array(output);
  const scale = Math.fround(input / output);
  for (let i = 0; i < output; i++) {
    if (output === input) indices[i] = i;
    else if (output === 2 * input) indices[i] = i >> 1;
    else indices[i] = Math.min(Math.floor(Math.fround(i * scale)), input - 1);
  }
  return indices;
}

/**
 * Resizes one or more planes, `[planes, from.height, from.width]`, to `[planes, to.height, to.width]`.
 *
 * @returns A new array of the same kind, also when the sizes are equal.
 * @throws LabelError when the data are not a whole number of planes or a size is not positive.
 */
export function resizeNearest<T extends Pixels>(
  data: T,
  from: Size,
  to: Size,
  rule: NearestRule,
): T {
  checkChoice(LabelError, "rule", rule, ["pil", "torch"]);
  checkSizes(data, from, to);
  const indices = rule === "pil" ? nearestIndicesPil : nearestIndicesTorch;
  const rows = indices(from.height, to.height);
  const columns = indices(from.width, to.width);
  const planes = data.length / (from.height * from.width);
  const Kind = data.constructor as new (length: number) => T;
  const out = new Kind(planes * to.height * to.width);
  let o = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < to.height; y++) {
      if (y > 0 && rows[y] === rows[y - 1]) {
        out.copyWithin(o, o - to.width, o); // the same line again
        o += to.width;
        continue;
      }
      const line = (plane * from.height + rows[y]) * from.width;
      for (let x = 0; x < to.width; x++) out[o++] = data[line + columns[x]];
    }
  }
  return out;
}

function checkSizes(data: Pixels, from: Size, to: Size): void {
  const sides = [from.height, from.width, to.height, to.width];
  const positive = sides.every((side) => Number.isInteger(side) && side > 0);
  if (positive && data.length > 0 && data.length % (from.height * from.width) === 0) return;
  throw new LabelError({
    what: "cannot resize: the sizes are not positive or do not fit the data",
    expected: "whole planes of height x width pixels, and sizes of at least 1x1",
    got: `${data.length} values as ${from.height}x${from.width}, to ${to.height}x${to.width}`,
    hint: "give the height and width that the data have, and a new size in whole pixels",
  });
}
