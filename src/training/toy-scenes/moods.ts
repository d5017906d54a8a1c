/**
 * The light of a whole scene: an affine change of all colours.
 *
 * @module
 */

import type { Random } from "../random.ts";
import type { Colour } from "./appearance.ts";

export interface Mood {
  readonly gain: Colour;
  readonly offset: Colour;
}

const DAY: Mood = { gain: [1, 1, 1], offset: [0, 0, 0] };

const MOODS: readonly Mood[] = [
  DAY,
  { gain: [0.9, 0.8, 0.6], offset: [0.16, 0.0, -0.22] }, //   golden hour
  { gain: [0.62, 0.6, 0.7], offset: [-0.2, -0.3, -0.02] }, // dusk
  { gain: [0.5, 0.5, 0.5], offset: [0.26, 0.28, 0.3] }, //    mist
];

/** A mood at random, as far from plain day as `variety` says. */
export function moodOf(random: Random, variety: number): Mood {
  const mood = random.pick(MOODS);
  const mix = (from: Colour, to: Colour): Colour => [
    from[0] + variety * (to[0] - from[0]),
    from[1] + variety * (to[1] - from[1]),
    from[2] + variety * (to[2] - from[2]),
  ];
  return { gain: mix(DAY.gain, mood.gain), offset: mix(DAY.offset, mood.offset) };
}
