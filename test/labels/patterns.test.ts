import fc from "fast-check";
import { expect, test } from "vitest";
import { LabelError } from "../../src/errors.ts";
import { neighbourhoodPatterns, uniqueRows } from "../../src/labels/patterns.ts";
import { Triples } from "../../src/labels/triples.ts";

const around = [-1, 0, 1];

/** Symbol at (y, x) of one image of a batch, `outside` beyond its border. */
type Lookup = (image: number, y: number, x: number) => number;

const maps = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 8 }),
    width: fc.integer({ min: 1, max: 8 }),
    symbolCount: fc.integer({ min: 1, max: 4 }),
  })
  .chain((shape) => {
    const length = shape.batch * shape.height * shape.width;
    const symbol = fc.integer({ min: 0, max: shape.symbolCount - 1 });
    const symbols = fc.array(symbol, { minLength: length, maxLength: length });
    return fc.record({
      shape: fc.constant(shape),
      symbols: symbols.map((s) => Int32Array.from(s)),
    });
  });

test("each pixel's row spells out the 5x5 window around it, borders included", () => {
  fc.assert(
    fc.property(maps, ({ shape, symbols }) => {
      const { batch, height, width, symbolCount } = shape;
      const { three, five, index } = neighbourhoodPatterns(symbols, shape);
      const inside = (y: number, x: number) => y >= 0 && y < height && x >= 0 && x < width;
      const symbolAt: Lookup = (image, y, x) =>
        inside(y, x) ? symbols[(image * height + y) * width + x] : symbolCount;
      for (let p = 0; p < batch * height * width; p++) {
        const [image, y, x] = [
          Math.floor(p / (height * width)),
          Math.floor(p / width) % height,
          p % width,
        ];
        const hidden = around.flatMap((dy) => around.map((dx) => [y + dy, x + dx]));
        hidden.forEach(([hy, hx], i) => {
          const row = five.table[9 * index[p] + i];
          if (!inside(hy, hx)) {
            expect(row).toBe(three.rows);
            return;
          }
          const window = around.flatMap((dy) =>
            around.map((dx) => symbolAt(image, hy + dy, hx + dx)),
          );
          expect(Array.from(three.table.subarray(9 * row, 9 * row + 9))).toEqual(window);
        });
      }
    }),
    { seed: 4 },
  );
});

test("no row comes twice, rows are in order of first appearance, counts add up to the pixels", () => {
  fc.assert(
    fc.property(maps, ({ shape, symbols }) => {
      const { three, five, index, counts } = neighbourhoodPatterns(symbols, shape);
      for (const { rows, table } of [three, five]) {
        expect(table.length).toBe(9 * rows);
        const spelled = Array.from({ length: rows }, (_, r) =>
          table.subarray(9 * r, 9 * r + 9).join(),
        );
        expect(new Set(spelled).size).toBe(rows);
      }
      expect([...new Set(index)]).toEqual(Array.from({ length: five.rows }, (_, row) => row));
      expect(counts.length).toBe(five.rows);
      index.forEach((row) => {
        counts[row]--;
      });
      expect(counts.every((left) => left === 0)).toBe(true);
    }),
    { seed: 5 },
  );
});

test("images of a batch share rows but not pixels across their borders", () => {
  const one = Int32Array.from([0, 1, 1, 0, 0, 1, 2, 2, 1]);
  const two = Int32Array.from([...one, ...one]);
  const shape = { height: 3, width: 3, symbolCount: 3 };
  const alone = neighbourhoodPatterns(one, shape);
  const both = neighbourhoodPatterns(two, { ...shape, batch: 2 });
  expect(both.five).toEqual(alone.five);
  expect(Array.from(both.counts)).toEqual(Array.from(alone.counts, (n) => 2 * n));
  expect(Array.from(both.index.subarray(9))).toEqual(Array.from(alone.index));
});

test("a map of one class has 25 rows: the distances to each border that a 5x5 window can tell", () => {
  const { three, five, counts } = neighbourhoodPatterns(new Int32Array(20 * 30), {
    height: 20,
    width: 30,
    symbolCount: 1,
  });
  expect([three.rows, five.rows]).toEqual([9, 25]);
  expect(Math.max(...counts)).toBe(16 * 26);
});

test("symbols that do not fit the shape are refused", () => {
  const shape = { height: 2, width: 2, symbolCount: 3 };
  expect(() => neighbourhoodPatterns(new Int32Array(5), shape)).toThrow(LabelError);
  expect(() => neighbourhoodPatterns(Int32Array.of(0, 1, 3, 0), shape)).toThrow("3 at position 2");
  expect(() => neighbourhoodPatterns(Int32Array.of(0, -1, 2, 0), shape)).toThrow(LabelError);
});

test("uniqueRows() lists the symbols present with index and counts", () => {
  const { rows, index, counts } = uniqueRows(Int32Array.of(7, 7, 2, 7, 9, 2));
  expect([rows, index, counts].map((a) => Array.from(a))).toEqual([
    [7, 2, 9],
    [0, 0, 1, 0, 2, 1],
    [3, 2, 1],
  ]);
  expect(uniqueRows(new Int32Array(0)).rows.length).toBe(0);
});

test("Triples numbers many triples as a Map does", () => {
  const triples = new Triples();
  const map = new Map<string, number>();
  let state = 1;
  for (let i = 0; i < 20000; i++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const [a, b, c] = [state % 17, (state >> 8) % 19, (state >> 16) % 23];
    const key = `${a},${b},${c}`;
    if (!map.has(key)) map.set(key, map.size);
    expect(triples.number(a, b, c)).toBe(map.get(key));
  }
  expect(triples.size).toBe(map.size);
});
