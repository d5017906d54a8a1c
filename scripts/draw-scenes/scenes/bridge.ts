/** A suspension bridge: cables and hangers one or two pixels thin cut everything behind them into strips. @module */

import type { Canvas } from "../../../src/training/toy-scenes/canvas.ts";
import {
  below,
  curve,
  type Point,
  points,
  polygon,
  rectangle,
  stroke,
} from "../../../src/training/toy-scenes/shapes.ts";
import { sailingBoat, steamer } from "../../../src/training/toy-scenes/things/boat.ts";
import { bus, car } from "../../../src/training/toy-scenes/things/car.ts";
import { house } from "../../../src/training/toy-scenes/things/house.ts";
import { person } from "../../../src/training/toy-scenes/things/person.ts";
import { birds, cloud, sun } from "../../../src/training/toy-scenes/things/sky.ts";
import { fir, leafyTree } from "../../../src/training/toy-scenes/things/tree.ts";

const deck = 150;
const towers = [62, 194];

/** Paints the bridge. */
export function bridge(canvas: Canvas): void {
  canvas.stuff("sky", rectangle(0, 0, 256, 256));
  sun(canvas, 128, 60, 18);
  cloud(canvas, 156, 76, 52);
  cloud(canvas, 30, 34, 44);
  cloud(canvas, 226, 30, 50);
  birds(canvas, [80, 42], [94, 36], [106, 26]);
  canvas.stuff("hill", below(256, curve(points("0,132 60,146 110,128 160,140 210,120 256,130"))));
  canvas.stuff("water", rectangle(0, 168, 256, 88));
  banks(canvas);

  canvas.stuff("road", rectangle(0, deck, 256, 9));
  car(canvas, 14, deck + 1, 34);
  bus(canvas, 82, deck + 1, 56);
  car(canvas, 146, deck + 1, 34);
  car(canvas, 206, deck + 1, 34, -1);
  cables(canvas);
  steamer(canvas, 122, 204, 58);
  sailingBoat(canvas, 86, 244, 42);
  sailingBoat(canvas, 112, 248, 34, -1);
}

function banks(canvas: Canvas): void {
  canvas.stuff("hill", polygon(...curve(points("0,162 34,172 54,214 44,256")), [0, 256]));
  canvas.stuff(
    "hill",
    polygon([256, 158], ...curve(points("256,158 222,174 198,216 206,256")), [256, 256]),
  );
  house(
    canvas,
    { x: 2, y: 214, width: 30, height: 20 },
    { roof: 14, windows: [3, 1], chimney: 0.3 },
  );
  leafyTree(canvas, 40, 224, 34, 6);
  leafyTree(canvas, 22, 236, 32, 12);
  fir(canvas, 226, 214, 44);
  fir(canvas, 240, 220, 50);
  fir(canvas, 252, 216, 42);
  person(canvas, 216, 246, 26, { pose: "waving", facing: -1 });
  person(canvas, 225, 247, 24, { pose: "waving" });
}

/** Height of the main cable at x: a parabola between the towers, straight to the ground outside. */
function cableAt(x: number): number {
  const [left, right] = towers;
  const peak = 62;
  if (x < left) return peak + (deck - 8 - peak) * ((left - x) / left);
  if (x > right) return peak + (deck - 8 - peak) * ((x - right) / (256 - right));
  const t = (2 * x - left - right) / (right - left);
  return 122 + (peak - 122) * t * t;
}

function cables(canvas: Canvas): void {
  const line: Point[] = Array.from({ length: 65 }, (_, i) => [i * 4, cableAt(i * 4)]);
  const hangers = Array.from({ length: 26 }, (_, i) => i * 10 + 3);
  canvas.thing(
    "pole",
    stroke(2, ...line),
    ...hangers.map((x) => rectangle(x, cableAt(x), 1, deck - cableAt(x))),
  );
  canvas.thing("pole", rectangle(0, deck - 6, 256, 1)); // railing
  for (const x of towers) {
    canvas.thing(
      "pole",
      rectangle(x - 3, 56, 6, 140),
      rectangle(x - 5, 52, 10, 4),
      rectangle(x - 6, 192, 12, 10),
    );
  }
}
