/**
 * Finds a normalisation layer by its name.
 *
 * @module
 */

import { ModelError } from "../errors.ts";
import type { NormLayer } from "../modulation/norm-layer.ts";
import type { GeneratorNetwork } from "./network.ts";

/** @throws ModelError if there is none of that name; it names those that are spelt most alike. */
export function layerNamed(
  { layers, where }: Pick<GeneratorNetwork, "layers" | "where">,
  name: string,
): NormLayer {
  const found = layers.find((layer) => layer.name === name);
  if (found !== undefined) return found;
  const nearest = layers
    .map((layer) => [editDistance(layer.name, name.slice(0, 60)), layer.name] as const)
    .sort(([a], [b]) => a - b)
    .slice(0, 4)
    .map(([, one]) => one);
  throw new ModelError({
    what: `there is no normalisation layer ${JSON.stringify(name.slice(0, 60))}`,
    where,
    expected: `one of ${layers.length}, such as ${nearest.join(", ")}`,
    hint: "network.layers lists them all",
  });
}

/** Levenshtein's: letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let line = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(line[j] + 1, next[j - 1] + 1, line[j - 1] + same));
    }
    line = next;
  }
  return line[b.length];
}
