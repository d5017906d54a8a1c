/**
 * Refuses parameters with NaN or infinity, which training leaves behind when it diverges: a picture made with them
 * would be plain black, without a word.
 *
 * @module
 */

import { ModelError } from "../errors.ts";

/**
 * @returns `values` as they are.
 * @throws ModelError that says how many are not finite, and which is the first.
 */
export function checkFinite(values: Float32Array, key: string, where: string): Float32Array {
  let count = 0;
  let first = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] - values[i] === 0) continue; // NaN for NaN and ±∞; faster than Number.isFinite
    if (count++ === 0) first = i;
  }
  if (count === 0) return values;
  throw new ModelError({
    what: "a parameter holds values that are not finite",
    where: `${where}: ${key}`,
    expected: "finite numbers",
    got: `${count} of ${values.length} otherwise, the first ${values[first]}`,
    hint: "the network was saved broken, as when training diverges: use an earlier checkpoint",
  });
}
