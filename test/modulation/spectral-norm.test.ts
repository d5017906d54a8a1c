import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spectralNorm } from "../../src/modulation/spectral-norm.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

/** All singular values, by Jacobi rotations of the columns in float64. */
function singularValues(weight: Float32Array, rows: number): number[] {
  const columns = weight.length / rows;
  const a = Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: rows }, (_, i) => weight[i * columns + j]),
  );
  const dot = (p: Float64Array, q: Float64Array) => p.reduce((sum, x, i) => sum + x * q[i], 0);
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < columns; p++) {
      for (let q = p + 1; q < columns; q++) {
        const angle = Math.atan2(2 * dot(a[p], a[q]), dot(a[p], a[p]) - dot(a[q], a[q])) / 2;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (let i = 0; i < rows; i++) {
          [a[p][i], a[q][i]] = [c * a[p][i] + s * a[q][i], c * a[q][i] - s * a[p][i]];
        }
      }
    }
  }
  return a.map((column) => Math.sqrt(dot(column, column))).sort((x, y) => y - x);
}

/** The left and right singular vectors of the largest value, by many power iterations in float64. */
function leading(weight: Float32Array, rows: number): { u: Float32Array; v: Float32Array } {
  const columns = weight.length / rows;
  const unit = (x: Float64Array) => x.map((value) => value / Math.hypot(...x));
  let u = unit(new Float64Array(rows).fill(1).map((one, i) => one + i / 10));
  let v = new Float64Array(columns);
  for (let step = 0; step < 3000; step++) {
    v = unit(v.map((_, j) => u.reduce((sum, x, i) => sum + x * weight[i * columns + j], 0)));
    u = unit(u.map((_, i) => v.reduce((sum, x, j) => sum + x * weight[i * columns + j], 0)));
  }
  return { u: Float32Array.from(u), v: Float32Array.from(v) };
}

const matrices = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), fc.nat())
  .map(([rows, columns, seed]) => ({ rows, weight: seededNumbers(seed)(rows * columns) }));

describe("spectralNorm()", () => {
  test("is the largest singular value, given its vectors", () => {
    const check = fc.property(matrices, ({ rows, weight }) => {
      const { u, v } = leading(weight, rows);
      const [largest] = singularValues(weight, rows);
      expect(spectralNorm(weight, u, v)).toBeCloseTo(largest, 5);
      expect(spectralNorm(weight, u), "with v derived").toBeCloseTo(largest, 5);
    });
    fc.assert(check, { seed: 1802, numRuns: 30 });
  });

  test("takes the stored vectors as they are, however far from the singular ones", () => {
    const weight = Float32Array.of(1, 2, 3, 4, 5, 6);
    const u = Float32Array.of(1, -2);
    const v = Float32Array.of(0.5, 0, 1);
    expect(spectralNorm(weight, u, v)).toBe(1 * (0.5 + 3) - 2 * (2 + 6));
  });

  test("derives v from more columns than a function has arguments", () => {
    const weight = new Float32Array(2 * 300_000).fill(1);
    expect(spectralNorm(weight, Float32Array.of(1, 0))).toBeCloseTo(Math.sqrt(300_000), 6);
  });

  test("of zeros is zero", () => {
    expect(spectralNorm(new Float32Array(6), Float32Array.of(1, 0))).toBe(0);
  });
});
