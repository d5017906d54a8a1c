/**
 * Fixed label maps and what the generator makes of them as it learns.
 *
 * @module
 */

import { encodeRgbPng, toRgbBytes } from "../../engines/picture.ts";
import type { BackendName } from "../../engines/tfjs/backend.ts";
import { TfjsGenerator } from "../../engines/tfjs/generator.ts";
import type { LabelSet } from "../../labels/label-set.ts";
import { seededNormal } from "../../models/latent.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { type Conditions, conditionsOf } from "../../modulation/conditions.ts";
import type { TrainingData } from "../../training/batch.ts";
import { prepareConditions } from "../../training/pictures/prepare.ts";
import type { TrainingConfig } from "../../training/training-config.ts";
import type { TrainWishes } from "./options.ts";

/** Label maps shown where none are named. */
const FIRST = 4;

/** RGB bytes, [height, width, 3]. */
export interface RgbPicture {
  readonly height: number;
  readonly width: number;
  readonly rgb: Uint8Array;
}

/** A label map in the colours of its classes, and its picture. */
export interface Preview {
  readonly labels: RgbPicture;
  readonly picture: RgbPicture;
}

/** @throws LabelError if a label map cannot be read. */
export async function previewConditions(
  { previews, positions, edges }: TrainWishes,
  { generator, size, seed }: TrainingConfig,
  data: TrainingData,
): Promise<Conditions> {
  const { labelSet } = data;
  const pictures = await Promise.all(
    previews.map((labels) => prepareConditions({ labels }, { labelSet, size, positions, edges })),
  );
  const conditions =
    pictures.length > 0
      ? conditionsOf(...pictures)
      : (await data.batch(0, Math.min(FIRST, data.count))).conditions;
  if (generator.latent === null) return conditions;
  return { ...conditions, z: seededNormal(seed, conditions.batch * generator.latent.zDim) };
}

export async function paintPreviews(
  network: GeneratorNetwork,
  conditions: Conditions,
  labelSet: LabelSet,
  backend: BackendName,
): Promise<Preview[]> {
  const painter = await TfjsGenerator.load(network, { backend });
  try {
    const { image } = await painter.synthesize(conditions);
    const { batch, height, width, labels } = conditions;
    const pixels = height * width;
    return Array.from({ length: batch }, (_, n) => {
      const rgb = new Uint8Array(3 * pixels);
      for (let p = 0; p < pixels; p++) rgb.set(labelSet.rows[labels[n * pixels + p]].color, 3 * p);
      return {
        labels: { height, width, rgb },
        picture: { height, width, rgb: toRgbBytes(image, n) },
      };
    });
  } finally {
    painter.dispose();
  }
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
