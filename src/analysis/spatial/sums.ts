/**
 * Many sums side by side that do not depend on the order of their terms.
 *
 * Each sum is kept as a double and what rounding lost of it (Neumaier 1974), which is as good as twice the digits: N
 * additions in another order change it by about N² · 1e-32 of the sum of absolute values, so a difference of two such
 * sums, as a variance is, still agrees to twelve digits. A plain double would not do: the variance of a channel that
 * hardly changes is what is left when nearly everything cancels.
 *
 * @module
 */

export interface Sums {
  /** The sums, [length]. */
  readonly high: Float64Array;

  /** What rounding lost of them, [length]. */
  readonly low: Float64Array;
}

export function zeroSums(length: number): Sums {
  return { high: new Float64Array(length), low: new Float64Array(length) };
}

/** Adds one term. */
export function add({ high, low }: Sums, i: number, term: number): void {
  const before = high[i];
  const after = before + term;
  const rounded = after - before;
  low[i] += before - (after - rounded) + (term - rounded); // exact (Knuth's two-sum)
  high[i] = after;
}

/** Adds other sums of the same length, one by one. */
export function addSums(to: Sums, from: Sums): void {
  for (let i = 0; i < from.high.length; i++) {
    add(to, i, from.high[i]);
    to.low[i] += from.low[i];
  }
}

export function sumAt({ high, low }: Sums, i: number): number {
  return high[i] + low[i];
}

/**
 * Σ(x − x̄)² of `count` terms from their sum and the sum of their squares, without cancelling; never negative.
 *
 * @param i Which of the sums.
 */
export function squaresAbout(sums: Sums, squares: Sums, i: number, count: number): number {
  if (count === 0) return 0;
  // (h + l)² / n with its rounding error: h² is split so that the leading parts subtract exactly.
  const [h, l] = normalised(sums.high[i], sums.low[i]);
  const [square, lost] = product(h, h);
  const [quotient, rest] = divided(square, lost + 2 * h * l, count);
  const [s, t] = normalised(squares.high[i], squares.low[i]);
  const difference = s - quotient;
  return Math.max(difference + (s - difference - quotient + (t - rest)), 0);
}

function normalised(high: number, low: number): [number, number] {
  const sum = high + low;
  return [sum, low - (sum - high)];
}

/** a · b as a double and what rounding lost (Dekker's product with Veltkamp's splitting). */
function product(a: number, b: number): [number, number] {
  const p = a * b;
  const [a1, a2] = split(a);
  const [b1, b2] = split(b);
  return [p, a2 * b2 - (p - a1 * b1 - a2 * b1 - a1 * b2)];
}

/** (high + low) / by as a double and the next digits. */
function divided(high: number, low: number, by: number): [number, number] {
  const quotient = high / by;
  const [p, lost] = product(quotient, by);
  return [quotient, (high - p - lost + low) / by];
}

function split(a: number): [number, number] {
  const scaled = 134217729 * a; // 2²⁷ + 1
  const first = scaled - (scaled - a);
  return [first, a - first];
}
