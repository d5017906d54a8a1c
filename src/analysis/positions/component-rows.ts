/**
 * The regions that positional maps are made of, as rows.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import type { Size } from "../../models/ops.ts";
import { findRuns } from "../../positions/connected-components.ts";
import { measureRegions, type RegionUnit, regionsOf } from "../../positions/regions.ts";

export interface ComponentRow {
  /** Number of the region in order of first appearance. */
  readonly region: number;

  /** Value of the label map there. */
  readonly label: number;
  readonly className: string;

  /** Instance id; null but for unit "instance". */
  readonly instance: number | null;
  readonly pixels: number;

  /** Mean of the pixels' coordinates, from 0 in the top left; may lie outside the region. */
  readonly centreY: number;
  readonly centreX: number;

  /** First line and column, and how many there are up to the last. */
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;

  /** Largest distance from the centre along each axis, in pixels: what offsets are divided by. */
  readonly extentY: number;
  readonly extentX: number;
}

/**
 * A row for each region.
 *
 * @param labels Values as they are in the file.
 * @param unit Default "component". For "instance", `instances` holds the ids, [height, width].
 */
export function componentRows(
  labels: Size & { readonly values: Int32Array },
  {
    unit = "component",
    instances,
    className = String,
  }: {
    readonly unit?: RegionUnit | undefined;
    readonly instances?: Int32Array | undefined;

    /** Of a value of the label map. */
    readonly className?: ((label: number) => string) | undefined;
  } = {},
): ComponentRow[] {
  const { height, width, values } = labels;
  const ids = unit === "instance" ? instances : values;
  if (values.length !== height * width || ids?.length !== height * width) {
    throw new EngineError({
      what: "the maps do not have the size they say",
      where: "component rows",
      expected: `${height * width} values, ${height} × ${width}`,
      got: `${values.length} labels, ${ids?.length ?? "no"} instance ids`,
      hint: 'unit "instance" needs instance ids of the label map\'s own size',
    });
  }
  const runs = findRuns(values, height, width, ids);
  const regions = regionsOf(runs, values, ids, width, unit);
  const m = measureRegions(runs, regions);
  const first = new Int32Array(regions.count).fill(-1);
  for (let run = 0; run < runs.count; run++) {
    const region = regions.ofRun[run];
    if (first[region] < 0) first[region] = runs.y[run] * width + runs.start[run];
  }
  return Array.from(first, (p, region) => ({
    region,
    label: values[p],
    className: className(values[p]),
    instance: unit === "instance" ? ids[p] : null,
    pixels: m.area[region],
    centreY: m.cy[region],
    centreX: m.cx[region],
    top: m.top[region],
    left: m.left[region],
    height: m.bottom[region] - m.top[region] + 1,
    width: m.right[region] - m.left[region] + 1,
    extentY: m.extentY[region],
    extentX: m.extentX[region],
  }));
}
