import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { centreClasses, fiveByFive, spadePatterns } from "../../src/modulation/spade-patterns.ts";
import { spadeCases } from "../support/spade-by-convolution.ts";

const runs = { seed: 4711, numRuns: 100 };

describe("spadePatterns()", () => {
  test("each pixel's row stands for the 5×5 symbols around it, symbolCount outside the picture", () => {
    const check = fc.property(spadeCases(3), ({ method, conditions }) => {
      const { batch, height, width, labels, edges } = conditions;
      const patterns = spadePatterns(method, conditions);
      const windows = fiveByFive(patterns);
      const symbol = (n: number, y: number, x: number) => {
        if (y < 0 || y >= height || x < 0 || x >= width) return patterns.symbolCount;
        const p = (n * height + y) * width + x;
        return edges === undefined ? labels[p] : 2 * labels[p] + edges[p];
      };
      for (let p = 0; p < batch * height * width; p++) {
        const [n, y, x] = [
          Math.floor(p / (height * width)),
          Math.floor(p / width) % height,
          p % width,
        ];
        const expected = Array.from({ length: 25 }, (_, i) =>
          symbol(n, y + Math.floor(i / 5) - 2, x + (i % 5) - 2),
        );
        const row = patterns.index.rows[p];
        expect([...windows.subarray(25 * row, 25 * row + 25)]).toEqual(expected);
      }
    });
    fc.assert(check, runs);
  });

  test("no two rows stand for the same neighbourhood, and each occurs", () => {
    const check = fc.property(spadeCases(3), ({ method, conditions }) => {
      const patterns = spadePatterns(method, conditions);
      const windows = fiveByFive(patterns);
      const texts = Array.from({ length: patterns.second.rows }, (_, row) =>
        windows.subarray(25 * row, 25 * row + 25).join(),
      );
      expect(new Set(texts).size).toBe(patterns.second.rows);
      expect(Math.min(...patterns.index.counts)).toBeGreaterThan(0);
    });
    fc.assert(check, runs);
  });

  test.each([1 as const, 3 as const])(
    "the centre of each pixel's neighbourhood has the pixel's class (kernel %i)",
    (kernel) => {
      const check = fc.property(spadeCases(kernel), ({ method, conditions }) => {
        const patterns = spadePatterns(method, conditions);
        const classes = centreClasses(patterns, method.instanceEdges);
        const ofPixels = patterns.index.rows.map((row) => classes[row]);
        expect(ofPixels).toEqual(conditions.labels);
      });
      fc.assert(check, runs);
    },
  );
});
