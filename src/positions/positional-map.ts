/**
 * The intra-class positional map (ICPE) of CLADE: for each pixel, how far down and to the right of the centre
 * of its region it lies.
 *
 * For a region R with centroid (cy, cx), the mean of its pixel coordinates:
 * `y(p) = (p.y − cy) / (max over R of |y − cy| + 1e-5)`, and the same along x; without normalisation just the
 * differences, in pixels. Tan et al. 2021 (arXiv 2012.04644); as `util/cal_dist_masks.py` of the released code
 * computes it at the original resolution of the label file, but in one pass instead of one per region.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import { checkChoice } from "../labels/check-choice.ts";
import { type Size, sizeText } from "../labels/label-map.ts";
import { findRuns } from "./connected-components.ts";
import { measureRegions, regionsOf } from "./regions.ts";

/** Offsets from the centre of each pixel's region. */
export interface PositionalMap extends Size {
  /** `[2, height, width]`: first the vertical (y, down), then the horizontal (x, right) offset. */
  readonly data: Float32Array;
}

/** How regions are made and offsets are measured. */
export interface PositionalMapOptions {
  /**
   * What has a centre of its own; default `"component"`.
   *
   * - `"component"`: each 8-connected component of a label, as released: touching objects share one centre,
   *   an object cut in two has two.
   * - `"class"`: all pixels of a label.
   * - `"instance"`: pixels of the same label and the same id of `instances`, connected or not.
   */
  readonly unit?: "component" | "class" | "instance" | undefined;

  /** Instance ids, `[height * width]`; needed by unit `"instance"`, not used by the others. */
  readonly instances?: Int32Array | undefined;

  /** Whether to divide by each region's extent, so that offsets lie in (−1, 1); default true. */
  readonly normalise?: boolean | undefined;

  /**
   * The label whose pixels get offset 0; default 0, as released, null for none.
   *
   * Label 0 is "unlabelled" in ADE20K and Cityscapes, but *person* in COCO-Stuff, whose unlabelled pixels
   * are 255: the released script gives persons no offsets there and the unlabelled some. A network that was
   * trained with it needs `skip: 0`; for a new one, `skip: 255` is right.
   */
  readonly skip?: number | null | undefined;
}

/** Keeps the division away from zero for regions of one line or one pixel; the script's constant. */
const EPSILON = 1e-5;

/**
 * Computes the positional map of label values as they are in the file.
 *
 * @throws LabelError when the values or the instance ids do not fit the size, ids are missing, or there is no such unit.
 */
export function positionalMap(
  labels: Size & { readonly values: Int32Array },
  { unit = "component", instances, normalise = true, skip = 0 }: PositionalMapOptions = {},
): PositionalMap {
  checkChoice(LabelError, "unit", unit, ["component", "class", "instance"]);
  const { height, width, values } = labels;
  checkLength("label", values, labels);
  const ids = unit === "instance" ? checkLength("instance", instances, labels) : values;
  const runs = findRuns(values, height, width, ids);
  const regions = regionsOf(runs, values, ids, width, unit);
  const centres = measureRegions(runs, regions);
  const data = new Float32Array(2 * height * width);
  const plane = height * width;
  for (let run = 0; run < runs.count; run++) {
    const line = runs.y[run] * width;
    const [start, end] = [runs.start[run], runs.end[run]];
    if (values[line + start] === skip) continue;
    const region = regions.ofRun[run];
    const [centre, extent] = [
      centres.cx[region],
      normalise ? centres.extentX[region] + EPSILON : 1,
    ];
    const extentY = normalise ? centres.extentY[region] + EPSILON : 1;
    const offsetY = (runs.y[run] - centres.cy[region]) / extentY;
    data.fill(offsetY, line + start, line + end);
    for (let x = start; x < end; x++) data[plane + line + x] = (x - centre) / extent;
  }
  return { height, width, data };
}

function checkLength(what: string, values: Int32Array | undefined, size: Size): Int32Array {
  if (values !== undefined && values.length === size.height * size.width) return values;
  throw new LabelError({
    what: `positional map: no ${what} map of the right size`,
    expected: `${size.height * size.width} ${what} values, ${sizeText(size)}`,
    got: values === undefined ? "none" : `${values.length} values`,
    hint: 'unit "instance" needs an instance map of the label map\'s own size',
  });
}
