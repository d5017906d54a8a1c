/**
 * Names beside dots, as many as have room: a name that would lie on another, or on a dot, is left to hover.
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

/** The size of the plane, and of a letter in its units. */
export interface LabelRoom {
  readonly letterWidth: number;
  readonly letterHeight: number;
}

/** Which points get their name, above them. */
export function placedLabels(
  points: readonly LabelledPoint[],
  { letterWidth, letterHeight }: LabelRoom,
): Set<number> {
  const order = [...points.keys()].sort((a, b) => points[b].weight - points[a].weight || a - b);
  const taken: [left: number, bottom: number, right: number, top: number][] = points.map(
    ({ x, y }) => [
      x - 0.6 * letterWidth,
      y - 0.3 * letterHeight,
      x + 0.6 * letterWidth,
      y + 0.3 * letterHeight,
    ],
  );
  const shown = new Set<number>();
  for (const i of order) {
    const { x, y, name } = points[i];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const half = (name.length * letterWidth) / 2;
    const box = [x - half, y + 0.35 * letterHeight, x + half, y + 1.35 * letterHeight] as const;
    const free = taken.every(
      ([left, bottom, right, top]) =>
        box[2] <= left || box[0] >= right || box[3] <= bottom || box[1] >= top,
    );
    if (!free) continue;
    shown.add(i);
    taken.push([...box]);
  }
  return shown;
}
