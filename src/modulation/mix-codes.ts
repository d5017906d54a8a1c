/**
 * Style codes between and across pictures: SEAN paints each region in a style of its own, so that the hair of one
 * picture goes with the skin of another, or half-way to it (arXiv 1911.12861, sections 4.3 and 4.4: style crossover,
 * style interpolation).
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import { checkCodes, codeOf, type StyleCodes } from "./style-codes.ts";

export interface MixOptions {
  /** Regions that are mixed; the others keep the codes of the first picture. Default: all. */
  readonly regions?: readonly number[] | undefined;
}

/**
 * `(1 − t) · a + t · b`, region by region. t is 0 for the first picture, 1 for the second; beyond them it
 * extrapolates. A region that only one of the pictures shows has that picture's code at every t, for there is nothing to
 * go to: a missing code is zeros, which is no style.
 *
 * @throws EngineError if the codes are of different sizes, a region is not there, or t is no number.
 */
export function mixCodes(
  a: StyleCodes,
  b: StyleCodes,
  t: number,
  { regions }: MixOptions = {},
): StyleCodes {
  checkCodes(b, a.regions, a.length, "mixCodes");
  if (!Number.isFinite(t)) {
    throw new EngineError({
      what: "the share of the second picture is no number",
      where: "mixCodes",
      expected: "0 for the first picture, 1 for the second, what lies between or beyond",
      got: `${t}`,
      hint: "0.5 is half-way",
    });
  }
  const values = a.values.slice();
  const present = a.present.slice();
  for (const region of checkedRegions(regions, a.regions)) {
    if (b.present[region] === 0) continue;
    const [from, to] = [codeOf(a, region), codeOf(b, region)];
    const both = a.present[region] === 1;
    const start = region * a.length;
    for (let i = 0; i < a.length; i++) {
      values[start + i] = both ? (1 - t) * from[i] + t * to[i] : to[i];
    }
    present[region] = 1;
  }
  return { ...a, values, present };
}

/**
 * `a` with the codes that `b` has for some regions: the hair of one picture on the head of another. Other than in
 * `mixCodes`, a region that `b` lacks becomes one that is missing.
 *
 * @throws EngineError if the codes are of different sizes, or a region is not there.
 */
export function exchangeCodes(
  a: StyleCodes,
  b: StyleCodes,
  regions: readonly number[],
): StyleCodes {
  checkCodes(b, a.regions, a.length, "exchangeCodes");
  const values = a.values.slice();
  const present = a.present.slice();
  for (const region of checkedRegions(regions, a.regions)) {
    values.set(codeOf(b, region), region * a.length);
    present[region] = b.present[region];
  }
  return { ...a, values, present };
}

function checkedRegions(regions: readonly number[] | undefined, count: number): readonly number[] {
  if (regions === undefined) return Array.from({ length: count }, (_, region) => region);
  const wrong = regions.find(
    (region) => !(Number.isInteger(region) && region >= 0 && region < count),
  );
  if (wrong === undefined) return regions;
  throw new EngineError({
    what: "there is no such region",
    where: "style codes",
    expected: `regions 0 to ${count - 1}, the bank rows of the network's classes`,
    got: `${wrong}`,
    hint: "the label set says which row a region has",
  });
}
