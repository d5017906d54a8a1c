/**
 * Whether two modulations are the same at every pixel, however they are written down.
 *
 * @module
 */

import type { Bank, Modulation } from "../../modulation/modulation.ts";

/** Whether scale, shift and appended channel, as float32, are equal at every pixel. NaN equals NaN. */
export function sameModulation(a: Modulation, b: Modulation): boolean {
  const pixels = a.index.rows.length;
  if (pixels !== b.index.rows.length || a.scale.channels !== b.scale.channels) return false;
  if (!sameValues(a.appended, b.appended)) return false;
  return samePart(a, b, "scale") && samePart(a, b, "shift");
}

function samePart(a: Modulation, b: Modulation, part: "scale" | "shift"): boolean {
  const [first, second] = [a[part], b[part]];
  const [factorA, factorB] = [a.spatial?.[part], b.spatial?.[part]];
  const plain = sameValues(factorA, factorB); // then rows alone decide
  const equal = new Set<number>();
  for (let p = 0; p < a.index.rows.length; p++) {
    const [i, j] = [a.index.rows[p], b.index.rows[p]];
    if (plain) {
      const pair = i * second.rows + j;
      if (equal.has(pair)) continue;
      if (!sameRow(first, i, second, j)) return false;
      equal.add(pair);
    } else if (!sameRow(first, i, second, j, factorA?.[p], factorB?.[p])) return false;
  }
  return true;
}

function sameRow(a: Bank, i: number, b: Bank, j: number, timesA = 1, timesB = 1): boolean {
  const { channels } = a;
  for (let c = 0; c < channels; c++) {
    const x = Math.fround(a.values[i * channels + c] * timesA);
    const y = Math.fround(b.values[j * channels + c] * timesB);
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return false;
  }
  return true;
}

function sameValues(a: Float32Array | undefined, b: Float32Array | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  return a.every((x, i) => Object.is(x, b[i]) || x === b[i]);
}
