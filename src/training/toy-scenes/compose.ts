/**
 * Random layouts: which objects a scene holds and where, painted from back to front.
 *
 * Coordinates are those of a picture 256 units high, whatever its size in pixels, so that a seed gives one scene at every
 * size. Objects are larger than in the drawn scenes of data/label-maps: they have to be read at 64 × 64.
 *
 * @module
 */

import type { Random } from "../random.ts";
import type { Canvas } from "./canvas.ts";
import { below, curve, ellipse, type Point, polygon, rectangle, stroke } from "./shapes.ts";
import { sailingBoat } from "./things/boat.ts";
import { car, carAhead } from "./things/car.ts";
import { cottage } from "./things/cottage.ts";
import { type Pose, person } from "./things/person.ts";
import { cloud } from "./things/sky.ts";
import { fir, leafyTree, poplar } from "./things/tree.ts";

/** Height of every scene in units. */
export const UNITS = 256;

/** Paints the scene of a random generator. */
export function compose(canvas: Canvas, random: Random): void {
  const kinds = [village, street, shore, woods] as const;
  random.pick(kinds)(canvas, random, (UNITS * canvas.width) / canvas.height);
}

/** Paints one kind of scene, `width` units wide. */
type Painter = (canvas: Canvas, random: Random, width: number) => void;

const village: Painter = (canvas, random, width) => {
  const horizon = random.between(100, 140);
  sky(canvas, random, width, horizon);
  hills(canvas, random, width, horizon);
  trees(canvas, random, width, horizon + 14, random.integer(1, 3), [44, 70]);
  const ground = random.between(168, 190);
  canvas.stuff(
    "hill",
    below(UNITS, [
      [0, ground - 22],
      [width, ground - 22],
    ]),
  );
  row(canvas, random, width, ground);
  if (random.chance(0.5)) wires(canvas, random, width, ground);
  const top = ground + random.between(6, 16);
  road(canvas, random, width, top, top + random.between(40, 52));
  trees(canvas, random, width, UNITS + 6, random.integer(0, 2), [60, 90]);
  people(canvas, random, width, ground + 8, random.integer(0, 2));
  if (random.chance(0.4)) unlabelledPart(canvas, random, width);
};

const street: Painter = (canvas, random, width) => {
  const horizon = random.between(96, 128);
  sky(canvas, random, width, horizon);
  hills(canvas, random, width, horizon - 6);
  canvas.stuff(
    "hill",
    below(UNITS, [
      [0, horizon],
      [width, horizon],
    ]),
  );
  const vanish = random.between(0.38, 0.62) * width;
  const foot = random.between(0.3, 0.7) * width;
  const half = random.between(80, 110);
  canvas.stuff(
    "road",
    polygon(
      [vanish - 8, horizon],
      [vanish + 8, horizon],
      [foot + half, UNITS],
      [foot - half, UNITS],
    ),
  );
  for (let dash = 0; dash < 4; dash++) {
    const near = [0.06, 0.22, 0.46, 0.76][dash];
    const far = [0.14, 0.34, 0.62, 1][dash];
    const at = (t: number, side: number): Point => [
      vanish + (foot - vanish) * t + side * (1.6 + 5 * t),
      horizon + (UNITS - horizon) * t,
    ];
    canvas.stuff("centre line", polygon(at(near, -1), at(near, 1), at(far, 1), at(far, -1)));
  }
  for (const side of [-1, 1] as const) {
    let edge = vanish + side * random.between(20, 34);
    for (let scale = 0.45; scale < 1 && Math.abs(edge - vanish) < width; scale += 0.25) {
      const wide = 58 * scale;
      const x = side === 1 ? edge : edge - wide;
      cottage(canvas, random, { x, y: horizon + 62 * scale, width: wide, height: 56 * scale });
      edge += side * (wide + random.between(-2, 4));
    }
  }
  for (let i = random.integer(1, 3); i > 0; i--) {
    const t = random.between(0.3, 0.85);
    const lane = random.pick([-1, 1]) * random.between(0.4, 0.62) * half * t;
    const x = vanish + (foot - vanish) * t + lane;
    carAhead(canvas, x, horizon + (UNITS - horizon) * t, 22 + 52 * t);
  }
  const poles = random.chance(0.6);
  if (poles) wires(canvas, random, width, horizon + 70);
  trees(canvas, random, width, UNITS - 20, random.integer(0, 2), [70, 110]);
  people(canvas, random, width, UNITS - 30, random.integer(0, 2));
};

