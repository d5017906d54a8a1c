/** A village on a hill: a terrace of houses wall to wall, a church, a winding road, a child with a kite. @module */

import type { Canvas } from "../../../src/training/toy-scenes/canvas.ts";
import {
  below,
  curve,
  ellipse,
  type Point,
  points,
  polygon,
  rectangle,
} from "../../../src/training/toy-scenes/shapes.ts";
import { church, house } from "../../../src/training/toy-scenes/things/house.ts";
import { person } from "../../../src/training/toy-scenes/things/person.ts";
import { fence } from "../../../src/training/toy-scenes/things/pole.ts";
import { birds, cloud, kite, sun } from "../../../src/training/toy-scenes/things/sky.ts";
import { fir, leafyTree, poplar } from "../../../src/training/toy-scenes/things/tree.ts";

/** Paints the village. */
export function village(canvas: Canvas): void {
  canvas.stuff("sky", rectangle(0, 0, 256, 256));
  sun(canvas, 44, 42, 16);
  cloud(canvas, 70, 62, 58); // hides a part of the sun
  cloud(canvas, 158, 34, 44);
  birds(canvas, [96, 92], [110, 102], [82, 100]);

  canvas.stuff("hill", below(256, curve(points("0,136 50,118 110,138 190,104 256,128"))));
  for (const [x, y, height] of [
    [6, 140, 24],
    [18, 134, 28],
    [30, 130, 24],
    [42, 127, 20],
  ]) {
    fir(canvas, x, y, height);
  }
  church(canvas, 168, 116);
  poplar(canvas, 226, 124, 36);
  poplar(canvas, 238, 126, 42);
  poplar(canvas, 249, 130, 34);

  canvas.stuff("hill", below(256, curve(points("0,176 70,156 150,168 256,150"))));
  windingRoad(canvas);
  terrace(canvas);
  leafyTree(canvas, 88, 202, 58, 3); // splits the third house and its roof
  leafyTree(canvas, 236, 192, 58, 8);
  leafyTree(canvas, 214, 188, 44, 5); // touches the one before
  fence(canvas, 0, 216, 72);
  fir(canvas, 16, 246, 56);
  fir(canvas, 40, 252, 46);

  kite(canvas, 142, 70, 116, 216);
  person(canvas, 108, 245, 30, { pose: "waving" });
  person(canvas, 97, 246, 22, { pose: "cheering" }); // a hand on the first one's arm: one component
  for (const [x, y] of points("184,236 208,228 226,240 246,230")) sheep(canvas, x, y);
  fence(canvas, 166, 250, 90);
}

function windingRoad(canvas: Canvas): void {
  const left: Point[] = curve(points("92,256 120,226 134,206 136,190 152,172 170,160"));
  const right: Point[] = curve(points("152,256 156,228 158,208 154,192 162,174 175,160"));
  canvas.stuff("road", polygon(...left, ...right.reverse()));
}

function terrace(canvas: Canvas): void {
  house(
    canvas,
    { x: 10, y: 196, width: 32, height: 30 },
    { roof: 18, gable: "front", windows: [2, 1], door: 0.5 },
  );
  house(
    canvas,
    { x: 42, y: 196, width: 30, height: 40 },
    { roof: 14, windows: [2, 2], door: 0.3, chimney: 0.7 },
  );
  house(
    canvas,
    { x: 72, y: 196, width: 40, height: 28 },
    { roof: 20, windows: [3, 1], door: 0.8, chimney: 0.75 },
  );
  house(
    canvas,
    { x: 172, y: 190, width: 34, height: 28 },
    { roof: 20, gable: "front", windows: [2, 1], door: 0.5 },
  );
}

/** A sheep that nobody labelled. */
function sheep(canvas: Canvas, x: number, y: number): void {
  canvas.stuff(
    "unlabelled",
    ellipse(x, y - 6, 6, 4),
    ellipse(x - 7, y - 8, 2.6, 2),
    rectangle(x - 4, y - 4, 1, 4),
    rectangle(x + 3, y - 4, 1, 4),
  );
}
