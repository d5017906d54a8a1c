/**
 * Which pictures of a batch have the same style. Rows of SEAN's tables depend on it: pictures of one style share them, and
 * those of different ones are kept apart by labels of their own, set · K + label.
 *
 * @module
 */

import type { Conditions } from "../../modulation/conditions.ts";

/** The different style codes of a batch. */
export interface StyleSets {
  /** How many there are; at least one. */
  readonly count: number;

  /** Set of each picture; [batch]. */
  readonly of: readonly number[];

  /** [count, classes, styleLength], in the order in which they are met. */
  readonly codes: Float32Array;
}

/** @param codes Of each picture; [batch, classes, styleLength]. */
export function styleSetsOf(codes: Float32Array, batch: number): StyleSets {
  const each = codes.length / batch;
  const sets: Float32Array[] = [];
  const of: number[] = [];
  for (let n = 0; n < batch; n++) {
    const own = codes.subarray(n * each, (n + 1) * each);
    const known = sets.findIndex((set) => set.every((value, i) => value === own[i]));
    if (known < 0) sets.push(own);
    of.push(known < 0 ? sets.length - 1 : known);
  }
  const all = new Float32Array(sets.length * each);
  for (const [i, set] of sets.entries()) all.set(set, i * each);
  return { count: sets.length, of, codes: all };
}

/** The conditions with labels that tell the style as well. */
export function stylesApart(
  conditions: Conditions,
  { of }: StyleSets,
  classes: number,
): Conditions {
  const pixels = conditions.height * conditions.width;
  const labels = conditions.labels.map((label, p) => of[Math.floor(p / pixels)] * classes + label);
  return { ...conditions, labels };
}
