/**
 * The resolutions of a generator's normalisation layers.
 *
 * @module
 */

import type { GeneratorNetwork } from "./network.ts";
import type { Size } from "./ops.ts";
import { generatorSteps } from "./steps.ts";

/** Resolution of each normalisation layer for an output of `size`. */
export function layerSizes(
  { config }: Pick<GeneratorNetwork, "config">,
  size: Size,
): ReadonlyMap<string, Size> {
  const sizes = new Map<string, Size>();
  for (const step of generatorSteps(config, size)) {
    if (step.kind === "modulate")
      sizes.set(step.name, { height: step.output.height, width: step.output.width });
  }
  return sizes;
}
