/** Boats on the water. @module */

import type { Canvas } from "../canvas.ts";
import { curve, ellipse, type Point, polygon, rectangle, stroke } from "../shapes.ts";

/** Paints a sailing boat, the water line at y; the mast, a pole, cuts hull and two sails from each other. */
export function sailingBoat(
  canvas: Canvas,
  x: number,
  y: number,
  length: number,
  facing: 1 | -1 = 1,
): void {
  const at = (u: number, v: number): Point => [x + facing * u * length, y - v * length];
  canvas.thing(
    "boat",
    polygon(at(-0.46, 0.17), at(0.5, 0.2), at(0.34, 0), at(-0.38, 0)),
    polygon(
      at(-0.02, 1.25),
      ...curve([at(-0.02, 1.25), at(-0.3, 0.8), at(-0.44, 0.3)]),
      at(-0.02, 0.26),
    ),
    polygon(...curve([at(0.07, 1.15), at(0.26, 0.72), at(0.46, 0.26)]), at(0.07, 0.3)),
  );
  const mast = Math.round(x + facing * 0.025 * length) - 0.5; // a pixel column, so that it stays straight
  canvas.thing(
    "pole",
    stroke(length > 30 ? 1.9 : 1, [mast, y - 1.32 * length], [mast, y - 0.17 * length]),
  );
}

/** Paints a rowing boat. */
export function rowingBoat(canvas: Canvas, x: number, y: number, length: number): void {
  const at = (u: number, v: number): Point => [x + u * length, y - v * length];
  canvas.thing(
    "boat",
    polygon(at(-0.5, 0.24), at(0, 0.16), at(0.5, 0.24), at(0.38, 0), at(-0.38, 0)),
  );
}

/** Paints a steamer: hull, cabin with portholes, funnel; its smoke is a cloud. */
export function steamer(canvas: Canvas, x: number, y: number, length: number): void {
  const at = (u: number, v: number): Point => [x + u * length, y - v * length];
  canvas.thing(
    "cloud",
    ellipse(...at(-0.1, 0.66), 5, 4),
    ellipse(...at(-0.24, 0.74), 7, 5),
    ellipse(...at(-0.42, 0.8), 8, 6),
  );
  canvas.thing(
    "boat",
    polygon(at(-0.5, 0.2), at(0.5, 0.24), at(0.42, 0), at(-0.44, 0)),
    rectangle(...at(-0.32, 0.36), 0.56 * length, 0.17 * length),
    rectangle(...at(-0.08, 0.56), 0.12 * length, 0.24 * length),
  );
  for (const u of [-0.24, -0.1, 0.04, 0.16])
    canvas.thing(
      "window",
      rectangle(Math.round(x + u * length), Math.round(y - 0.31 * length), 3, 3),
    );
}
