/**
 * Positional maps that are given instead of computed: from an array, and at another size.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import type { ShapedArray } from "../labels/label-array.ts";
import { type Size, sizeText } from "../labels/label-map.ts";
import { resizeNearest } from "../labels/nearest.ts";
import type { PositionalMap } from "./positional-map.ts";

/**
 * Takes a `[2, height, width]` array (y, x) of finite numbers as a positional map; leading axes of length 1
 * are accepted.
 *
 * @param where Name of the file or variable, for messages.
 * @param labels The label map it belongs to; when given, the sizes have to agree.
 * @throws LabelError when shape, size or values do not fit.
 */
export function positionsFromArray(
  { shape, data }: ShapedArray,
  where: string,
  labels?: Size,
): PositionalMap {
  const [height, width] = planesShape(shape, data.length, where);
  if (labels !== undefined && (labels.height !== height || labels.width !== width)) {
    throw new LabelError({
      where,
      what: "the positional map and its label map differ in size",
      expected: `${sizeText(labels)}, the size of the label map`,
      got: sizeText({ height, width }),
      hint: "give the positional map of the same picture, or leave it out to have it computed",
    });
  }
  const offsets = Float32Array.from(data as ArrayLike<number>, Number);
  const bad = offsets.findIndex((offset) => !Number.isFinite(offset));
  if (bad < 0) return { height, width, data: offsets };
  const p = bad % (height * width);
  throw new LabelError({
    where,
    what: "the positional map holds values that are no offsets",
    expected: "finite numbers",
    got: `${offsets[bad]} in plane ${bad < height * width ? "y" : "x"} at y ${Math.floor(p / width)}, x ${p % width}`,
    hint: "compute it again, or leave it out to have it computed",
  });
}

/** Resizes by PyTorch's nearest rule, as the network does for each layer; the offsets stay as they are. */
export function resizePositionalMap(map: PositionalMap, size: Size): PositionalMap {
  const { height, width } = size;
  return { height, width, data: resizeNearest(map.data, map, size, "torch") };
}

function planesShape(
  shape: readonly number[],
  length: number,
  where: string,
): readonly [height: number, width: number] {
  const leading = shape.slice(0, -3);
  const [planes = 0, height = 0, width = 0] = shape.slice(-3);
  const map = planes === 2 && leading.every((axis) => axis === 1) && height > 0 && width > 0;
  if (map && 2 * height * width === length) return [height, width];
  throw new LabelError({
    where,
    what: "the array is not a positional map",
    expected: "[2, height, width], offsets along y and then along x",
    got: `[${shape.join(", ")}] with ${length} values`,
    hint: "`cladescope positions` writes such maps; leave it out to have it computed",
  });
}
