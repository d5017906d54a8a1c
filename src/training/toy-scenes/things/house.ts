/** Houses, their roofs and windows: three classes, each part an instance of its own. @module */

import type { Canvas } from "../canvas.ts";
import { ellipse, polygon, rectangle, type Shape, stroke } from "../shapes.ts";

/** Where a house stands and how large its front is, in pixels. */
export interface Front {
  /** Left edge. */
  x: number;
  /** Ground line. */
  y: number;
  width: number;
  /** Height of the wall, without the roof. */
  height: number;
}

/** A house with a pitched roof, gable to the front or to the side; the door is a part that nobody labelled. */
export function house(
  canvas: Canvas,
  front: Front,
  options: {
    /** Height of the roof in pixels. */
    roof: number;
    /** "front" shows a triangle, "side" the long side of the roof, "flat" a thin slab. Default "side". */
    gable?: "front" | "side" | "flat";
    /** Windows across and down. */
    windows: readonly [across: number, down: number];
    /** Where the door's middle is, as a share of the width; none without it. */
    door?: number;
    /** Where the chimney stands, as a share of the width; none without it. */
    chimney?: number;
  },
): void {
  const { x, y, width, height } = front;
  const eaves = y - height;
  const { roof, gable = "side", door, chimney } = options;
  const wall = canvas.thing("house", rectangle(x, eaves, width, height));
  if (chimney !== undefined) {
    const stack = Math.max(3, Math.round(width * 0.09));
    const left = Math.round(x + chimney * width - stack / 2);
    canvas.add(wall, rectangle(left, eaves - roof - 4, stack, roof + 4));
  }
  canvas.thing("roof", roofShape(front, roof, gable));
  windows(canvas, front, options.windows, door !== undefined);
  if (door !== undefined) {
    const wide = Math.min(Math.max(3, Math.round(height * 0.22)), 8);
    const tall = Math.round(Math.min(height * 0.45, 16));
    const middle = Math.round(x + door * width);
    canvas.stuff("unlabelled", rectangle(middle - wide / 2, y - tall, wide, tall));
  }
}

function roofShape({ x, y, width, height }: Front, roof: number, gable: string): Shape {
  const eaves = y - height;
  const over = gable === "flat" ? 1 : 2; // how far the roof reaches beyond the wall
  const inset = { front: width / 2 + over, side: roof * 0.45, flat: 0 }[gable] ?? 0;
  return polygon(
    [x - over, eaves],
    [x - over + inset, eaves - roof],
    [x + width + over - inset, eaves - roof],
    [x + width + over, eaves],
  );
}

/** A grid of windows on the wall; the lowest row stays free beside a door. */
function windows(
  canvas: Canvas,
  { x, y, width, height }: Front,
  [across, down]: readonly [number, number],
  hasDoor: boolean,
): void {
  const storeys = hasDoor ? down + 1 : down;
  const cellWidth = width / across;
  const cellHeight = height / storeys;
  const paneWidth = Math.round(cellWidth * 0.55);
  const paneHeight = Math.round(cellHeight * 0.58);
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const left = Math.round(x + (column + 0.5) * cellWidth - paneWidth / 2);
      const top = Math.round(y - height + (row + 0.5) * cellHeight - paneHeight / 2);
      barredWindow(canvas, left, top, paneWidth, paneHeight);
    }
  }
}

/** One window: an instance of two or four panes, because the bars, one pixel thin, belong to the wall. */
export function barredWindow(
  canvas: Canvas,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const columns = width >= 5 ? halves(x, width) : [[x, width]];
  const rows = height >= 7 ? halves(y, height) : [[y, height]];
  const panes = columns.flatMap(([px, pw]) => rows.map(([py, ph]) => rectangle(px, py, pw, ph)));
  canvas.thing("window", ...panes);
}

/** Two stretches with a gap of one pixel between them. */
function halves(start: number, length: number): [start: number, length: number][] {
  const first = Math.floor((length - 1) / 2);
  return [
    [start, first],
    [start + first + 1, length - first - 1],
  ];
}

/** A church: nave, tower with a spire, a clock that nobody labelled and a thin cross on the spire. */
export function church(canvas: Canvas, x: number, y: number): void {
  house(canvas, { x: x + 14, y, width: 30, height: 17 }, { roof: 13, windows: [4, 1] });
  canvas.thing("house", rectangle(x, y - 42, 15, 42));
  canvas.thing(
    "pole",
    stroke(1, [x + 7.5, y - 76], [x + 7.5, y - 60]),
    rectangle(x + 5, y - 73, 5, 1),
  );
  canvas.thing("roof", polygon([x - 2, y - 42], [x + 7.5, y - 68], [x + 17, y - 42]));
  canvas.stuff("unlabelled", ellipse(x + 7.5, y - 35, 3.2), rectangle(x + 5, y - 9, 5, 9));
  barredWindow(canvas, x + 5, y - 27, 5, 11);
}
