/** A harbour at sunset: boats in each other's way, a jetty on posts, a lighthouse, someone fishing. @module */

import type { Canvas } from "../../../src/training/toy-scenes/canvas.ts";
import {
  below,
  curve,
  ellipse,
  points,
  polygon,
  rectangle,
  stroke,
} from "../../../src/training/toy-scenes/shapes.ts";
import { rowingBoat, sailingBoat, steamer } from "../../../src/training/toy-scenes/things/boat.ts";
import { barredWindow, house } from "../../../src/training/toy-scenes/things/house.ts";
import { person } from "../../../src/training/toy-scenes/things/person.ts";
import { birds, cloud, sun } from "../../../src/training/toy-scenes/things/sky.ts";
import { fir, leafyTree } from "../../../src/training/toy-scenes/things/tree.ts";

const horizon = 120;

/** Paints the harbour. */
export function harbour(canvas: Canvas): void {
  canvas.stuff("sky", rectangle(0, 0, 256, 256));
  cloud(canvas, 66, 46, 62);
  cloud(canvas, 108, 56, 46); // touches the first
  cloud(canvas, 150, 24, 34);
  birds(canvas, [30, 74], [46, 66], [120, 84], [178, 60]);
  sun(canvas, 122, horizon - 3, 21, false); // half of it has set
  canvas.stuff("water", rectangle(0, horizon, 256, 136));
  for (const [y, half] of points("124,17 129,12 134,14 139,8 145,5")) {
    canvas.thing("sun", rectangle(122 - half, y, 2 * half, 2)); // its glitter
  }
  shore(canvas);
  lighthouse(canvas, 206, 106);
  steamer(canvas, 62, 128, 52);
  sailingBoat(canvas, 172, 162, 36, -1);
  sailingBoat(canvas, 192, 170, 42); // overlaps the one before
  jetty(canvas);
  rowers(canvas, 190, 236);
}

function shore(canvas: Canvas): void {
  canvas.stuff("hill", below(126, curve(points("0,104 18,100 34,110 44,122 46,126"))));
  fir(canvas, 6, 106, 26);
  fir(canvas, 17, 105, 30);
  canvas.stuff(
    "hill",
    polygon(
      ...curve(points("176,128 186,112 204,104 256,98")),
      [256, 144],
      ...curve(points("256,144 226,138 176,128")),
    ),
  );
  leafyTree(canvas, 245, 108, 34, 4);
  house(canvas, { x: 216, y: 112, width: 22, height: 16 }, { roof: 11, windows: [2, 1] });
}

function lighthouse(canvas: Canvas, x: number, y: number): void {
  canvas.thing("house", polygon([x - 9, y + 8], [x - 5, y - 54], [x + 5, y - 54], [x + 9, y + 8]));
  canvas.stuff("unlabelled", rectangle(x - 2, y, 4, 8), rectangle(x - 8, y - 56, 16, 2));
  barredWindow(canvas, x - 2, y - 18, 4, 6);
  barredWindow(canvas, x - 2, y - 38, 4, 6);
  canvas.thing("window", rectangle(x - 4, y - 64, 8, 8));
  canvas.thing(
    "pole",
    rectangle(x - 5, y - 64, 1, 8),
    rectangle(x, y - 64, 1, 8),
    rectangle(x + 4, y - 64, 1, 8),
  );
  canvas.thing("roof", polygon([x - 7, y - 64], [x, y - 74], [x + 7, y - 64]));
}

/** Planks that nobody labelled on posts that cut the moored boat behind them into pieces. */
function jetty(canvas: Canvas): void {
  sailingBoat(canvas, 44, 206, 56);
  canvas.stuff("unlabelled", rectangle(0, 199, 118, 4));
  for (const x of [6, 30, 54, 78, 102]) canvas.thing("pole", rectangle(x, 190, 3, 34));
  canvas.thing("pole", rectangle(0, 192, 105, 1)); // rope
  person(canvas, 92, 199, 30, { pose: "reaching" });
  canvas.thing("pole", stroke(1, [101, 180], [130.5, 164]), stroke(1, [130.5, 164], [130.5, 222])); // rod and line
  canvas.stuff("unlabelled", ellipse(132, 223, 2));
}

/** Two people in one boat: its side hides their legs, the oars are poles. */
function rowers(canvas: Canvas, x: number, y: number): void {
  person(canvas, x - 11, y - 3, 26, { pose: "reaching" });
  person(canvas, x + 11, y - 3, 26, { pose: "reaching", facing: -1 });
  rowingBoat(canvas, x, y, 64);
  canvas.thing("pole", stroke(1.5, [x - 3, y - 15], [x - 22, y + 6]));
  canvas.thing("pole", stroke(1.5, [x + 3, y - 15], [x + 22, y + 6]));
}
