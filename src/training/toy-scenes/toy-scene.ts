/**
 * A procedural picture whose truth is known, part by part.
 *
 * @module
 */

import type { Size } from "../../labels/label-map.ts";

export interface ToyScene extends Size {
  /** Bank row of each pixel in the label set "toy-scenes"; [height, width]. */
  readonly labels: Int32Array;

  /** Instance id of each pixel, 0 where there is no label; [height, width]. */
  readonly instances: Int32Array;

  /** The picture, [3, height, width] in [−1, 1]. */
  readonly image: Float32Array;

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
