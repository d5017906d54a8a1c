import fc from "fast-check";
import { expect, test } from "vitest";
import { styleSetsOf, stylesApart } from "../../../src/engines/onnx/style-sets.ts";

const EACH = 6;

/** Codes of each picture: one of three styles. */
const batches = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 6 });

function codesOf(styles: readonly number[]): Float32Array {
  return Float32Array.from(
    styles.flatMap((style) => Array.from({ length: EACH }, (_, i) => style + i)),
  );
}

test("pictures have one set if and only if they have the same codes, and the sets are those codes", () => {
  const check = fc.property(batches, (styles) => {
    const { count, of, codes } = styleSetsOf(codesOf(styles), styles.length);
    expect(count).toBe(new Set(styles).size);
    for (const [n, style] of styles.entries()) {
      expect([...codes.subarray(of[n] * EACH, (of[n] + 1) * EACH)]).toEqual([...codesOf([style])]);
      expect(of.map((set) => set === of[n])).toEqual(styles.map((other) => other === style));
    }
  });
  fc.assert(check, { seed: 3 });
});

test("a network without styles has one set", () => {
  expect(styleSetsOf(new Float32Array(0), 3)).toEqual({
    count: 1,
    of: [0, 0, 0],
    codes: new Float32Array(0),
  });
});

test("labels of pictures in different styles have none in common, and still tell the region", () => {
  const check = fc.property(batches, (styles) => {
    const batch = styles.length;
    const labels = Int32Array.from({ length: 4 * batch }, (_, p) => p % 3);
    const conditions = { batch, height: 2, width: 2, labels };
    const sets = styleSetsOf(codesOf(styles), batch);
    const apart = stylesApart(conditions, sets, 3).labels;
    for (const [p, label] of apart.entries()) {
      expect(label % 3).toBe(labels[p]);
      expect(Math.floor(label / 3)).toBe(sets.of[Math.floor(p / 4)]);
    }
  });
  fc.assert(check, { seed: 4 });
});
