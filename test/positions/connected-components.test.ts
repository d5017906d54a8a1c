import fc from "fast-check";
import { expect, test } from "vitest";
import { connectedComponents, findRuns } from "../../src/positions/connected-components.ts";
import { arbitraryLabels, type Labels } from "./arbitrary-labels.ts";

/** Components by flooding, in order of first appearance. */
function flood({ height, width, values }: Labels): number[] {
  const index: number[] = new Array(values.length).fill(-1);
  let count = 0;
  for (let seed = 0; seed < values.length; seed++) {
    if (index[seed] >= 0) continue;
    const queue = [seed];
    index[seed] = count;
    for (const p of queue) {
      const [y, x] = [Math.floor(p / width), p % width];
      for (let v = Math.max(y - 1, 0); v <= Math.min(y + 1, height - 1); v++) {
        for (let u = Math.max(x - 1, 0); u <= Math.min(x + 1, width - 1); u++) {
          const q = v * width + u;
          if (index[q] >= 0 || values[q] !== values[p]) continue;
          index[q] = count;
          queue.push(q);
        }
      }
    }
    count++;
  }
  return index;
}

test("components are what flooding finds: equal labels that touch, corners included", () => {
  fc.assert(
    fc.property(arbitraryLabels, (labels) => {
      const { count, index } = connectedComponents(labels.values, labels.height, labels.width);
      const expected = flood(labels);
      expect(Array.from(index)).toEqual(expected);
      expect(count).toBe(Math.max(...expected) + 1);
    }),
    { seed: 6, numRuns: 500 },
  );
});

test("a spiral is one component, and so is its gap", () => {
  const picture = ["1111111", "0000001", "1111101", "1000101", "1011101", "1000001", "1111111"];
  const values = Int32Array.from(picture.flatMap((line) => [...line].map(Number)));
  expect(connectedComponents(values, 7, 7).count).toBe(2);
});

test("findRuns() splits lines where either of two maps changes", () => {
  const values = Int32Array.of(5, 5, 5, 5, 6, 6);
  const second = Int32Array.of(1, 1, 2, 2, 2, 2);
  const { count, start, end, lines } = findRuns(values, 2, 3, second);
  expect(count).toBe(4);
  expect(Array.from(start.subarray(0, 4))).toEqual([0, 2, 0, 1]);
  expect(Array.from(end.subarray(0, 4))).toEqual([2, 3, 1, 3]);
  expect(Array.from(lines)).toEqual([0, 2, 4]);
});

test("more runs than first made room for are kept", () => {
  const [height, width] = [120, 90];
  const values = Int32Array.from({ length: height * width }, (_, p) => p);
  const { count, index } = connectedComponents(values, height, width);
  expect(count).toBe(height * width);
  expect(index).toEqual(values);
});
