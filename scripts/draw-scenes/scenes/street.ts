/** A city street: house fronts wall to wall, lamps, wires, a bus and cars behind poles, people in a queue. @module */

import type { Canvas } from "../../../src/training/toy-scenes/canvas.ts";
import { rectangle } from "../../../src/training/toy-scenes/shapes.ts";
import { bus, car } from "../../../src/training/toy-scenes/things/car.ts";
import { house } from "../../../src/training/toy-scenes/things/house.ts";
import { person } from "../../../src/training/toy-scenes/things/person.ts";
import { lamp, pole, wire } from "../../../src/training/toy-scenes/things/pole.ts";
import { birds, cloud, sun } from "../../../src/training/toy-scenes/things/sky.ts";
import { leafyTree } from "../../../src/training/toy-scenes/things/tree.ts";

/** Paints the street. */
export function street(canvas: Canvas): void {
  canvas.stuff("sky", rectangle(0, 0, 256, 256));
  sun(canvas, 182, 34, 14);
  cloud(canvas, 84, 30, 46);
  cloud(canvas, 206, 44, 44);
  birds(canvas, [122, 40], [136, 32]);
  fronts(canvas);

  canvas.stuff("hill", rectangle(0, 240, 256, 16)); // the verge on this side
  canvas.stuff("unlabelled", rectangle(0, 239, 256, 1));
  canvas.stuff("unlabelled", rectangle(0, 180, 256, 2)); // kerb
  canvas.stuff("road", rectangle(0, 182, 256, 58));
  for (let x = 6; x < 256; x += 26) canvas.stuff("centre line", rectangle(x, 209, 15, 2));

  leafyTree(canvas, 132, 180, 56, 9);
  leafyTree(canvas, 152, 180, 48, 2);
  queue(canvas);
  bus(canvas, 98, 205, 84);
  car(canvas, 8, 205, 50, -1);
  car(canvas, 198, 205, 50, -1);
  car(canvas, 28, 234, 62);
  car(canvas, 176, 234, 62);
  person(canvas, 108, 253, 40, { pose: "walking" });
  person(canvas, 123, 253, 40, { pose: "walking" });
  overhead(canvas);
}

function fronts(canvas: Canvas): void {
  house(
    canvas,
    { x: -6, y: 180, width: 44, height: 84 },
    { roof: 20, windows: [3, 3], door: 0.6, chimney: 0.7 },
  );
  house(
    canvas,
    { x: 38, y: 180, width: 38, height: 112 },
    { roof: 5, gable: "flat", windows: [3, 5], door: 0.5 },
  );
  house(
    canvas,
    { x: 76, y: 180, width: 40, height: 74 },
    { roof: 26, gable: "front", windows: [3, 2], door: 0.3 },
  );
  house(
    canvas,
    { x: 166, y: 180, width: 46, height: 96 },
    { roof: 22, windows: [3, 3], door: 0.5, chimney: 0.25 },
  );
  house(
    canvas,
    { x: 212, y: 180, width: 50, height: 70 },
    { roof: 28, gable: "front", windows: [3, 2], door: 0.6 },
  );
  canvas.stuff("hill", rectangle(116, 158, 50, 22)); // a small park between the houses
}

/** People close together at the stop: one component, many instances. */
function queue(canvas: Canvas): void {
  const heights = [26, 30, 24, 29, 27];
  heights.forEach((height, i) => {
    person(canvas, 40 + 10 * i, 181, height);
  });
  pole(canvas, 91, 181, 34);
  canvas.stuff("unlabelled", rectangle(87, 144, 10, 8));
}

/** Lamps in front of the cars, and the wires of the bus. */
function overhead(canvas: Canvas): void {
  wire(canvas, [-1, 92], [141, 96], 8);
  wire(canvas, [141, 96], [256, 88], 10);
  wire(canvas, [-1, 100], [256, 102], 12);
  lamp(canvas, 58, 248, 116);
  lamp(canvas, 140, 248, 152);
  lamp(canvas, 210, 248, 116, -1);
}
