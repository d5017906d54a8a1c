/**
 * The standard normal distribution function and its inverse.
 *
 * @module
 */

/** P(Z ≤ z), to 1.5e-7: Abramowitz and Stegun 1964, formula 7.1.26. */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = (polynomial * Math.exp(-x * x)) / 2;
  return z >= 0 ? 1 - upper : upper;
}

/** The z with P(Z ≤ z) = p, by halving; p in (0, 1). */
export function normalQuantile(p: number): number {
  let [low, high] = [-9, 9];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
