/** Cars, from the side and from behind; their windows are windows. @module */

import type { Canvas } from "../canvas.ts";
import { ellipse, type Point, polygon, rectangle, stroke } from "../shapes.ts";

/** Paints a car from the side, its wheels on the ground at y, its left end at x; facing −1 drives to the left. */
export function car(
  canvas: Canvas,
  x: number,
  y: number,
  length: number,
  facing: 1 | -1 = 1,
): void {
  const at = (u: number, v: number): Point => [
    x + (facing === 1 ? u : 1 - u) * length,
    y - v * length,
  ];
  const wheel = 0.1 * length;
  canvas.thing(
    "car",
    polygon(
      at(0.01, 0.1),
      at(0, 0.24),
      at(0.1, 0.27),
      at(0.22, 0.42),
      at(0.58, 0.42),
      at(0.74, 0.27),
      at(0.97, 0.22),
      at(1, 0.1),
    ),
    ...[0.22, 0.78].map((u) => ellipse(...at(u, 0.1), wheel)),
  );
  canvas.thing("window", polygon(at(0.18, 0.28), at(0.26, 0.385), at(0.38, 0.385), at(0.38, 0.28)));
  canvas.thing("window", polygon(at(0.43, 0.28), at(0.43, 0.385), at(0.56, 0.385), at(0.67, 0.28)));
  canvas.stuff("unlabelled", ...[0.22, 0.78].map((u) => ellipse(...at(u, 0.1), wheel * 0.5)));
}

/** Paints a car from the front or the back, its wheels on the ground at y, x its middle. */
export function carAhead(canvas: Canvas, x: number, y: number, width: number): void {
  const at = (u: number, v: number): Point => [x + u * width, y - v * width];
  canvas.stuff("unlabelled", stroke(0.05 * width, at(-0.46, 0.01), at(0.46, 0.01))); // its shadow
  canvas.thing(
    "car",
    rectangle(...at(-0.46, 0.2), 0.2 * width, 0.2 * width),
    rectangle(...at(0.26, 0.2), 0.2 * width, 0.2 * width),
    polygon(
      at(-0.5, 0.12),
      at(-0.5, 0.42),
      at(-0.42, 0.5),
      at(-0.32, 0.78),
      at(0.32, 0.78),
      at(0.42, 0.5),
      at(0.5, 0.42),
      at(0.5, 0.12),
    ),
  );
  canvas.thing("window", polygon(at(-0.35, 0.48), at(-0.27, 0.71), at(0.27, 0.71), at(0.35, 0.48)));
  canvas.stuff("unlabelled", rectangle(...at(-0.15, 0.28), 0.3 * width, 0.09 * width)); // number plate
}

/** Paints a bus from the side with a row of windows. */
export function bus(canvas: Canvas, x: number, y: number, length: number): void {
  const height = length * 0.4;
  canvas.thing(
    "car",
    rectangle(x, y - height + 3, length, height - 6),
    rectangle(x + 3, y - height, length - 6, height - 3),
    ellipse(x + 0.2 * length, y - 5, 6),
    ellipse(x + 0.78 * length, y - 5, 6),
  );
  const pane = (length - 10) / 5;
  for (let i = 0; i < 5; i++) {
    const left = Math.round(x + 6 + i * pane);
    canvas.thing(
      "window",
      rectangle(left, Math.round(y - height + 5), Math.floor(pane) - 2, Math.round(height * 0.34)),
    );
  }
  canvas.stuff(
    "unlabelled",
    ellipse(x + 0.2 * length, y - 5, 2.6),
    ellipse(x + 0.78 * length, y - 5, 2.6),
  );
}
