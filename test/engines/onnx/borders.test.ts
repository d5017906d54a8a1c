import fc from "fast-check";
import { expect, test } from "vitest";
import { bordersOf } from "../../../src/engines/onnx/borders.ts";
import type { Size } from "../../../src/models/ops.ts";

/** However many there are. */
function allBorders(rows: Int32Array, size: Size) {
  const found = bordersOf(rows, size, Number.POSITIVE_INFINITY);
  if (found === null) throw new Error("too many borders");
  return found;
}

const maps = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    height: fc.integer({ min: 1, max: 4 }).map((half) => 2 * half),
    width: fc.integer({ min: 1, max: 4 }).map((half) => 2 * half),
    classes: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ batch, height, width, classes }) => {
    const length = batch * height * width;
    const row = fc.integer({ min: 0, max: classes - 1 });
    const rows = fc.array(row, { minLength: length, maxLength: length });
    return rows.map((values) => ({ batch, height, width, rows: Int32Array.from(values) }));
  });

test("blocks by the row of most of their pixels, with the others put in, are the map again", () => {
  fc.assert(
    fc.property(maps, ({ batch, height, width, rows }) => {
      const { own, others, blocks, pixels, numbers } = allBorders(rows, { height, width });
      const again = new Int32Array(rows.length);
      for (let n = 0; n < batch; n++) {
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const block = ((n * height) / 2 + (y >> 1)) * (width / 2) + (x >> 1);
            again[(n * height + y) * width + x] = rows[own[block]];
          }
        }
      }
      for (const [i, p] of pixels.entries()) {
        again[p] = rows[others[numbers[i]]];
        const [y, x] = [Math.floor(p / width), p % width];
        expect(blocks[numbers[i]]).toBe((y >> 1) * (width / 2) + (x >> 1));
      }
      expect(again).toEqual(rows);
      expect(others.length).toBe(blocks.length);
    }),
  );
});

test("each block has its most common row, and each other row of it once", () => {
  const rows = Int32Array.of(5, 7, 1, 2, 7, 7, 3, 4);
  const { own, others, pixels, numbers } = allBorders(rows, { height: 2, width: 4 });
  expect([...own].map((p) => rows[p])).toEqual([7, 1]);
  expect([...others].map((p) => rows[p])).toEqual([5, 2, 3, 4]);
  expect([...pixels]).toEqual([0, 3, 6, 7]);
  expect([...numbers]).toEqual([0, 1, 2, 3]);
  const split = allBorders(Int32Array.of(1, 2, 1, 2), { height: 2, width: 2 });
  expect([...split.pixels]).toEqual([1, 3]);
  expect([...split.others]).toEqual([1]);
});

test("windows around border pixels find each of them at its tap, and nothing else", () => {
  fc.assert(
    fc.property(maps, ({ height, width, rows }) => {
      const { others, pixels, numbers, touched, around } = allBorders(rows, { height, width });
      const numberOf = new Map([...pixels].map((p, i) => [p, numbers[i]]));
      const none = 9 * others.length;
      const windowOf = (p: number) =>
        Array.from({ length: 9 }, (_, tap) => {
          const y = (Math.floor(p / width) % height) + Math.floor(tap / 3) - 1;
          const x = (p % width) + (tap % 3) - 1;
          if (y < 0 || y >= height || x < 0 || x >= width) return none;
          const q = p + (Math.floor(tap / 3) - 1) * width + (tap % 3) - 1;
          const number = numberOf.get(q);
          return number === undefined ? none : 9 * number + tap;
        });
      const expected = new Map<number, number[]>();
      for (let p = 0; p < rows.length; p++) {
        const window = windowOf(p);
        if (window.some((at) => at !== none)) expected.set(p, window);
      }
      expect([...touched].sort((a, b) => a - b)).toEqual([...expected.keys()]);
      for (const [i, p] of touched.entries()) {
        expect([...around.subarray(9 * i, 9 * i + 9)]).toEqual(expected.get(p));
      }
    }),
  );
});

test("a map of one region is worth halving, one of noise is not", () => {
  for (const side of [16, 32, 128]) {
    const size = { height: side, width: side };
    expect(bordersOf(new Int32Array(side * side), size)?.others.length).toBe(1);
    const noise = Int32Array.from({ length: side * side }, (_, i) => i);
    expect(bordersOf(noise, size)).toBeNull();
    expect(allBorders(noise, size).others.length).toBe((3 * side * side) / 4);
  }
});
