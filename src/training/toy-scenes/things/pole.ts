/** Poles and what is made of them: wires, lamps, fences. @module */

import type { Canvas } from "../canvas.ts";
import { curve, ellipse, type Point, rectangle, stroke } from "../shapes.ts";

/** Paints a pole of whole pixels, its foot at (x, y). */
export function pole(canvas: Canvas, x: number, y: number, height: number, width = 2): void {
  canvas.thing("pole", rectangle(x, y - height, width, height));
}

/** Paints a wire, one pixel thin, that hangs through between two points. */
export function wire(canvas: Canvas, from: Point, to: Point, sag: number): void {
  const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2 + sag];
  canvas.thing("pole", stroke(1, ...curve([from, middle, to])));
}

/** Paints a street lamp with one arm; the lamp itself was left unlabelled. */
export function lamp(
  canvas: Canvas,
  x: number,
  y: number,
  height: number,
  facing: 1 | -1 = 1,
): void {
  const top = y - height;
  canvas.thing(
    "pole",
    rectangle(x, top, 2, height),
    rectangle(x - 1, y - 5, 4, 5),
    rectangle(facing === 1 ? x : x - 9, top, 11, 1),
  );
  canvas.stuff("unlabelled", ellipse(x + 1 + facing * 9, top + 2, 3, 2.2));
}

/** Paints a picket fence from x to x + length along the ground y. */
export function fence(canvas: Canvas, x: number, y: number, length: number): void {
  const pickets = Array.from({ length: Math.floor(length / 5) + 1 }, (_, i) =>
    rectangle(x + i * 5, y - 8, 2, 8),
  );
  canvas.thing("pole", rectangle(x, y - 6, length, 1), rectangle(x, y - 3, length, 1), ...pickets);
}
