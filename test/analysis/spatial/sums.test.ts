import fc from "fast-check";
import { expect, test } from "vitest";
import { add, addSums, squaresAbout, sumAt, zeroSums } from "../../../src/analysis/spatial/sums.ts";

/** A double as an exact multiple of 2^−1100. */
function exact(x: number): bigint {
  let power = 0;
  let value = x;
  while (!Number.isInteger(value)) {
    value *= 2;
    power++;
  }
  return BigInt(value) << BigInt(1100 - power);
}

/** What is left of an exact number, to within a double. */
function rounded(x: bigint, bits: bigint): number {
  return Number((x * 10n ** 40n) >> bits) / 1e40;
}

/** Values close together on a large offset: what a variance loses its digits to. Their squares fit a double. */
const values = fc
  .tuple(
    fc.integer({ min: -1000, max: 1000 }),
    fc.array(fc.integer({ min: -4000, max: 4000 }), { minLength: 1, maxLength: 60 }),
    fc.integer({ min: 0, max: 6 }),
  )
  .map(([offset, steps, power]) => steps.map((step) => offset + step * 2 ** -(10 + power)));

test("sums and squares about the mean are exact to 1e-12, whatever the offset and the order", () => {
  const check = fc.property(values, fc.nat(), (terms, cut) => {
    const [sum, squares, others, otherSquares] = [1, 1, 1, 1].map(zeroSums);
    const at = cut % terms.length;
    for (const x of terms.slice(at)) {
      add(sum, 0, x);
      add(squares, 0, x * x);
    }
    for (const x of terms.slice(0, at).reverse()) {
      add(others, 0, x);
      add(otherSquares, 0, x * x);
    }
    addSums(sum, others);
    addSums(squares, otherSquares);
    const n = BigInt(terms.length);
    const total = terms.reduce((all, x) => all + exact(x), 0n);
    const totalSquares = terms.reduce((all, x) => all + exact(x) ** 2n, 0n);
    const expected = rounded(total, 1100n);
    expect(Math.abs(sumAt(sum, 0) - expected)).toBeLessThanOrEqual(1e-15 * Math.abs(expected));
    const about = rounded((n * totalSquares - total * total) / n, 2200n);
    expect(Math.abs(squaresAbout(sum, squares, 0, terms.length) - about)).toBeLessThanOrEqual(
      1e-12 * about,
    );
  });
  fc.assert(check, { seed: 1974, numRuns: 300 });
});

test("squares about the mean of nothing, and of one value, are 0", () => {
  const [sum, squares] = [zeroSums(1), zeroSums(1)];
  expect(squaresAbout(sum, squares, 0, 0)).toBe(0);
  add(sum, 0, 3 * 0.1);
  add(squares, 0, 3 * 0.1 * 0.1);
  expect(squaresAbout(sum, squares, 0, 3)).toBeLessThan(1e-16);
});
