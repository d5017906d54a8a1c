/**
 * Fixed label maps and what the generator makes of them as it learns.
 *
 * @module
 */

import { encodeStyle } from "../engines/encode-style.ts";
import { toRgbBytes } from "../engines/picture.ts";
import type { BackendName } from "../engines/tfjs/backend.ts";
import { TfjsGenerator } from "../engines/tfjs/generator.ts";
import type { LabelSet } from "../labels/label-set.ts";
import type { GeneratorConfig } from "../models/generator-config.ts";
import { seededNormal } from "../models/latent.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { Conditions } from "../modulation/conditions.ts";
import { fillMissing, meanCodes, type StyleCodes } from "../modulation/style-codes.ts";
import type { TrainingData } from "./batch.ts";
import type { TrainingConfig } from "./training-config.ts";

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

/** What previews are painted from where nothing is said: the first few label maps of the data. */
export async function firstConditions(
  { generator, seed }: TrainingConfig,
  data: TrainingData,
): Promise<Conditions> {
  const { conditions } = await data.batch(0, Math.min(FIRST, data.count));
  return withLatent(conditions, generator, seed);
}

/** With latent codes for a VAE, always the same ones. */
export function withLatent(
  conditions: Conditions,
  { latent }: GeneratorConfig,
  seed: number,
): Conditions {
  if (latent === null || conditions.z !== undefined) return conditions;
  return { ...conditions, z: seededNormal(seed, conditions.batch * latent.zDim) };
}

/**
 * With style codes for SEAN, as the network encodes them now: label map n in the style of picture n of the data's first
 * few (which label maps from `firstConditions` belong to), and in their mean style where that lacks a region.
 */
export async function inStyleOfData(
  network: GeneratorNetwork,
  conditions: Conditions,
  data: TrainingData,
  backend: BackendName,
): Promise<Conditions> {
  if (network.styleEncoder === null || conditions.styles !== undefined) return conditions;
  const { images, conditions: own } = await data.batch(0, Math.min(FIRST, data.count));
  const { height, width } = own;
  const pixels = height * width;
  const all: StyleCodes[] = [];
  for (let n = 0; n < own.batch; n++) {
    const image = images.subarray(3 * n * pixels, 3 * (n + 1) * pixels);
    const rows = own.labels.subarray(n * pixels, (n + 1) * pixels);
    const picture = { shape: [1, 3, height, width], data: image } as const;
    all.push(await encodeStyle(network, picture, { height, width, rows }, { backend }));
  }
  const mean = meanCodes(all);
  const styles = new Float32Array(conditions.batch * mean.values.length);
  for (let n = 0; n < conditions.batch; n++) {
    styles.set(fillMissing(all[n % all.length], mean).values, n * mean.values.length);
  }
  return { ...conditions, styles };
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
