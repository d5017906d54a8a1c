import { expect, test } from "vitest";
import { ModelError } from "../../src/errors.ts";
import { checkFinite } from "../../src/models/check-finite.ts";

test("finite values pass as they are", () => {
  const values = Float32Array.of(0, -0, 3.4e38, 1e-45);
  expect(checkFinite(values, "fc.weight", "net_G.pth")).toBe(values);
  expect(checkFinite(new Float32Array(0), "fc.weight", "net_G.pth")).toHaveLength(0);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  "%d is refused, with how many there are",
  (bad) => {
    const check = () => checkFinite(Float32Array.of(1, bad, bad), "fc.weight", "net_G.pth");
    expect(check).toThrow(ModelError);
    expect(check).toThrow(
      `net_G.pth: fc.weight: a parameter holds values that are not finite\n  expected  finite numbers\n  got       2 of 3 otherwise, the first ${bad}\n`,
    );
  },
);
