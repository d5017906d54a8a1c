/**
 * A procedural picture whose truth is known, part by part.
 *
 * @module
 */

import { TrainingError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import type { Size } from "../../labels/label-map.ts";
import { derivedSeed, Random } from "../random.ts";
import { Canvas } from "./canvas.ts";
import { compose, UNITS } from "./compose.ts";
import { LIGHTS, type Light, lightOf, moodOf } from "./moods.ts";
import { render } from "./render.ts";
import { tintsOf } from "./tints.ts";

export interface ToyScene extends Size {
  /** Bank row of each pixel in the label set "toy-scenes"; [height, width]. */
  readonly labels: Int32Array;

  /** Instance id of each pixel, 0 where there is no label; [height, width]. */
  readonly instances: Int32Array;

  /** The picture, [3, height, width] in [−1, 1]. */
  readonly image: Float32Array;

  /** What the scene is lit by, as far as `variety` lets it. */
  readonly light: Light;

  readonly truth: SceneTruth;
}

/**
 * What the picture is made of: `image = clamp(base + texture + p · positional + c · context)`, p and c the two knobs.
 * Each [3, height, width], in units of the picture.
 */
export interface SceneTruth {
  /** The colour of each pixel's class. */
  readonly base: Float32Array;

  /** Random, zero in the mean, with statistics that the class alone decides. */
  readonly texture: Float32Array;

  /** What the place inside the object adds at positional structure 1. */
  readonly positional: Float32Array;

  /** What the neighbourhood adds at context 1. */
  readonly context: Float32Array;
}

export interface ToySceneOptions {
  /** Same seed, same scene, at every size. */
  readonly seed: number;

  /** In pixels; default 64, square. From 32 to 512 on each side. */
  readonly size?: Size | number | undefined;

  /** How much appearance depends on the place inside an object, in [0, 1]; default 1. */
  readonly positional?: number | undefined;

  /** How much it depends on neighbours, in [0, 1]; default 1. */
  readonly context?: number | undefined;

  /** How much the light differs from scene to scene, in [0, 1]; default 0. */
  readonly variety?: number | undefined;

  /** The light at `variety` 1; default by chance, of the seed. */
  readonly light?: Light | undefined;

  /**
   * How much the colour of each class differs from scene to scene, in [0, 1]; default 0. Nothing but the picture tells it:
   * what SEAN's style codes are for. (The light of a whole scene is lost on SEAN's style encoder, which normalises every
   * channel over the picture.)
   */
  readonly tint?: number | undefined;
}

/**
 * Draws a scene.
 *
 * @throws TrainingError if a knob or the size is out of its range.
 */
export function toyScene({
  seed,
  size = 64,
  positional = 1,
  context = 1,
  variety = 0,
  light = lightOf(seed),
  tint = 0,
}: ToySceneOptions): ToyScene {
  const { height, width } = typeof size === "number" ? { height: size, width: size } : size;
  checkOptions({ height, width, positional, context, variety, tint });
  checkChoice(TrainingError, "light", light, LIGHTS);
  const canvas = new Canvas({ height, width }, UNITS);
  compose(canvas, new Random(derivedSeed(seed, 1)));
  const mood = moodOf(light, variety);
  const tints = tintsOf(new Random(derivedSeed(seed, 4)), tint);
  const truth = render(canvas, derivedSeed(seed, 3), mood, tints);
  const image = truth.base.map((base, i) => {
    const parts = truth.texture[i] + positional * truth.positional[i] + context * truth.context[i];
    return Math.min(1, Math.max(-1, base + parts));
  });
  return {
    height,
    width,
    labels: Int32Array.from(canvas.labels),
    instances: Int32Array.from(canvas.instances),
    image,
    light,
    truth,
  };
}

const [SMALLEST, LARGEST] = [32, 512];

function checkOptions({
  height,
  width,
  ...knobs
}: Size & Record<"positional" | "context" | "variety" | "tint", number>): void {
  for (const [name, value] of Object.entries(knobs)) {
    if (value >= 0 && value <= 1) continue;
    throw new TrainingError({
      what: `the knob ${name} is out of its range`,
      where: "toy scenes",
      expected: "a number from 0 to 1",
      got: `${value}`,
      hint: "0 leaves that part of the appearance out, 1 shows all of it",
    });
  }
  const fits = (side: number) => Number.isInteger(side) && side >= SMALLEST && side <= LARGEST;
  if (fits(height) && fits(width)) return;
  throw new TrainingError({
    what: "the scenes cannot be drawn at this size",
    where: "toy scenes",
    expected: `height and width from ${SMALLEST} to ${LARGEST} pixels`,
    got: `${height} × ${width}`,
    hint: "draw them larger or smaller and resize",
  });
}
