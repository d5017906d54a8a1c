/** People, seen from far enough that a silhouette says everything. @module */

import type { Canvas } from "../canvas.ts";
import { ellipse, type Point, points, polygon, stroke } from "../shapes.ts";

/** What a person is doing. */
export type Pose = "standing" | "walking" | "waving" | "reaching" | "cheering";

/** What the arms and legs do, in units of the height: (0, 0) between the feet, y up, x towards the right. */
const poses: Record<Pose, { hands: Point[]; feet: Point[] }> = {
  standing: { hands: points("-0.17,0.42 0.17,0.42"), feet: points("-0.08,0 0.08,0") },
  walking: { hands: points("-0.2,0.45 0.2,0.48"), feet: points("-0.19,0 0.17,0") },
  waving: { hands: points("-0.17,0.42 0.27,0.95"), feet: points("-0.08,0 0.08,0") },
  reaching: { hands: points("0.3,0.62 0.33,0.66"), feet: points("-0.08,0 0.08,0") },
  cheering: { hands: points("-0.27,0.95 0.27,0.95"), feet: points("-0.12,0 0.12,0") },
};

/** Paints a person of the given height whose feet stand at (x, y); facing −1 mirrors the pose. */
export function person(
  canvas: Canvas,
  x: number,
  y: number,
  height: number,
  { pose = "standing", facing = 1 }: { pose?: Pose; facing?: 1 | -1 } = {},
): void {
  const at = ([u, v]: Point): Point => [x + facing * u * height, y - v * height];
  const { hands, feet } = poses[pose];
  const limb = Math.max(2, 0.1 * height);
  canvas.thing(
    "person",
    ...feet.map((foot) => stroke(limb * 1.1, at([foot[0] / 3, 0.42]), at(foot))),
    stroke(limb, at([-0.1, 0.75]), at(hands[0])),
    stroke(limb, at([0.1, 0.75]), at(hands[1])),
    polygon(at([-0.14, 0.8]), at([0.14, 0.8]), at([0.11, 0.38]), at([-0.11, 0.38])),
    ellipse(...at([0, 0.9]), 0.105 * height),
  );
}
