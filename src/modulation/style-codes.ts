/**
 * Style codes of SEAN: what each region of a picture looks like, as a vector.
 *
 * @module
 */

import { EngineError } from "../errors.ts";

export interface StyleCodes {
  /** Regions K, the classes of the network. */
  readonly regions: number;

  /** Length of a code, 512 as released. */
  readonly length: number;

  /** One row for each region; [regions, length]. */
  readonly values: Float32Array;

  /**
   * Whether the style picture showed the region, 1 or 0; [regions]. The code of one that it lacks is all zeros, as in
   * the released code, unless `fillMissing` put another in its place.
   */
  readonly present: Uint8Array;
}

/**
 * The mean feature of each region: SEAN's region-wise average pooling (arXiv 1911.12861, section 3.1).
 *
 * @param features [length, pixels], channels first.
 * @param labels Region of each pixel; [pixels].
 */
export function poolRegions(
  features: Float32Array,
  labels: Int32Array,
  regions: number,
): StyleCodes {
  const pixels = labels.length;
  const length = features.length / pixels;
  const counts = new Int32Array(regions);
  for (const region of labels) counts[region]++;
  const values = new Float32Array(regions * length);
  const sums = new Float64Array(regions);
  for (let channel = 0; channel < length; channel++) {
    sums.fill(0);
    const from = channel * pixels;
    for (let p = 0; p < pixels; p++) sums[labels[p]] += features[from + p];
    for (let k = 0; k < regions; k++) {
      if (counts[k] > 0) values[k * length + channel] = sums[k] / counts[k];
    }
  }
  return { regions, length, values, present: Uint8Array.from(counts, (n) => Number(n > 0)) };
}

/** Codes of regions that the style picture lacks, from `mean`; where that lacks them too they stay zero. */
export function fillMissing(codes: StyleCodes, mean: StyleCodes): StyleCodes {
  checkCodes(mean, codes.regions, codes.length, "mean codes");
  const values = codes.values.slice();
  const present = codes.present.slice();
  for (let k = 0; k < codes.regions; k++) {
    if (codes.present[k] === 1 || mean.present[k] === 0) continue;
    values.set(codeOf(mean, k), k * codes.length);
    present[k] = 1;
  }
  return { ...codes, values, present };
}

/** The mean of several pictures' codes, each region over the pictures that show it. */
export function meanCodes(all: readonly StyleCodes[]): StyleCodes {
  if (all.length === 0) {
    throw new EngineError({
      what: "there are no style codes to average",
      where: "style codes",
      expected: "the codes of one picture or more",
      got: "none",
      hint: "make them with encodeStyle()",
    });
  }
  const [{ regions, length }] = all;
  const sums = new Float64Array(regions * length);
  const counts = new Int32Array(regions);
  for (const codes of all) {
    checkCodes(codes, regions, length, "style codes");
    for (let k = 0; k < regions; k++) {
      if (codes.present[k] === 0) continue;
      counts[k]++;
      for (let i = k * length; i < (k + 1) * length; i++) sums[i] += codes.values[i];
    }
  }
  const values = Float32Array.from(
    sums,
    (sum, i) => sum / Math.max(1, counts[Math.floor(i / length)]),
  );
  return { regions, length, values, present: Uint8Array.from(counts, (n) => Number(n > 0)) };
}

/** The code of one region; [length]. */
export function codeOf({ values, length }: StyleCodes, region: number): Float32Array {
  return values.subarray(region * length, (region + 1) * length);
}

/** Codes from plain numbers, [regions, length]; a row of zeros counts as a region that is missing. */
export function styleCodesOf(
  values: Float32Array,
  regions: number,
  length: number,
  where: string,
): StyleCodes {
  const present = new Uint8Array(regions);
  for (let k = 0; k < regions; k++) {
    present[k] = Number(values.subarray(k * length, (k + 1) * length).some((x) => x !== 0));
  }
  const codes = { regions, length, values, present };
  checkCodes(codes, regions, length, where);
  return codes;
}

/** @throws EngineError if the codes are not [regions, length], or not finite. */
export function checkCodes(
  codes: StyleCodes,
  regions: number,
  length: number,
  where: string,
): void {
  const fits =
    codes.regions === regions &&
    codes.length === length &&
    codes.values.length === regions * length &&
    codes.present.length === regions;
  if (!fits) {
    throw new EngineError({
      what: "the style codes do not fit",
      where,
      expected: `[${regions}, ${length}]: ${regions} regions, codes of length ${length}`,
      got: `[${codes.regions}, ${codes.length}] with ${codes.values.length} values`,
      hint: "take codes from the style encoder of the same network: encodeStyle()",
    });
  }
  const bad = codes.values.findIndex((x) => !Number.isFinite(x));
  if (bad < 0) return;
  throw new EngineError({
    what: "a style code is not a number",
    where,
    expected: "finite numbers",
    got: `${codes.values[bad]} in the code of region ${Math.floor(bad / length)}`,
    hint: "the codes were saved broken, or the style picture holds NaN",
  });
}
