/**
 * Finds a normalisation layer by its name.
 *
 * @module
 */

import { ModelError } from "../errors.ts";
import { nearestNames } from "../labels/nearest-names.ts";
import type { NormLayer } from "../modulation/norm-layer.ts";
import type { GeneratorNetwork } from "./network.ts";

/** @throws ModelError if there is none of that name; it names those that are spelt most alike. */
export function layerNamed(
  { layers, where }: Pick<GeneratorNetwork, "layers" | "where">,
  name: string,
): NormLayer {
  const found = layers.find((layer) => layer.name === name);
  if (found !== undefined) return found;
  const nearest = nearestNames(
    name.slice(0, 60),
    layers.map((layer) => layer.name),
    4,
  );
  throw new ModelError({
    what: `there is no normalisation layer ${JSON.stringify(name.slice(0, 60))}`,
    where,
    expected: `one of ${layers.length}, such as ${nearest.join(", ")}`,
    hint: "network.layers lists them all",
  });
}
