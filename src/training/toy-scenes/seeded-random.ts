/**
 * Reproducible random numbers: a linear congruential generator with the constants of
 * Numerical Recipes (2nd ed., section 7.1), so that the scenes are the same on every machine.
 *
 * @module
 */

/** Returns a function that draws numbers uniform in `[low, high)`. */
export function seededRandom(seed: number): (low: number, high: number) => number {
  let state = seed >>> 0;
  return (low, high) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + (high - low) * (state / 2 ** 32);
  };
}
