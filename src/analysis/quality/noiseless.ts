/**
 * A scene without its texture: what a picture of it can be compared with pixel by pixel.
 *
 * @module
 */

import type { ToyScene } from "../../training/toy-scenes/toy-scene.ts";
import type { Knobs } from "./pictures.ts";

/** `clamp(base + p · positional + c · context)`, [3, height, width]. */
export function noiseless({ truth }: ToyScene, { positional, context }: Knobs): Float32Array {
  return truth.base.map((base, i) => {
    const value = base + positional * truth.positional[i] + context * truth.context[i];
    return Math.min(Math.max(value, -1), 1);
  });
}
