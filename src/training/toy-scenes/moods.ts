/**
 * The light of a whole scene: an affine change of all colours.
 *
 * @module
 */

import { derivedSeed, Random } from "../random.ts";
import type { Colour } from "./appearance.ts";

export interface Mood {
  readonly gain: Colour;
  readonly offset: Colour;
}

/** Lights that a scene may be in. */
export const LIGHTS = ["day", "golden hour", "dusk", "mist"] as const;
export type Light = (typeof LIGHTS)[number];

const MOODS: Readonly<Record<Light, Mood>> = {
  day: { gain: [1, 1, 1], offset: [0, 0, 0] },
  "golden hour": { gain: [0.9, 0.8, 0.6], offset: [0.16, 0.0, -0.22] },
  dusk: { gain: [0.62, 0.6, 0.7], offset: [-0.2, -0.3, -0.02] },
  mist: { gain: [0.5, 0.5, 0.5], offset: [0.26, 0.28, 0.3] },
};

/** The light that chance gives to the scene of a seed. */
export function lightOf(seed: number): Light {
  return new Random(derivedSeed(seed, 2)).pick(LIGHTS);
}

/** A light as a change of colours, as far from plain day as `variety` says. */
export function moodOf(light: Light, variety: number): Mood {
  const { day, [light]: mood } = MOODS;
  const mix = (from: Colour, to: Colour): Colour => [
    from[0] + variety * (to[0] - from[0]),
    from[1] + variety * (to[1] - from[1]),
    from[2] + variety * (to[2] - from[2]),
  ];
  return { gain: mix(day.gain, mood.gain), offset: mix(day.offset, mood.offset) };
}
