/** Small networks with masked spatial-channel attention, and what they paint from. */

import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import type { MscaConfig } from "../../src/models/msca.ts";
import type { Conditions } from "../../src/modulation/conditions.ts";
import type { Exemplar } from "../../src/modulation/exemplar.ts";
import { seededNumbers } from "./seeded-numbers.ts";
import { PLAIN } from "./state-dicts.ts";

export const CLASSES = 4;

export const SMALL_MSCA: MscaConfig = {
  slots: 3,
  imageWidth: 2,
  layoutWidth: 3,
  blocks: ["G_middle_0", "up_0", "up_1", "up_2"],
};

export const WITH_MSCA: GeneratorConfig & { readonly msca: MscaConfig } = {
  ...PLAIN,
  method: { kind: "spade", classes: CLASSES, instanceEdges: false, hidden: 4, kernel: 3 },
  spectralNorm: false,
  msca: SMALL_MSCA,
};

/** Blocks of classes and noise for a picture. */
export function someExemplar(
  seed: number,
  { batch = 1, height = 64, width = 64 }: { batch?: number; height?: number; width?: number } = {},
): Exemplar {
  const draw = seededNumbers(seed);
  const pixels = batch * height * width;
  return { height, width, image: draw(3 * pixels), labels: someLabels(seed, batch, height, width) };
}

export function someConditions(
  seed: number,
  {
    batch = 1,
    height = 64,
    width = 64,
    exemplar = someExemplar(seed + 1, { batch }),
  }: { batch?: number; height?: number; width?: number; exemplar?: Exemplar } = {},
): Conditions {
  return { batch, height, width, labels: someLabels(seed, batch, height, width), exemplar };
}

function someLabels(seed: number, batch: number, height: number, width: number): Int32Array {
  const classes = seededNumbers(seed + 77)(256);
  return Int32Array.from({ length: batch * height * width }, (_, i) => {
    const [n, p] = [Math.floor(i / (height * width)), i % (height * width)];
    const block = 97 * n + 7 * (Math.floor(p / width) >> 3) + ((p % width) >> 3);
    return Math.floor(((classes[block % 256] + 1) / 2) * CLASSES);
  });
}
