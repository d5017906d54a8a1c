/** A country road to the horizon: a broken centre line, cars ahead, telegraph poles and their wires. @module */

import type { Canvas } from "../../../src/training/toy-scenes/canvas.ts";
import {
  below,
  curve,
  ellipse,
  points,
  polygon,
  rectangle,
} from "../../../src/training/toy-scenes/shapes.ts";
import { car, carAhead } from "../../../src/training/toy-scenes/things/car.ts";
import { house } from "../../../src/training/toy-scenes/things/house.ts";
import { person } from "../../../src/training/toy-scenes/things/person.ts";
import { wire } from "../../../src/training/toy-scenes/things/pole.ts";
import { birds, cloud, sun } from "../../../src/training/toy-scenes/things/sky.ts";
import { fir, leafyTree } from "../../../src/training/toy-scenes/things/tree.ts";

/** The vanishing point: everything on the ground shrinks towards it. */
const vanishing = { x: 132, y: 118 };

/** Paints the road. */
export function road(canvas: Canvas): void {
  canvas.stuff("sky", rectangle(0, 0, 256, 256));
  sun(canvas, 204, 40, 17);
  cloud(canvas, 92, 42, 62);
  cloud(canvas, 226, 72, 50);
  birds(canvas, [120, 66], [134, 74], [152, 64]);
  canvas.stuff("hill", below(256, curve(points("0,108 50,92 104,116 160,98 206,104 256,90"))));
  canvas.stuff("water", polygon([0, 124], [84, 122], [58, 134], [0, 140]));
  canvas.stuff("hill", below(256, points("0,138 58,132 100,119 256,119")));
  for (const [x, y, height] of [
    [150, 122, 16],
    [160, 124, 19],
    [171, 124, 17],
    [182, 127, 22],
  ]) {
    leafyTree(canvas, x, y, height, x);
  }

  canvas.stuff(
    "road",
    polygon([vanishing.x - 1, vanishing.y], [vanishing.x + 2, vanishing.y], [246, 256], [26, 256]),
  );
  centreLine(canvas);
  telegraphPoles(canvas);
  house(
    canvas,
    { x: 202, y: 158, width: 42, height: 24 },
    { roof: 18, windows: [3, 1], door: 0.5, chimney: 0.25 },
  );
  fir(canvas, 252, 172, 62);
  fir(canvas, 234, 176, 46); // splits the house and touches the other fir
  carAhead(canvas, 141, 138, 15);
  carAhead(canvas, 168, 188, 46);
  person(canvas, 226, 230, 46, { pose: "walking" });
  person(canvas, 241, 231, 42, { pose: "walking", facing: -1 }); // side by side: one component
  dog(canvas, 198, 231);
}

/** Dashes whose ends lie at equal distances on the ground, so their heights in the picture go as 1 / distance. */
function centreLine(canvas: Canvas): void {
  const at = (distance: number): [x: number, y: number, half: number] => [
    vanishing.x + 4 / distance,
    vanishing.y + 138 / distance,
    2.8 / distance,
  ];
  for (let distance = 0.9; distance < 12; distance += 1) {
    const [x0, y0, half0] = at(distance);
    const [x1, y1, half1] = at(distance + 0.5);
    canvas.stuff(
      "centre line",
      polygon([x0 - half0, y0], [x0 + half0, y0], [x1 + half1, y1], [x1 - half1, y1]),
    );
  }
}

function telegraphPoles(canvas: Canvas): void {
  const tops = [0.85, 1.45, 2.5, 4.4, 8].map((distance) => {
    const foot = { x: Math.round(vanishing.x - 96 / distance), y: vanishing.y + 100 / distance };
    return {
      ...foot,
      top: foot.y - 180 / distance,
      width: Math.max(1, Math.round(4.4 / distance)),
      arm: 12 / distance,
    };
  });
  for (let i = 1; i < tops.length; i++) {
    for (const side of [-1, 1]) {
      const end = (k: number): [number, number] => [
        tops[k].x + tops[k].width / 2 + side * tops[k].arm,
        tops[k].top + tops[k].arm / 2,
      ];
      wire(canvas, end(i - 1), end(i), 9 / i);
    }
  }
  car(canvas, 2, 204, 60); // parked behind the nearest pole, which cuts it in two
  for (const { x, y, top, width, arm } of tops.reverse()) {
    const beam = Math.max(1, Math.round(width / 2));
    canvas.thing(
      "pole",
      rectangle(x, top, width, y - top),
      rectangle(x + width / 2 - arm, top + arm / 2, 2 * arm, beam),
    );
  }
}

/** A dog that nobody labelled. */
function dog(canvas: Canvas, x: number, y: number): void {
  const leg = (dx: number) => rectangle(x + dx, y - 7, 2, 7);
  canvas.stuff(
    "unlabelled",
    ellipse(x, y - 9, 9, 3.6),
    ellipse(x + 9, y - 14, 4, 3.2),
    leg(-7),
    leg(-4),
    leg(4),
    leg(7),
    rectangle(x - 10, y - 16, 1.5, 8),
    rectangle(x + 6, y - 19, 2, 4),
  );
}
