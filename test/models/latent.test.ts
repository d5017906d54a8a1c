import { expect, test } from "vitest";
import { interpolateLatents, sampleLatent, seededNormal } from "../../src/models/latent.ts";
import { moments } from "../support/close.ts";

test("a seed always gives the same code, another seed another", () => {
  expect(seededNormal(7, 5)).toEqual(seededNormal(7, 5));
  expect(seededNormal(7, 5)).not.toEqual(seededNormal(8, 5));
  expect(seededNormal(7, 5).subarray(0, 4)).toEqual(seededNormal(7, 4));
});

test("the numbers are normal: mean 0, deviation 1, a third beyond 1, a twentieth beyond 2", () => {
  const z = seededNormal(1, 100_000);
  const { mean, std } = moments(z);
  expect(mean).toBeCloseTo(0, 1);
  expect(std).toBeCloseTo(1, 1);
  const beyond = (limit: number) => z.filter((x) => Math.abs(x) > limit).length / z.length;
  expect(beyond(1)).toBeCloseTo(0.3173, 2);
  expect(beyond(2)).toBeCloseTo(0.0455, 2);
  expect(z.every(Number.isFinite)).toBe(true);
});

test("of a picture's distribution the mean is taken, or with a seed a code from it", () => {
  const distribution = { mu: Float32Array.of(1, -2), logvar: Float32Array.of(0, 2 * Math.log(3)) };
  expect(sampleLatent(distribution)).toEqual(distribution.mu);
  const [a, b] = seededNormal(4, 2);
  const [x, y] = sampleLatent(distribution, 4);
  expect(x).toBeCloseTo(1 + a, 5);
  expect(y).toBeCloseTo(-2 + 3 * b, 5);
});

test("the way between two codes starts and ends at them, bit for bit, and its length goes evenly", () => {
  const [a, b] = [seededNormal(1, 64), seededNormal(2, 64).map((x) => 3 * x)];
  for (const way of ["spherical", "linear"] as const) {
    expect(interpolateLatents(a, b, 0, way)).toEqual(a);
    expect(interpolateLatents(a, b, 1, way)).toEqual(b);
  }
  const [first, last] = [Math.hypot(...a), Math.hypot(...b)];
  for (const t of [0.2, 0.5, 0.9, 1.3]) {
    const length = t > 1 ? last : (1 - t) * first + t * last;
    expect(Math.hypot(...interpolateLatents(a, b, t))).toBeCloseTo(length, 4);
    const straight = interpolateLatents(a, b, t, "linear");
    expect(straight[7]).toBeCloseTo((1 - t) * a[7] + t * b[7], 5);
  }
  // A quarter turn in a plane, half-way.
  const turned = interpolateLatents(Float32Array.of(1, 0), Float32Array.of(0, 1), 0.5);
  expect([...turned]).toEqual([Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2)]);
});

test("beyond both codes the direction turns on, at the length of the nearer", () => {
  const [long, short] = [Float32Array.of(160, 0), Float32Array.of(0, 16)];
  const length = (code: Float32Array) => Math.hypot(...code);
  for (const [t, expected] of [
    [-0.5, 160],
    [1.25, 16],
    [2, 16],
    [3.5, 16],
  ] as const) {
    const code = interpolateLatents(long, short, t);
    expect(length(code)).toBeCloseTo(expected, 3);
    expect(Math.atan2(code[1], code[0])).toBeCloseTo(
      Math.atan2(Math.sin((t * Math.PI) / 2), Math.cos((t * Math.PI) / 2)),
      5,
    );
  }
});

test("codes without a single arc between them go straight; what does not fit is refused", () => {
  const [one, other] = [Float32Array.of(1, 0), Float32Array.of(-1, 0)];
  expect([...interpolateLatents(one, other, 0.25)]).toEqual([0.5, 0]);
  expect([...interpolateLatents(one, one, 0.25)]).toEqual([1, 0]);
  expect([...interpolateLatents(new Float32Array(2), one, 0.5)]).toEqual([0.5, 0]);
  expect(() => interpolateLatents(one, new Float32Array(3), 0.5)).toThrow("lengths 2 and 3");
  expect(() => interpolateLatents(one, other, Number.NaN)).toThrow("t NaN");
});
