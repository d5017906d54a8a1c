/** Class banks made up of given or random numbers. */

import type { ClassBank } from "../../../src/analysis/classes/class-banks.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

interface Shape {
  readonly layer?: string;
  readonly classes: number;
  readonly channels: number;
  readonly seed?: number;
}

/** A CLADE bank of numbers around 1 and 0. */
export function randomBank({
  layer = "up_0.norm_0",
  classes,
  channels,
  seed = 1,
}: Shape): ClassBank {
  const numbers = seededNumbers(seed);
  const scale = numbers(classes * channels).map((x) => 1 + x);
  return bankOf(layer, classes, scale, numbers(classes * channels));
}

export function bankOf(
  layer: string,
  classes: number,
  scale: Float32Array,
  shift: Float32Array,
): ClassBank {
  return {
    layer,
    classes,
    channels: scale.length / classes,
    labelSet: null,
    classNames: Array.from({ length: classes }, (_, k) => `class ${k}`),
    convention: "γ",
    scale,
    shift,
    rawGamma: scale,
    rawBeta: shift,
    keys: { scale: [`${layer}.gamma`], shift: [`${layer}.beta`] },
    notFinite: [...scale, ...shift].filter((x) => !Number.isFinite(x)).length,
  };
}
