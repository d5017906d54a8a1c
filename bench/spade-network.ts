/**
 * What SPADE's tables and convolutions are measured on, in Node and in a page: ngf 16, hidden width 128, 183 classes,
 * random weights, at 256 × 256.
 *
 * @module
 */

import { stateDictOf } from "../src/checkpoint/state-dict.ts";
import { resizeNearest } from "../src/labels/nearest.ts";
import { asGenerator, type GeneratorNetwork, networkOf } from "../src/models/network.ts";
import { randomTensors } from "./random-tensors.ts";
import type { NamedMap } from "./row.ts";

export const SIZE = { height: 256, width: 256 };

const METHOD = {
  kind: "spade",
  classes: 183,
  instanceEdges: false,
  hidden: 128,
  kernel: 3,
} as const;

export function randomSpade(): GeneratorNetwork {
  return asGenerator(networkOf(stateDictOf(randomTensors(METHOD, 16), "random"), {}));
}

/** Bank rows at 256 × 256, renumbered in order of value, so that any data set's labels fit. */
export function rowsOfMap(map: NamedMap): Int32Array {
  const known = [...new Set(map.values)].sort((a, b) => a - b);
  const values = map.values.map((value) => known.indexOf(value));
  return resizeNearest(values, map, SIZE, "pil");
}
