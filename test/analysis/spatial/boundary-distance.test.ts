import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundaryDistance } from "../../../src/analysis/spatial/boundary-distance.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

const maps = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    height: fc.integer({ min: 1, max: 14 }),
    width: fc.integer({ min: 1, max: 14 }),
    classes: fc.integer({ min: 1, max: 3 }),
    block: fc.integer({ min: 1, max: 9 }),
    seed: fc.nat(),
  })
  .map(({ batch, height, width, classes, block, seed }) => {
    const coarse = seededNumbers(seed)(1024);
    const labels = Int32Array.from({ length: batch * height * width }, (_, p) => {
      const [line, x] = [Math.floor(p / width), p % width];
      const cell = Math.floor(line / block) * 16 + Math.floor(x / block);
      return Math.floor(((coarse[cell % 1024] + 1) / 2) * classes);
    });
    return { batch, height, width, labels };
  });

/** The nearest other pixel of all, the slow way. */
function slow(
  { height, width, labels }: { height: number; width: number; labels: Int32Array },
  p: number,
  border: boolean,
): number {
  const pixels = height * width;
  const start = Math.floor(p / pixels) * pixels;
  const [y, x] = [Math.floor((p - start) / width), (p % pixels) % width];
  let nearest = border ? Math.min(y + 1, x + 1, height - y, width - x) : Number.POSITIVE_INFINITY;
  for (let q = 0; q < pixels; q++) {
    if (labels[start + q] === labels[p]) continue;
    const [dy, dx] = [Math.abs(Math.floor(q / width) - y), Math.abs((q % width) - x)];
    nearest = Math.min(nearest, Math.max(dy, dx));
  }
  return nearest;
}

describe("boundaryDistance()", () => {
  test("is the chessboard distance to the nearest pixel of another class or beyond the edge", () => {
    const check = fc.property(
      maps,
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      (map, farthest, border) => {
        const distances = boundaryDistance(map, { farthest, border });
        for (const p of map.labels.keys()) {
          expect(distances[p]).toBe(Math.min(slow(map, p, border), farthest));
        }
      },
    );
    fc.assert(check, { seed: 1966, numRuns: 100 });
  });

  test("of a map of one pixel is 1", () => {
    expect([
      ...boundaryDistance({ batch: 1, height: 1, width: 1, labels: Int32Array.of(4) }),
    ]).toEqual([1]);
  });
});
