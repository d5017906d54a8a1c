/**
 * What both processes of bench/spatial.ts measure on: a SPADE of COCO-Stuff's size, ngf 64 with edges, random weights, and
 * label maps at 256 × 256.
 *
 * @module
 */

import { stateDictOf } from "../src/checkpoint/state-dict.ts";
import { instanceEdges } from "../src/labels/instance-edges.ts";
import { asGenerator, type GeneratorNetwork, networkOf } from "../src/models/network.ts";
import { type Conditions, conditionsOf } from "../src/modulation/conditions.ts";
import { randomTensors } from "./random-tensors.ts";

export const SIZE = { height: 256, width: 256 };

export const METHOD = {
  kind: "spade",
  classes: 183,
  instanceEdges: true,
  hidden: 128,
  kernel: 3,
} as const;

/** Results of one way over some label maps, layer after layer, as flat numbers that the two ways have in common. */
export interface SpatialResult {
  /** Milliseconds for each label map. */
  readonly ms: readonly number[];

  /** The most memory that the process had, in MiB: all of it, with Node.js, network and back end. */
  readonly memoryMiB: number;

  /** The same before the first label map: Node.js, network and weights in the back end. */
  readonly startMiB: number;

  /** Over the first `compared` label maps together. */
  readonly layers: readonly SpatialLayerResult[];
}

export interface SpatialLayerResult {
  readonly layer: string;

  /** Of scales, then of shifts; [2, channels] each. */
  readonly within: readonly number[];
  readonly between: readonly number[];

  /** Mean and largest |a − interior| of scales, then of shifts; [2, classes, distances] each, 0 where no pixel is. */
  readonly profile: readonly number[];
  readonly profileMax: readonly number[];
}

export function randomSpade(): GeneratorNetwork {
  return asGenerator(
    networkOf(stateDictOf(randomTensors(METHOD, 64, { modulationAlone: true }), "random"), {
      instances: true,
    }),
  );
}

/** @param rows Bank rows, [256 * 256]; edges between classes. */
export function conditionsOfRows(rows: Int32Array): Conditions {
  return conditionsOf({
    labels: { ...SIZE, rows },
    edges: instanceEdges(rows, SIZE.height, SIZE.width),
  });
}
