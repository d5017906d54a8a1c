import fc from "fast-check";
import { expect, test } from "vitest";
import { ExtremePyramid } from "../../src/figures/raster-pyramid.ts";

/** The number of a block that is farthest from `neutral`; NaN for none. */
function farthest(values: readonly number[], neutral: number): number {
  const finite = values.filter((value) => !Number.isNaN(value));
  if (finite.length === 0) return Number.NaN;
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  return most - neutral >= neutral - least ? most : least;
}

const table = fc
  .record({ rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 300 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      values: fc.float32Array({ minLength: rows * columns, maxLength: rows * columns }),
      width: fc.integer({ min: 1, max: columns }),
      height: fc.integer({ min: 1, max: rows }),
    }),
  );

test("each pixel holds the farthest number of the cells that it covers", () => {
  fc.assert(
    fc.property(table, fc.float({ noNaN: true, min: -5, max: 5 }), (cells, neutral) => {
      const { rows, columns, values, width, height } = cells;
      const window = { row: 0, column: 0, rows, columns };
      const view = new ExtremePyramid(cells).view(window, height, width, neutral);
      const whole = farthest([...values], neutral);
      // No outlier is lost: the farthest of the picture is the farthest of the table.
      expect(farthest([...view], neutral)).toBe(whole);
      for (const value of view) {
        if (!Number.isNaN(value)) expect(values).toContain(value);
      }
    }),
  );
});

test("without shrinking it is the table itself, and any part of it", () => {
  const [rows, columns] = [3, 200];
  const values = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i));
  const pyramid = new ExtremePyramid({ rows, columns, values });
  expect(pyramid.view({ row: 0, column: 0, rows, columns }, rows, columns, 0)).toEqual(values);
  const part = pyramid.view({ row: 1, column: 50, rows: 1, columns: 20 }, 1, 20, 0);
  expect(part).toEqual(values.slice(columns + 50, columns + 70));
});

test("a single outlier among a million cells survives in two hundred pixels", () => {
  const [rows, columns] = [100, 10_000];
  const values = new Float32Array(rows * columns).fill(1);
  values[rows * columns - 4321] = -7;
  const view = new ExtremePyramid({ rows, columns, values }).view(
    { row: 0, column: 0, rows, columns },
    10,
    20,
    1,
  );
  expect([...view].filter((value) => value === -7)).toHaveLength(1);
});

test("NaN is shown only where there is nothing else", () => {
  const values = Float32Array.of(Number.NaN, 2, Number.NaN, Number.NaN);
  const view = new ExtremePyramid({ rows: 1, columns: 4, values }).view(
    { row: 0, column: 0, rows: 1, columns: 4 },
    1,
    2,
    0,
  );
  expect([...view]).toEqual([2, Number.NaN]);
});
