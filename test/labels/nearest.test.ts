import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LabelError } from "../../src/errors.ts";
import { nearestIndicesPil, nearestIndicesTorch, resizeNearest } from "../../src/labels/nearest.ts";

interface SizePair {
  input: number;
  output: number;
  pil: number[];
  torch: number[];
}

const pairs: SizePair[] = JSON.parse(
  readFileSync(new URL("../goldens/labels/nearest.json", import.meta.url), "utf8"),
);

test.each(pairs)("$input to $output pixels takes the pixels that Pillow takes", (pair) => {
  expect(Array.from(nearestIndicesPil(pair.input, pair.output))).toEqual(pair.pil);
});

test.each(pairs)("$input to $output pixels takes the pixels that PyTorch takes", (pair) => {
  expect(Array.from(nearestIndicesTorch(pair.input, pair.output))).toEqual(pair.torch);
});

test("both rules stay inside, never go back, and keep a map of the same size", () => {
  const side = fc.integer({ min: 1, max: 3000 });
  fc.assert(
    fc.property(side, side, (input, output) => {
      for (const rule of [nearestIndicesPil, nearestIndicesTorch]) {
        const indices = rule(input, output);
        expect(indices.length).toBe(output);
        expect(indices[0]).toBeGreaterThanOrEqual(0);
        expect(indices[output - 1]).toBeLessThan(input);
        expect(indices.every((index, i) => i === 0 || index >= indices[i - 1])).toBe(true);
        expect(rule(input, input).every((index, i) => index === i)).toBe(true);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("resizeNearest() takes each pixel from its line and column, plane by plane", () => {
  const sides = fc.record({
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(sides, sides, fc.constantFrom("pil", "torch"), (from, to, rule) => {
      const planes = 2;
      const data = Float32Array.from({ length: planes * from.height * from.width }, (_, i) => i);
      const out = resizeNearest(data, from, to, rule);
      const indices = rule === "pil" ? nearestIndicesPil : nearestIndicesTorch;
      const rows = indices(from.height, to.height);
      const columns = indices(from.width, to.width);
      const expected: number[] = [];
      for (let plane = 0; plane < planes; plane++) {
        for (const y of rows) {
          for (const x of columns) expected.push(data[(plane * from.height + y) * from.width + x]);
        }
      }
      expect(Array.from(out)).toEqual(expected);
    }),
    { seed: 2 },
  );
});

test("resizeNearest() gives back the kind of array it was given, and always a new one", () => {
  const data = Uint8Array.from([1, 2, 3, 4]);
  const size = { height: 2, width: 2 };
  const same = resizeNearest(data, size, size, "pil");
  expect(same).toBeInstanceOf(Uint8Array);
  expect(same).toEqual(data);
  expect(same).not.toBe(data);
});

test("resizeNearest() refuses data that are not whole planes, and sizes of zero", () => {
  const size = { height: 2, width: 2 };
  const none = { height: 0, width: 2 };
  expect(() => resizeNearest(new Uint8Array(5), size, size, "pil")).toThrow(LabelError);
  expect(() => resizeNearest(new Uint8Array(4), size, none, "torch")).toThrow("to 0x2");
});
