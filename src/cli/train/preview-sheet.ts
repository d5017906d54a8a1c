/**
 * The pictures of `previews/`: label maps that the user names, or the first of the data, beside what is painted of them.
 *
 * @module
 */

import { encodeRgbPng } from "../../engines/picture.ts";
import { type Conditions, conditionsOf } from "../../modulation/conditions.ts";
import type { TrainingData } from "../../training/batch.ts";
import { prepareConditions } from "../../training/pictures/prepare.ts";
import { firstConditions, type Preview, withLatent } from "../../training/previews.ts";
import type { TrainingConfig } from "../../training/training-config.ts";
import type { TrainWishes } from "./options.ts";

/** @throws LabelError if a label map cannot be read. */
export async function previewConditions(
  { previews, positions, edges }: TrainWishes,
  config: TrainingConfig,
  data: TrainingData,
): Promise<Conditions> {
  if (previews.length === 0) return firstConditions(config, data);
  const { generator, size, seed } = config;
  const { labelSet } = data;
  const pictures = await Promise.all(
    previews.map((labels) => prepareConditions({ labels }, { labelSet, size, positions, edges })),
  );
  const conditions = withLatent(conditionsOf(...pictures), generator, seed);
  if (!generator.msca) return conditions;
  const { exemplar } = (await data.batch(0, pictures.length)).conditions;
  return { ...conditions, exemplar };
}

/** White between pictures, in pixels. */
const GAP = 4;

/** A PNG with a line for each preview: label map left, picture right. */
export function previewSheet(previews: readonly Preview[]): Uint8Array {
  const { height, width } = previews[0].picture;
  const sheet = { height: previews.length * (height + GAP) + GAP, width: 2 * (width + GAP) + GAP };
  const rgb = new Uint8Array(3 * sheet.height * sheet.width).fill(255);
  for (const [n, { labels, picture }] of previews.entries()) {
    for (const [i, one] of [labels, picture].entries()) {
      for (let y = 0; y < height; y++) {
        const line = one.rgb.subarray(3 * y * width, 3 * (y + 1) * width);
        const at = (GAP + n * (height + GAP) + y) * sheet.width + GAP + i * (width + GAP);
        rgb.set(line, 3 * at);
      }
    }
  }
  return encodeRgbPng(rgb, sheet.height, sheet.width);
}
