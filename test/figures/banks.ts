/**
 * Small class banks whose numbers are known.
 *
 * @module
 */

import type { ClassBank } from "../../src/analysis/classes/class-banks.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

export function bankOf(
  layer: string,
  classNames: readonly string[],
  channels: number,
  seed: number,
): ClassBank {
  const classes = classNames.length;
  const random = seededNumbers(seed);
  const scale = random(classes * channels).map((x) => 1 + 0.4 * x);
  const shift = random(classes * channels).map((x) => 0.3 * x);
  return {
    layer,
    channels,
    classes,
    classNames,
    labelSet: "test",
    convention: "γ",
    scale,
    shift,
    rawGamma: scale,
    rawBeta: shift,
    keys: {
      scale: [`${layer}.class_specified_affine.weight`],
      shift: [`${layer}.class_specified_affine.bias`],
    },
    notFinite: 0,
  };
}
