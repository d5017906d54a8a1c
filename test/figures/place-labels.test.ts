import fc from "fast-check";
import { expect, test } from "vitest";
import { classEmbeddingFigure } from "../../src/figures/class-embedding.ts";
import { BESIDE, type LabelledPoint, placedLabels } from "../../src/figures/views/place-labels.ts";
import { bankOf } from "./banks.ts";

/** Letters of 1 × 2 in a plane of 100. */
const room = { letterWidth: 1, letterHeight: 2, left: 0, right: 100 };
const at = (x: number, y: number, name = "name"): LabelledPoint => ({ x, y, name, weight: 0 });

test("a name stands above its dot, else below, right or left, where it lies on nothing", () => {
  const sides = (...points: LabelledPoint[]) => [...placedLabels(points, room).values()];
  expect(sides(at(50, 50))).toEqual(["above"]);
  // A dot above: below. Dots above and below: beside, and at the right end of the plane on the left.
  expect(placedLabels([at(50, 50), at(50, 51.5)], room).get(0)).toBe("below");
  expect(placedLabels([at(50, 50), at(50, 51.5), at(50, 48.5)], room).get(0)).toBe("right");
  expect(placedLabels([at(98, 50), at(98, 51.5), at(98, 48.5)], room).get(0)).toBe("left");
});

test("names lie neither on each other nor on dots; heavier points have their names first", () => {
  const point = fc.record({
    x: fc.double({ min: 0, max: 100, noNaN: true }),
    y: fc.double({ min: 0, max: 100, noNaN: true }),
    name: fc.string({ minLength: 1, maxLength: 12 }),
    weight: fc.integer({ min: 0, max: 1 }),
  });
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 25 }), (points) => {
      const shown = placedLabels(points, room);
      const middles = [...shown].map(([i, side]) => {
        const { x, y, name } = points[i];
        const [out, away] = [0.85 * room.letterHeight, BESIDE + name.length / 2];
        const [dx, dy] = { above: [0, out], below: [0, -out], right: [away, 0], left: [-away, 0] }[
          side
        ];
        return { x: x + dx, y: y + dy, half: name.length / 2 };
      });
      for (const [i, a] of middles.entries()) {
        for (const b of middles.slice(0, i)) {
          const apart =
            Math.abs(a.x - b.x) > a.half + b.half - 1e-9 || Math.abs(a.y - b.y) > 2 - 1e-9;
          expect(apart).toBe(true);
        }
        const covered = points.some(
          ({ x, y }) => Math.abs(x - a.x) < a.half && Math.abs(y - a.y) < 1,
        );
        expect(covered).toBe(false);
      }
    }),
  );
});

test("what has no place has no name", () => {
  expect(placedLabels([at(Number.NaN, 1)], room).size).toBe(0);
});

test("an embedding says how many dots have no room for a name", () => {
  const names = Array.from({ length: 60 }, (_, i) => `a class with a long name ${i}`);
  const svg = classEmbeddingFigure([bankOf("up_0.norm_0", names, 6, 1)]).svg();
  const written = names.filter((name) => svg.includes(`>${name}<`)).length;
  const unnamed = Number(/(\d+) dots have no room/.exec(svg)?.[1]);
  expect(unnamed).toBeGreaterThan(0);
  expect(written + unnamed).toBe(names.length);
});
