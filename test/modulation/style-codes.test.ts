import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkCodes,
  codeOf,
  fillMissing,
  meanCodes,
  poolRegions,
  styleCodesOf,
} from "../../src/modulation/style-codes.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

const cases = fc.record({
  regions: fc.integer({ min: 1, max: 5 }),
  length: fc.integer({ min: 1, max: 4 }),
  labels: fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
  seed: fc.nat(),
});

test("poolRegions() is the mean of each region's pixels, zeros and absent for one without pixels", () => {
  fc.assert(
    fc.property(cases, ({ regions, length, labels: drawn, seed }) => {
      const labels = Int32Array.from(drawn, (label) => label % regions);
      const features = seededNumbers(seed)(length * labels.length);
      const codes = poolRegions(features, labels, regions);
      for (let k = 0; k < regions; k++) {
        const pixels = [...labels.keys()].filter((p) => labels[p] === k);
        expect(codes.present[k]).toBe(Number(pixels.length > 0));
        for (let i = 0; i < length; i++) {
          const sum = pixels.reduce((a, p) => a + features[i * labels.length + p], 0);
          const mean = pixels.length === 0 ? 0 : sum / pixels.length;
          expect(codeOf(codes, k)[i]).toBeCloseTo(mean, 6);
        }
      }
    }),
    { seed: 3, numRuns: 100 },
  );
});

describe("codes of several pictures", () => {
  const a = styleCodesOf(Float32Array.of(1, 2, 0, 0, 5, 6), 3, 2, "a");
  const b = styleCodesOf(Float32Array.of(3, 4, 7, 8, 0, 0), 3, 2, "b");

  test("meanCodes() averages each region over the pictures that show it", () => {
    const mean = meanCodes([a, b]);
    expect([...mean.values]).toEqual([2, 3, 7, 8, 5, 6]);
    expect([...mean.present]).toEqual([1, 1, 1]);
    expect(() => meanCodes([])).toThrow("no style codes to average");
  });

  test("fillMissing() takes missing regions from the mean, and leaves the others and its input alone", () => {
    const filled = fillMissing(a, b);
    expect([...filled.values]).toEqual([1, 2, 7, 8, 5, 6]);
    expect([...filled.present]).toEqual([1, 1, 1]);
    expect([...a.values]).toEqual([1, 2, 0, 0, 5, 6]);
    const neither = fillMissing({ ...a, present: Uint8Array.of(1, 0, 0) }, b);
    expect([...neither.present]).toEqual([1, 1, 0]);
  });
});

test("codes of another size, and codes that are not numbers, are refused with what is wrong", () => {
  const codes = styleCodesOf(new Float32Array(6), 3, 2, "codes.npy");
  expect(() => checkCodes(codes, 3, 3, "codes.npy")).toThrow(/\[3, 3\].*codes of length 3/);
  expect(() => checkCodes(codes, 4, 2, "codes.npy")).toThrow("[3, 2] with 6 values");
  const broken = Float32Array.of(0, 1, 2, Number.NaN, 0, 0);
  expect(() => styleCodesOf(broken, 3, 2, "codes.npy")).toThrow("NaN in the code of region 1");
});