const shore: Painter = (canvas, random, width) => {
  const horizon = random.between(84, 120);
  sky(canvas, random, width, horizon);
  if (random.chance(0.7)) hills(canvas, random, width, horizon - 4);
  canvas.stuff(
    "water",
    below(UNITS, [
      [0, horizon + 6],
      [width, horizon + 6],
    ]),
  );
  for (let i = random.integer(1, 3); i > 0; i--) {
    const y = random.between(horizon + 26, 200);
    const length = 26 + 0.42 * (y - horizon);
    const x = random.between(0.1, 0.9) * width;
    sailingBoat(canvas, x, y, length, random.pick([-1, 1] as const));
    const mast = canvas.thin(2);
    canvas.thing("pole", rectangle(x - mast / 2, y - 1.32 * length, mast, 1.2 * length));
  }
  const beach = random.between(186, 226);
  const line: Point[] = [0, 0.33, 0.66, 1].map((t) => [t * width, beach + random.between(-18, 18)]);
  canvas.stuff("hill", below(UNITS, curve(line)));
  if (random.chance(0.5)) {
    const x = random.between(0.05, 0.6) * width;
    cottage(canvas, random, { x, y: beach + 22, width: random.between(56, 76), height: 38 });
  }
  if (random.chance(0.5)) fence(canvas, random.between(0, 0.5) * width, 246, 90);
  trees(canvas, random, width, UNITS - 8, random.integer(0, 3), [60, 96]);
  people(canvas, random, width, UNITS - 14, random.integer(1, 3));
  if (random.chance(0.3)) unlabelledPart(canvas, random, width);
};

const woods: Painter = (canvas, random, width) => {
  const horizon = random.between(88, 124);
  sky(canvas, random, width, horizon);
  hills(canvas, random, width, horizon);
  trees(canvas, random, width, horizon + 34, random.integer(3, 5), [44, 66]);
  canvas.stuff(
    "hill",
    below(
      UNITS,
      curve([0, 0.5, 1].map((t): Point => [t * width, horizon + random.between(40, 62)])),
    ),
  );
  if (random.chance(0.6)) {
    const [x, y] = [random.between(0.25, 0.75) * width, random.between(196, 222)];
    canvas.stuff("water", ellipse(x, y, random.between(44, 80), random.between(13, 22)));
  } else {
    const foot = random.between(0.2, 0.7) * width;
    const left = curve([
      [foot, UNITS],
      [foot + 30, 214],
      [foot + 4, 186],
      [foot + 40, 160],
    ]);
    const right = curve([
      [foot + 62, UNITS],
      [foot + 70, 214],
      [foot + 34, 186],
      [foot + 46, 160],
    ]);
    canvas.stuff("road", polygon(...left, ...right.reverse()));
  }
  if (random.chance(0.35)) {
    const x = random.between(0.1, 0.6) * width;
    cottage(canvas, random, { x, y: 186, width: random.between(54, 70), height: 38 });
  }
  trees(canvas, random, width, 214, random.integer(2, 4), [70, 112]);
  fence(canvas, random.between(0, 0.4) * width, 234, random.between(60, 120));
  trees(canvas, random, width, UNITS + 8, random.integer(1, 2), [80, 120]);
  people(canvas, random, width, UNITS - 10, random.integer(0, 2));
  if (random.chance(0.5)) unlabelledPart(canvas, random, width);
};

/** Sky down to the horizon, with clouds, and the sun on most days. */
function sky(canvas: Canvas, random: Random, width: number, horizon: number): void {
  canvas.stuff("sky", rectangle(0, 0, width, horizon + 40));
  if (random.chance(0.75)) {
    const radius = random.between(15, 22);
    canvas.thing(
      "sun",
      ellipse(random.between(0.1, 0.9) * width, random.between(22, 0.5 * horizon), radius),
    );
  }
  for (let i = random.integer(0, 3); i > 0; i--) {
    const y = random.between(26, 0.72 * horizon);
    cloud(canvas, random.between(0, 1) * width, y, random.between(50, 84));
  }
}

