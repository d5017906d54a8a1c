/**
 * Pictures as the statistics of a network and tests against them take them: in one style, and without noise.
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import type { Conditions } from "../modulation/conditions.ts";
import type { GeneratorNetwork } from "./network.ts";

/**
 * The conditions without what only SEAN has: noise, which is no part of the modulation, and style codes, which are the
 * network's.
 *
 * @throws EngineError if a picture has codes of its own that are not the network's (`withStyles`).
 */
export function inOneStyle(
  { styles: given, where }: Pick<GeneratorNetwork, "styles" | "where">,
  { styles, noiseSeed: _, ...conditions }: Conditions,
): Conditions {
  if (styles === undefined || given === undefined) return conditions;
  const { values } = given;
  if (styles.every((value, i) => value === values[i % values.length])) return conditions;
  throw new EngineError({
    what: "a picture has style codes of its own",
    where,
    expected: "pictures in the style that the network was given",
    got: "other codes",
    hint: "leave styles out of the conditions, or give the network these codes: withStyles(network, codes)",
  });
}
