/**
 * Mirroring a positional map together with its picture.
 *
 * @module
 */

import type { PositionalMap } from "./positional-map.ts";

/**
 * Mirrors left to right: pixels change sides, and right becomes left, so x is negated as well.
 *
 * Equal to the positional map of the mirrored label map. The released code gets this wrong in training: it
 * flips the map top to bottom and keeps the sign (`flip(2)` in `transform_offset`, data/base_dataset.py).
 */
export function mirrorPositionalMap({ height, width, data }: PositionalMap): PositionalMap {
  const mirrored = new Float32Array(data.length);
  const plane = height * width;
  for (let line = 0; line < plane; line += width) {
    for (let x = 0; x < width; x++) {
      const from = line + width - 1 - x;
      mirrored[line + x] = data[from];
      mirrored[plane + line + x] = 0 - data[plane + from]; // not -0
    }
  }
  return { height, width, data: mirrored };
}
