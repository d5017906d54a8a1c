/**
 * What decides the numbers of a picture beside its files, for provenance.
 *
 * @module
 */

import type { Size } from "../labels/label-map.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { PictureWishes } from "../models/open-picture.ts";
import type { StyleWish } from "./style-options.ts";

/** @param size Of the picture. */
export function pictureSettings(
  { config, kind, labelSet }: GeneratorNetwork,
  { values, z, seed }: PictureWishes,
  { height, width }: Size,
  style: StyleWish | undefined,
): Record<string, string | number | boolean> {
  // Of a style picture without a seed the latent code is the mean, and not drawn.
  const drawn =
    config.latent !== null && z === undefined && (style === undefined || seed !== undefined);
  return {
    method: kind,
    size: `${height}x${width}`,
    ...(values !== undefined && { values }),
    ...(labelSet !== null && { labelSet: labelSet.name }),
    ...(drawn && { seed: seed ?? 0 }),
  };
}
