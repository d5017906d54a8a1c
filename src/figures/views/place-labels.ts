/**
 * Names beside dots, as many as have room: above, else below, right or left of its dot; a name that would lie on another or on a dot
 * everywhere is left to hover.
 *
 * @module
 */

export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  readonly name: string;

  /** Those with more come first. */
  readonly weight: number;
}

/** Of a letter, and the ends of the plane along x, in its units. */
export interface LabelRoom {
  readonly letterWidth: number;
  readonly letterHeight: number;
  readonly left: number;
  readonly right: number;
}

export type LabelSide = "above" | "below" | "right" | "left";

type Box = readonly [left: number, bottom: number, right: number, top: number];

/** From a dot to a name beside it, in letters. */
export const BESIDE = 1;

/** Which points get their name, and where. */
export function placedLabels(
  points: readonly LabelledPoint[],
  room: LabelRoom,
): Map<number, LabelSide> {
  const { letterWidth, letterHeight } = room;
  const order = [...points.keys()].sort((a, b) => points[b].weight - points[a].weight || a - b);
  const taken: Box[] = points.map(({ x, y }) => [
    x - 0.6 * letterWidth,
    y - 0.3 * letterHeight,
    x + 0.6 * letterWidth,
    y + 0.3 * letterHeight,
  ]);
  const shown = new Map<number, LabelSide>();
  for (const i of order) {
    const { x, y } = points[i];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const free = places(points[i], room).find(([, box]) =>
      taken.every(
        ([left, bottom, right, top]) =>
          box[2] <= left || box[0] >= right || box[3] <= bottom || box[1] >= top,
      ),
    );
    if (free === undefined) continue;
    shown.set(i, free[0]);
    taken.push(free[1]);
  }
  return shown;
}

/** Where a name could stand, the best first; beside its dot only where it ends within the plane. */
function places(
  { x, y, name }: LabelledPoint,
  { letterWidth, letterHeight, left, right }: LabelRoom,
): (readonly [LabelSide, Box])[] {
  const long = name.length * letterWidth;
  const gap = BESIDE * letterWidth;
  const [near, far] = [0.35 * letterHeight, 1.35 * letterHeight];
  const all: (readonly [LabelSide, Box])[] = [
    ["above", [x - long / 2, y + near, x + long / 2, y + far]],
    ["below", [x - long / 2, y - far, x + long / 2, y - near]],
    ["right", [x + gap, y - letterHeight / 2, x + gap + long, y + letterHeight / 2]],
    ["left", [x - gap - long, y - letterHeight / 2, x - gap, y + letterHeight / 2]],
  ];
  return all.filter(([side, [from, , to]]) => side === "above" || (from >= left && to <= right));
}
