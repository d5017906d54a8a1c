/**
 * Where positional maps differ by what has a centre of its own: components, classes or instances.
 *
 * @module
 */

import { LabelError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import type { Size } from "../../models/ops.ts";
import { type PositionalMapOptions, positionalMap } from "../../positions/positional-map.ts";
import type { RegionUnit } from "../../positions/regions.ts";

export interface UnitDifferenceRow {
  readonly a: RegionUnit;
  readonly b: RegionUnit;

  /** Value of the label map; null for all pixels. */
  readonly label: number | null;
  readonly className: string;
  readonly pixels: number;

  /** Share of the pixels where the maps differ by more than 1e-6. */
  readonly share: number;

  /** Length of (dy, dx) of a less that of b, in the maps' units: mean over all these pixels, and largest. */
  readonly mean: number;
  readonly max: number;
}

export interface UnitDifference {
  /** For all pixels first, then for each label in ascending order. */
  readonly rows: readonly UnitDifferenceRow[];

  /** Length of the difference of the offsets at each pixel, [height, width]. */
  readonly map: Float32Array;

  /** Whether lengths are shares of the region's extent, whose offsets are in (−1, 1); else pixels. */
  readonly normalised: boolean;
}

const UNITS = ["component", "class", "instance"] as const;

/** Below this two offsets are the same: float32 of numbers up to 1. */
const SAME = 1e-6;

/**
 * Compares two units on one label map.
 *
 * @param options As for `positionalMap`; unit "instance" needs `instances`.
 * @throws LabelError when the maps do not fit each other, or there is no such unit.
 */
export function unitDifference(
  labels: Size & { readonly values: Int32Array },
  a: RegionUnit,
  b: RegionUnit,
  {
    className = String,
    ...options
  }: Omit<PositionalMapOptions, "unit"> & {
    readonly className?: ((label: number) => string) | undefined;
  } = {},
): UnitDifference {
  for (const [where, unit] of Object.entries({ a, b })) checkChoice(LabelError, where, unit, UNITS);
  const { height, width, values } = labels;
  const { normalise: normalised = true } = options;
  const [first, second] = [a, b].map((unit) => positionalMap(labels, { ...options, unit }).data);
  const plane = height * width;
  const map = new Float32Array(plane);
  const sums = new Map<number, { pixels: number; differing: number; sum: number; max: number }>();
  for (let p = 0; p < plane; p++) {
    const length = Math.hypot(first[p] - second[p], first[plane + p] - second[plane + p]);
    map[p] = length;
    const one = sums.get(values[p]) ?? { pixels: 0, differing: 0, sum: 0, max: 0 };
    one.pixels++;
    if (length > SAME) one.differing++;
    one.sum += length;
    one.max = Math.max(one.max, length);
    sums.set(values[p], one);
  }
  const byLabel = [...sums].sort(([x], [y]) => x - y);
  const all = byLabel.reduce(
    (total, [, one]) => ({
      pixels: total.pixels + one.pixels,
      differing: total.differing + one.differing,
      sum: total.sum + one.sum,
      max: Math.max(total.max, one.max),
    }),
    { pixels: 0, differing: 0, sum: 0, max: 0 },
  );
  const row = (label: number | null, { pixels, differing, sum, max }: typeof all) => ({
    a,
    b,
    label,
    className: label === null ? "all" : className(label),
    pixels,
    share: differing / pixels,
    mean: sum / pixels,
    max,
  });
  const rows = [row(null, all), ...byLabel.map(([label, one]) => row(label, one))];
  return { rows, map, normalised };
}
