/** What hangs and flies in the sky. @module */

import type { Canvas } from "../canvas.ts";
import { ellipse, type Point, points, polygon, rectangle, type Shape, stroke } from "../shapes.ts";
import { wire } from "./pole.ts";

/** Eight directions, of length 1 to within 1 %. */
const directions = points("1,0 0.7,0.7 0,1 -0.7,0.7 -1,0 -0.7,-0.7 0,-1 0.7,-0.7");

/** Paints the sun; its rays are parts of the same instance that do not touch the disc. */
export function sun(canvas: Canvas, x: number, y: number, radius: number, rays = true): void {
  const disc = canvas.thing("sun", ellipse(x, y, radius));
  if (!rays) return;
  for (const [dx, dy] of directions) {
    const [from, to] = [radius * 1.3, radius * 1.65];
    canvas.add(disc, stroke(2, [x + dx * from, y + dy * from], [x + dx * to, y + dy * to]));
  }
}

/** Paints a cloud with a flat bottom at y; x is its middle. */
export function cloud(canvas: Canvas, x: number, y: number, width: number): void {
  const unit = width / 10;
  canvas.thing(
    "cloud",
    rectangle(x - 3.6 * unit, y - 2 * unit, 7.2 * unit, 2 * unit),
    ellipse(x - 3.6 * unit, y - 1.2 * unit, 1.4 * unit, 1.2 * unit),
    ellipse(x + 3.6 * unit, y - 1.4 * unit, 1.4 * unit),
    ellipse(x - 1.5 * unit, y - 2.3 * unit, 1.9 * unit),
    ellipse(x + 1.3 * unit, y - 2.8 * unit, 2.1 * unit),
  );
}

/** Birds that nobody labelled, thin as a pen stroke. */
export function birds(canvas: Canvas, ...places: readonly Point[]): void {
  for (const [x, y] of places) {
    const wing = (side: 1 | -1): Shape =>
      stroke(1.1, [x, y], [x + side * 2.5, y - 2.2], [x + side * 6, y - 1]);
    canvas.stuff("unlabelled", wing(-1), wing(1));
  }
}

/** A kite that nobody labelled, on a string (a wire) that ends at (handX, handY). */
export function kite(canvas: Canvas, x: number, y: number, handX: number, handY: number): void {
  wire(canvas, [x, y + 9], [handX, handY], 12);
  const tail = stroke(1.5, [x, y + 9], [x - 5, y + 14], [x - 1, y + 19], [x - 6, y + 24]);
  canvas.stuff(
    "unlabelled",
    polygon([x, y - 8], [x + 6, y - 1], [x, y + 10], [x - 6, y - 1]),
    tail,
  );
}
