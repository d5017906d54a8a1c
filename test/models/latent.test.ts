import { expect, test } from "vitest";
import { sampleLatent, seededNormal } from "../../src/models/latent.ts";
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