/** One or two ridges; where they overlap they are one component. */
function hills(canvas: Canvas, random: Random, width: number, y: number): void {
  for (let ridge = random.integer(1, 2); ridge > 0; ridge--) {
    const height = 20 * ridge;
    const line = [0, 0.25, 0.5, 0.75, 1].map(
      (t): Point => [t * width, y - height + random.between(-14, 18)],
    );
    canvas.stuff("hill", below(UNITS, curve(line)));
  }
}

/** A row of houses, some wall to wall: touching ones are one component and several instances. */
function row(canvas: Canvas, random: Random, width: number, ground: number): void {
  let x = random.between(-20, 30);
  while (x < width - 20) {
    const wide = random.between(52, 78);
    cottage(canvas, random, { x, y: ground, width: wide, height: random.between(36, 52) });
    x += wide + (random.chance(0.45) ? 0 : random.between(8, 46));
    if (random.chance(0.35)) {
      leafyTree(canvas, x, ground + 6, random.between(52, 76), random.integer(1, 99));
      x += random.between(8, 24);
    }
  }
}

function road(canvas: Canvas, random: Random, width: number, top: number, bottom: number): void {
  canvas.stuff("road", rectangle(0, top, width, bottom - top));
  const middle = (top + bottom) / 2;
  for (let x = random.between(-20, 0); x < width; x += 44) {
    canvas.stuff("centre line", rectangle(x, middle - 2.5, 24, 5));
  }
  for (let i = random.integer(1, 3); i > 0; i--) {
    const lane = random.pick([middle - 1, bottom - 5]);
    const length = random.between(50, 66);
    car(canvas, random.between(-10, width - 30), lane, length, random.pick([-1, 1] as const));
  }
}

function trees(
  canvas: Canvas,
  random: Random,
  width: number,
  ground: number,
  count: number,
  [low, high]: readonly [number, number],
): void {
  for (let i = 0; i < count; i++) {
    const x = random.between(0, 1) * width;
    const y = ground + random.between(-8, 4);
    const height = random.between(low, high);
    const kind = random.pick(["leafy", "leafy", "fir", "poplar"] as const);
    if (kind === "leafy") leafyTree(canvas, x, y, height, random.integer(1, 99));
    else if (kind === "fir") fir(canvas, x, y, height);
    else poplar(canvas, x, y, height);
  }
}

function people(canvas: Canvas, random: Random, width: number, y: number, count: number): void {
  const poses: readonly Pose[] = ["standing", "walking", "waving", "cheering"];
  for (let i = 0; i < count; i++) {
    const height = random.between(38, 54);
    person(canvas, random.between(0.08, 0.92) * width, y + random.between(-6, 8), height, {
      pose: random.pick(poses),
      facing: random.pick([-1, 1] as const),
    });
  }
}

/** Poles with a wire from one to the next. */
function wires(canvas: Canvas, random: Random, width: number, ground: number): void {
  const thick = canvas.thin(4);
  const tall = random.between(84, 104);
  const places = [0.06, 0.5, 0.94].map((t) => t * width + random.between(-8, 8));
  for (const x of places)
    canvas.thing("pole", rectangle(x - thick / 2, ground - tall, thick, tall));
  for (let i = 1; i < places.length; i++) {
    const [from, to] = [places[i - 1], places[i]];
    const top = ground - tall + 6;
    const line = curve([
      [from, top],
      [(from + to) / 2, top + 10],
      [to, top],
    ]);
    canvas.thing("pole", stroke(canvas.thin(2), ...line));
  }
}

function fence(canvas: Canvas, x: number, y: number, length: number): void {
  const thick = canvas.thin(4);
  const rails = [y - 18, y - 8].map((top) => rectangle(x, top, length, thick));
  const pickets: ReturnType<typeof rectangle>[] = [];
  for (let at = x; at <= x + length; at += 14) pickets.push(rectangle(at, y - 24, thick, 24));
  canvas.thing("pole", ...rails, ...pickets);
}

/** Something that nobody labelled: a boulder, a hay bale. */
function unlabelledPart(canvas: Canvas, random: Random, width: number): void {
  const x = random.between(0.1, 0.9) * width;
  const radius = random.between(9, 16);
  canvas.stuff("unlabelled", ellipse(x, UNITS - random.between(12, 30), radius * 1.3, radius));
}
