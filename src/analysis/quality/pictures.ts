/**
 * Pictures to be judged, and what goes with them.
 *
 * @module
 */

import { LabelError } from "../../errors.ts";
import { type Size, sizeText } from "../../labels/label-map.ts";
import type { ToyScene } from "../../training/toy-scenes/toy-scene.ts";

/** Pictures of one size. */
export interface Pictures extends Size {
  readonly count: number;

  /** [count, 3, height, width] in [−1, 1]. */
  readonly values: Float32Array;
}

/** How much of each part of a scene's truth its picture has: the knobs it was drawn with, each in [0, 1]. */
export interface Knobs {
  readonly positional: number;
  readonly context: number;
}

/** The pictures of scenes, one after the other. @throws LabelError if there is none, or sizes differ. */
export function picturesOf(scenes: readonly ToyScene[]): Pictures {
  const { height, width } = sizeOf(scenes);
  const length = 3 * height * width;
  const values = new Float32Array(scenes.length * length);
  for (const [i, { image }] of scenes.entries()) values.set(image, i * length);
  return { count: scenes.length, height, width, values };
}

/** Pictures `start` to `end`, without a copy. */
export function slicePictures(pictures: Pictures, start: number, end: number): Pictures {
  const { height, width, values } = pictures;
  const length = 3 * height * width;
  return {
    count: end - start,
    height,
    width,
    values: values.subarray(start * length, end * length),
  };
}

/** Checks that picture i can be a painting of scene i. @throws LabelError if numbers or sizes differ. */
export function checkPairs(pictures: Pictures, scenes: readonly ToyScene[]): void {
  const { height, width } = sizeOf(scenes);
  checkAlike(pictures, { count: scenes.length, height, width });
}

/** @throws LabelError unless both are as many pictures of the same size, and `pictures` holds what it says. */
export function checkAlike(pictures: Pictures, other: Omit<Pictures, "values">): void {
  const { count, height, width, values } = pictures;
  const fits =
    count === other.count &&
    height === other.height &&
    width === other.width &&
    values.length === 3 * count * height * width;
  if (fits) return;
  throw new LabelError({
    what: "the pictures are not as many, or not of the size, as what they are compared with",
    where: "quality",
    expected: `${other.count} pictures of ${sizeText(other)}`,
    got: `${count} pictures of ${sizeText(pictures)}, ${values.length} values`,
    hint: "paint one picture for each held-out scene, at the scene's size",
  });
}

function sizeOf(scenes: readonly ToyScene[]): Size {
  const first = scenes[0];
  const odd = scenes.find(({ height, width }) => height !== first.height || width !== first.width);
  if (first !== undefined && odd === undefined) return first;
  throw new LabelError({
    what: first === undefined ? "there is no scene" : "the scenes differ in size",
    where: "quality",
    expected: first === undefined ? "one scene or more" : sizeText(first),
    got: odd === undefined ? "none" : sizeText(odd),
    hint: "draw all scenes at one size",
  });
}
