/** A wood: rows of trees that touch, a brook with a footbridge, a hut with a light, walkers. @module */

import type { Canvas } from "../../../src/training/toy-scenes/canvas.ts";
import { seededRandom } from "../../../src/training/toy-scenes/seeded-random.ts";
import {
  below,
  curve,
  ellipse,
  type Point,
  points,
  polygon,
  rectangle,
  stroke,
} from "../../../src/training/toy-scenes/shapes.ts";
import { house } from "../../../src/training/toy-scenes/things/house.ts";
import { person } from "../../../src/training/toy-scenes/things/person.ts";
import { birds, cloud, sun } from "../../../src/training/toy-scenes/things/sky.ts";
import { fir, leafyTree } from "../../../src/training/toy-scenes/things/tree.ts";

/** Paints the wood. */
export function wood(canvas: Canvas): void {
  canvas.stuff("sky", rectangle(0, 0, 256, 256));
  sun(canvas, 148, 44, 15);
  cloud(canvas, 196, 34, 54);
  cloud(canvas, 92, 26, 40);
  birds(canvas, [84, 62], [100, 54]);
  canvas.stuff("hill", below(256, curve(points("0,92 70,80 140,96 200,82 256,94"))));
  backRows(canvas);
  canvas.stuff("hill", below(256, curve(points("0,156 60,150 150,158 256,148"))));

  house(
    canvas,
    { x: 132, y: 168, width: 44, height: 24 },
    { roof: 22, windows: [2, 1], door: 0.5, chimney: 0.78 },
  );
  canvas.thing("cloud", ellipse(168, 108, 4), ellipse(174, 99, 5.5), ellipse(184, 91, 7, 6)); // smoke
  leafyTree(canvas, 118, 172, 62, 21);
  fir(canvas, 174, 178, 66); // hides a corner of the hut
  brook(canvas);
  frontRow(canvas);
  footbridge(canvas);
  mushrooms(canvas);
}

/** Far trees in rows, nearer ones larger, each row a jittered line that leaves no gap. */
function backRows(canvas: Canvas): void {
  const random = seededRandom(7);
  for (const [ground, height, step] of [
    [112, 34, 15],
    [134, 46, 22],
    [158, 60, 31],
  ]) {
    for (let x = -4; x < 264; x += step) {
      const [px, py, tall] = [
        x + random(-3, 3),
        ground + random(-4, 4),
        height * random(0.85, 1.2),
      ];
      // A clearing in the middle lets the sun in.
      if (ground > 120 && px > 96 && px < 200) continue;
      if (random(0, 1) < 0.6) fir(canvas, px, py, tall);
      else leafyTree(canvas, px, py, tall, Math.round(px * 31));
    }
  }
}

function brook(canvas: Canvas): void {
  const left = curve(points("200,158 186,176 150,192 96,210 70,232 64,256"));
  const right = curve(points("204,158 196,178 166,198 128,218 116,236 118,256"));
  canvas.stuff("water", polygon(...left, ...right.reverse()));
}

function frontRow(canvas: Canvas): void {
  leafyTree(canvas, 22, 232, 100, 11);
  fir(canvas, 62, 216, 74);
  fir(canvas, 238, 238, 128);
  leafyTree(canvas, 206, 220, 70, 16);
}

/** Mushrooms that nobody labelled. */
function mushrooms(canvas: Canvas): void {
  for (const [x, y] of points("150,244 162,248 186,240 22,248 40,244")) {
    canvas.stuff(
      "unlabelled",
      rectangle(x - 1, y - 6, 2, 6),
      polygon([x - 5, y - 5], [x - 3, y - 9], [x + 3, y - 9], [x + 5, y - 5]),
    );
  }
}

/** Planks without a label and a handrail of thin poles, which cuts through the legs of those who cross. */
function footbridge(canvas: Canvas): void {
  const deck = curve(points("84,217 104,208 124,205 144,208 164,217"));
  canvas.stuff("unlabelled", stroke(4, ...deck));
  person(canvas, 112, 205, 34, { pose: "walking" });
  person(canvas, 127, 204, 29, { pose: "waving" });
  canvas.thing("pole", stroke(1.2, ...deck.map(([x, y]): Point => [x, y - 12])));
  for (const [x, y] of deck.filter((_, i) => i % 8 === 0)) {
    canvas.thing("pole", rectangle(Math.round(x), y - 12, 1, 12));
  }
}
