/**
 * Positional maps as radius and angle.
 *
 * @module
 */

import type { PositionalMap } from "../../positions/positional-map.ts";

export interface PolarMap {
  readonly height: number;
  readonly width: number;

  /** √(dy² + dx²), in the map's units: at most √2 where offsets are divided by the extent; [height, width]. */
  readonly radius: Float32Array;

  /** Radians in (−π, π], 0 to the right and π/2 down, as y goes down; 0 in the centre, where there is none; [height, width]. */
  readonly angle: Float32Array;
}

export function polarMap({ height, width, data }: PositionalMap): PolarMap {
  const plane = height * width;
  const radius = new Float32Array(plane);
  const angle = new Float32Array(plane);
  for (let p = 0; p < plane; p++) {
    const [dy, dx] = [data[p], data[plane + p]];
    radius[p] = Math.hypot(dy, dx);
    angle[p] = radius[p] === 0 ? 0 : Math.atan2(dy, dx);
  }
  return { height, width, radius, angle };
}
