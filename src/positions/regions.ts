/**
 * What has a centre of its own in a positional map: regions of a label map, and their measures.
 *
 * @module
 */

import { Triples } from "../labels/triples.ts";
import { connectRuns, type Regions, type Runs } from "./connected-components.ts";

/** See `PositionalMapOptions.unit`. */
export type RegionUnit = "component" | "class" | "instance";

/** The regions of a map. @param ids Instance ids, used by unit "instance". */
export function regionsOf(
  runs: Runs,
  values: Int32Array,
  ids: Int32Array,
  width: number,
  unit: RegionUnit,
): Regions {
  if (unit === "component") return connectRuns(runs, values, width);
  return regionsById(runs, values, unit === "instance" ? ids : values, width);
}

/** One region for each pair of label and id, wherever its pixels are. */
function regionsById(runs: Runs, values: Int32Array, ids: Int32Array, width: number): Regions {
  const pairs = new Triples();
  const ofRun = new Int32Array(runs.count);
  for (let run = 0; run < runs.count; run++) {
    const p = runs.y[run] * width + runs.start[run];
    ofRun[run] = pairs.number(values[p], ids[p], 0);
  }
  return { count: pairs.size, ofRun };
}

/** Measures of each region, [count] each, in pixels. */
export interface RegionMeasures {
  readonly area: Float64Array;

  /** Mean of the pixels' coordinates; may lie outside the region. */
  readonly cy: Float64Array;
  readonly cx: Float64Array;

  /** First and last line and column. */
  readonly top: Float64Array;
  readonly left: Float64Array;
  readonly bottom: Float64Array;
  readonly right: Float64Array;

  /** Largest distance from the centre along each axis. */
  readonly extentY: Float64Array;
  readonly extentX: Float64Array;
}

/** From sums and extremes over the runs. */
export function measureRegions(runs: Runs, { count, ofRun }: Regions): RegionMeasures {
  const area = new Float64Array(count);
  const cy = new Float64Array(count);
  const cx = new Float64Array(count);
  const top = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const left = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const bottom = new Float64Array(count);
  const right = new Float64Array(count);
  for (let run = 0; run < runs.count; run++) {
    const region = ofRun[run];
    const [y, first, last] = [runs.y[run], runs.start[run], runs.end[run] - 1];
    const length = last - first + 1;
    area[region] += length;
    cy[region] += y * length;
    cx[region] += ((first + last) * length) / 2; // a whole number: exact
    top[region] = Math.min(top[region], y);
    bottom[region] = y; // lines come in order
    left[region] = Math.min(left[region], first);
    right[region] = Math.max(right[region], last);
  }
  const extentY = new Float64Array(count);
  const extentX = new Float64Array(count);
  for (let region = 0; region < count; region++) {
    cy[region] /= area[region];
    cx[region] /= area[region];
    extentY[region] = Math.max(cy[region] - top[region], bottom[region] - cy[region]);
    extentX[region] = Math.max(cx[region] - left[region], right[region] - cx[region]);
  }
  return { area, cy, cx, top, left, bottom, right, extentY, extentX };
}
