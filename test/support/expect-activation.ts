/** An activation held against the reference's tensor, or against its mean and deviation where it is too large to store. */

import type { Activation } from "../../src/engines/activation.ts";
import { expectClose, moments } from "./close.ts";
import type { Expected } from "./goldens.ts";

/** Activations may be larger than 1: the tolerance is relative to the largest. */
export function expectActivation(
  name: string,
  { data }: Activation,
  expected: Expected,
  tolerance: number,
): void {
  const key = `act/${name}`;
  if (expected.has(key)) {
    const values = expected.values(key);
    const scale = values.reduce((max, x) => Math.max(max, Math.abs(x)), 1);
    expectClose(data, values, tolerance * scale, key);
  }
  if (!expected.has(`${key}#mean`)) return;
  const { mean, std } = moments(data);
  const [expectedMean] = expected.values(`${key}#mean`);
  const [expectedStd] = expected.values(`${key}#std`);
  expectClose([mean, std], [expectedMean, expectedStd], tolerance * Math.max(1, expectedStd), key);
}
