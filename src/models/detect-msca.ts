/**
 * What a checkpoint's keys and shapes tell about masked spatial-channel attention.
 *
 * | key | shape |
 * | --- | --- |
 * | `msca.image.LEVEL.weight_orig`, `msca.layout.LEVEL.weight_orig` | [out, in, 3, 3], LEVEL from 1 |
 * | `msca.BLOCK.spatial.weight` | [K, image + layout channels, 1, 1] |
 * | `msca.BLOCK.channel.weight`, `.bias` | [K, layout channels, 1, 1], [K] |
 * | `msca.BLOCK.mask.{slot,out}.weight`, `.mask.means.weight` … | the mask |
 * | `msca.BLOCK.out.weight_orig`, `.bias` | [block's channels, image channels, 1, 1] |
 *
 * The names are this project's: no network of the authors was published.
 *
 * @module
 */

import { shapeText } from "../checkpoint/message.ts";
import type { TensorInfo } from "../checkpoint/tensor.ts";
import { ModelError } from "../errors.ts";
import { blocksWithStyle, type MscaConfig } from "./msca.ts";

/** @returns undefined for a network without. @throws ModelError where a part of it is missing. */
export function detectMsca(
  shapes: ReadonlyMap<string, TensorInfo>,
  where: string,
): MscaConfig | undefined {
  const names = new Set<string>();
  for (const key of shapes.keys()) {
    if (key.startsWith("msca.")) names.add(key.split(".", 2)[1]);
  }
  if (names.size === 0) return undefined;
  const blocks = blocksWithStyle("most").filter((block) => names.has(block));
  const first = (name: string) => {
    const key = shapes.has(`${name}.weight_orig`) ? `${name}.weight_orig` : `${name}.weight`;
    const shape = shapes.get(key)?.shape;
    if (shape?.length === 4 && shape[0] > 0) return shape[0];
    throw new ModelError({
      what: "a part of the masked spatial-channel attention is missing or misshapen",
      where: `${where}: ${key}`,
      expected: "a kernel [out, in, k, k]",
      got: shape === undefined ? "no such tensor" : shapeText(shape),
      hint: "check that the file is complete and was saved from one network",
    });
  };
  return {
    slots: first(`msca.${blocks[0] ?? "up_0"}.spatial`),
    imageWidth: first("msca.image.1"),
    layoutWidth: first("msca.layout.1"),
    blocks,
  };
}
