import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bootstrap } from "../../../src/analysis/statistics/bootstrap.ts";
import { studentCdf, studentQuantile } from "../../../src/analysis/statistics/student.ts";
import { tableInterval } from "../../../src/analysis/statistics/table-interval.ts";
import { seededNormal } from "../../../src/models/latent.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

const values = (seed: number, count = 16) => [...seededNumbers(seed)(count)];

describe("tableInterval()", () => {
  test("of one seed is the bootstrap over pictures", () => {
    expect(tableInterval([values(1)])).toEqual(bootstrap(values(1)));
  });

  test("knows of differences between seeds", () => {
    const alike = tableInterval([values(1), values(1), values(1)]);
    const apart = tableInterval([values(1), values(1).map((x) => x + 1), values(1)]);
    expect(apart.high - apart.low).toBeGreaterThan(2 * (alike.high - alike.low));
    expect(apart.estimate).toBeCloseTo(alike.estimate + 1 / 3, 6);
  });

  test("of seeds that agree to the digit is mean ± t₁₅ standard errors of the pictures", () => {
    const row = values(3);
    const { estimate, low, high } = tableInterval([row, row, row]);
    const error = Math.sqrt(row.reduce((sum, x) => sum + (x - estimate) ** 2, 0) / 15 / 16);
    expect(high - estimate).toBeCloseTo(2.13145 * error, 5);
    expect(estimate - low).toBeCloseTo(2.13145 * error, 5);
  });

  test.each([
    { ofSeeds: 1, ofGroups: 1 },
    { ofSeeds: 1, ofGroups: 0.3 },
    { ofSeeds: 0.3, ofGroups: 1 },
    { ofSeeds: 0, ofGroups: 1 },
    { ofSeeds: 0.1, ofGroups: 0 },
  ])(
    "covers the truth in 95 of 100 tables or more: $ofSeeds of seeds, $ofGroups of groups",
    ({ ofSeeds, ofGroups }) => {
      let covered = 0;
      const tables = 400;
      for (let i = 1; i <= tables; i++) {
        const noise = seededNormal(i, 3 + 16 + 48);
        const table = [0, 1, 2].map((s) =>
          Array.from(
            { length: 16 },
            (_, g) => ofSeeds * noise[s] + ofGroups * noise[3 + g] + 0.3 * noise[19 + 16 * s + g],
          ),
        );
        const { low, high } = tableInterval(table);
        if (low <= 0 && high >= 0) covered++;
      }
      expect(covered / tables).toBeGreaterThan(0.93); // two standard errors of 400 draws below 0.95
    },
  );

  test("moves and scales with its values, and refuses rows of other lengths", () => {
    const table = [values(4), values(5), values(6)];
    const interval = tableInterval(table);
    const moved = tableInterval(table.map((row) => row.map((x) => 2 * x + 1)));
    expect(moved.low).toBeCloseTo(2 * interval.low + 1, 9);
    expect(moved.high).toBeCloseTo(2 * interval.high + 1, 9);
    expect(() => tableInterval([values(1), values(2, 8)])).toThrow("no confidence interval");
  });

  test("of equal values has no width", () => {
    expect(
      tableInterval([
        [2, 2],
        [2, 2],
      ]),
    ).toEqual({ estimate: 2, low: 2, high: 2 });
  });
});

describe("Student's t", () => {
  // Fisher and Yates, Statistical Tables, table III.
  test.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [15, 2.131],
    [120, 1.98],
  ])("with %i degrees of freedom has 2.5 %% beyond %f", (df, t) => {
    expect(studentQuantile(0.975, df)).toBeCloseTo(t, 3);
  });

  test("the quantile inverts the distribution function, for broken degrees of freedom too", () => {
    const check = fc.property(
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.double({ min: 1, max: 200, noNaN: true }),
      (p, df) => {
        expect(studentCdf(studentQuantile(p, df), df)).toBeCloseTo(p, 8);
        expect(studentCdf(-2, df) + studentCdf(2, df)).toBeCloseTo(1, 10);
      },
    );
    fc.assert(check, { seed: 1908, numRuns: 50 });
  });

  test("with one degree of freedom is Cauchy's distribution, with two has a closed form", () => {
    for (const t of [-3, -0.2, 0.7, 5]) {
      expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 9);
      expect(studentCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 9);
    }
  });
});
