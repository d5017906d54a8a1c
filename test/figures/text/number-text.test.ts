import { expect, test } from "vitest";
import { numberText, percentText, trueMinus } from "../../../src/figures/text/number-text.ts";

test.for([
  [0, "0"],
  [0.5, "0.5"],
  [-1.23456, "−1.235"],
  [123456, "123500"],
  [1234567, "1.235e6"],
  [0.00001, "1e−5"],
  [Number.NaN, "not a number"],
  [Number.NEGATIVE_INFINITY, "−∞"],
] as const)("%d is written %s", ([x, text]) => {
  expect(numberText(x)).toBe(text);
});

test("shares are written in percent, small ones with two digits", () => {
  expect([0.163, 1, 0, 0.00123, 0.9996].map(percentText)).toEqual([
    "16.3 %",
    "100 %",
    "0 %",
    "0.12 %",
    "100 %",
  ]);
});

test.for([
  ["t = -0.5", "t = −0.5"],
  ["-1", "−1"],
  ["f(-.5)", "f(−.5)"],
  ["toy-1 up-2", "toy-1 up-2"],
  ["1e-5, -x, 3-4", "1e-5, -x, 3-4"],
] as const)("the minus signs of %s are true ones, its hyphens stay: %s", ([given, text]) => {
  expect(trueMinus(given)).toBe(text);
});
