/**
 * The noise that SEAN's layers add before they normalise.
 *
 * @module
 */

import { seededNormal } from "./latent.ts";

/**
 * One value of N(0, 1) for each pixel, [batch, height, width]: from the seed of the pictures, and another for each layer.
 *
 * @param layer Its name: "up_2.ace_0".
 */
export function layerNoise(layer: string, noiseSeed: number, pixels: number): Float32Array {
  let seed = noiseSeed;
  for (const char of layer) seed = (Math.imul(seed, 31) + char.charCodeAt(0)) >>> 0;
  return seededNormal(seed, pixels);
}
