import fc from "fast-check";
import { expect, test } from "vitest";
import { exchangeCodes, mixCodes } from "../../src/modulation/mix-codes.ts";
import { codeOf, type StyleCodes, styleCodesOf } from "../../src/modulation/style-codes.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

/** Codes of random numbers; the regions of `missing` have none. */
function codes(seed: number, regions: number, length: number, missing: readonly number[] = []) {
  const values = seededNumbers(seed)(regions * length);
  for (const k of missing) values.fill(0, k * length, (k + 1) * length);
  return styleCodesOf(values, regions, length, "test");
}

const cases = fc.record({
  regions: fc.integer({ min: 1, max: 5 }),
  length: fc.integer({ min: 1, max: 6 }),
  seeds: fc.tuple(fc.nat(), fc.nat()),
  t: fc.double({ min: -2, max: 3, noNaN: true }),
  region: fc.nat(),
});

const rows = (of: StyleCodes) =>
  Array.from({ length: of.regions }, (_, k) => [...codeOf(of, k), of.present[k]]);

test("mixing ends at the two pictures' codes bit for bit, and between is the weighted mean", () => {
  fc.assert(
    fc.property(cases, ({ regions, length, seeds, t }) => {
      const [a, b] = [codes(seeds[0], regions, length), codes(seeds[1] + 1, regions, length)];
      expect(mixCodes(a, b, 0)).toEqual(a);
      expect(mixCodes(a, b, 1)).toEqual(b);
      const between = mixCodes(a, b, t).values;
      for (const [i, x] of between.entries()) {
        expect(x).toBeCloseTo((1 - t) * a.values[i] + t * b.values[i], 5);
      }
    }),
    { seed: 5, numRuns: 100 },
  );
});

test("regions that are not named stay as they are, and neither input changes", () => {
  fc.assert(
    fc.property(cases, ({ regions, length, seeds, t, region }) => {
      const [a, b] = [codes(seeds[0], regions, length), codes(seeds[1] + 1, regions, length)];
      const [before, other] = [rows(a), rows(b)];
      const k = region % regions;
      const mixed = rows(mixCodes(a, b, t, { regions: [k] }));
      const exchanged = rows(exchangeCodes(a, b, [k]));
      for (let j = 0; j < regions; j++) {
        if (j !== k) expect(mixed[j]).toEqual(before[j]);
        expect(exchanged[j]).toEqual(j === k ? other[j] : before[j]);
      }
      expect(rows(a)).toEqual(before);
      expect(rows(b)).toEqual(other);
      expect(exchangeCodes(exchangeCodes(a, b, [k]), a, [k])).toEqual(a);
    }),
    { seed: 6, numRuns: 100 },
  );
});

test("a region that one picture lacks is the other's at every share; exchanged, it is missing", () => {
  const a = codes(1, 3, 2, [1]);
  const b = codes(2, 3, 2, [2]);
  for (const t of [0, 0.3, 1]) {
    const mixed = rows(mixCodes(a, b, t));
    expect(mixed[1]).toEqual(rows(b)[1]);
    expect(mixed[2]).toEqual(rows(a)[2]);
  }
  expect(rows(exchangeCodes(a, b, [2]))[2]).toEqual([0, 0, 0]);
});

test("codes of other sizes, regions that are not there, and a share that is no number are refused", () => {
  const a = codes(1, 3, 2);
  expect(() => mixCodes(a, codes(1, 3, 4), 0.5)).toThrow("[3, 2]");
  expect(() => mixCodes(a, a, 0.5, { regions: [3] })).toThrow(/regions 0 to 2.*\n?.*3/s);
  expect(() => exchangeCodes(a, a, [-1])).toThrow("no such region");
  expect(() => mixCodes(a, a, Number.NaN)).toThrow("no number");
});
