/** Trees of three kinds; crown and trunk are one instance. @module */

import type { Canvas } from "../canvas.ts";
import { seededRandom } from "../seeded-random.ts";
import { ellipse, points, polygon, rectangle, type Shape } from "../shapes.ts";

/** Where the lobes of a crown sit, in units of its radius. */
const lobes = points("-0.6,0.5 0.6,0.5 -0.7,-0.1 0.65,-0.2 0,0.75 0.1,-0.5");

/** Paints a leafy tree whose trunk stands at (x, y); the seed shapes its crown. */
export function leafyTree(
  canvas: Canvas,
  x: number,
  y: number,
  height: number,
  seed: number,
): void {
  const random = seededRandom(seed);
  const radius = 0.3 * height;
  const middle = y - height + radius * 1.1;
  const crown: Shape[] = [ellipse(x, middle, radius * 0.95, radius)];
  for (const [dx, dy] of lobes) {
    const lobe = radius * random(0.45, 0.65);
    crown.push(ellipse(x + dx * radius, middle + dy * radius, lobe));
  }
  const trunk = Math.max(2, 0.07 * height);
  canvas.thing("tree", rectangle(x - trunk / 2, middle, trunk, y - middle), ...crown);
}

/** Paints a fir of three tiers. */
export function fir(canvas: Canvas, x: number, y: number, height: number): void {
  const trunk = Math.max(2, 0.07 * height);
  const tiers = [
    [0.92, 0.62, 0.13],
    [0.7, 0.36, 0.19],
    [0.46, 0.1, 0.25],
  ].map(([, foot, half], i) => {
    const tip = [1, 0.78, 0.54][i];
    return polygon(
      [x, y - tip * height],
      [x + half * height, y - foot * height],
      [x - half * height, y - foot * height],
    );
  });
  canvas.thing("tree", rectangle(x - trunk / 2, y - 0.2 * height, trunk, 0.2 * height), ...tiers);
}

/** Paints a slender poplar. */
export function poplar(canvas: Canvas, x: number, y: number, height: number): void {
  canvas.thing(
    "tree",
    rectangle(x - 1, y - 0.2 * height, 2, 0.2 * height),
    ellipse(x, y - 0.54 * height, 0.13 * height, 0.46 * height),
    ellipse(x, y - 0.4 * height, 0.15 * height, 0.28 * height),
  );
}
