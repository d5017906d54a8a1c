/**
 * The networks of the bench, at the sizes of the released ones.
 *
 * @module
 */

import type { Size } from "../../src/labels/label-map.ts";

/** What `pytorch.py make` builds. */
export interface Spec {
  readonly method: "clade" | "spade";
  readonly classes: number;
  readonly edges: 0 | 1;
  readonly positional: boolean;
  readonly hidden: number;
  readonly kernel: number;
  readonly ngf: number;
  readonly upsampling: "normal" | "more";
}

export interface BenchNetwork extends Size {
  readonly spec: Spec;
}

const ADE: Spec = {
  method: "clade",
  classes: 151,
  edges: 0,
  positional: false,
  hidden: 128,
  kernel: 3,
  ngf: 64,
  upsampling: "normal",
};
const COCO: Spec = { ...ADE, classes: 183, edges: 1 };
const CITYSCAPES: Spec = { ...ADE, classes: 35, edges: 1, upsampling: "more" };

const SQUARE: Size = { height: 256, width: 256 };
const WIDE: Size = { height: 256, width: 512 };

export const NETWORKS: Readonly<Record<string, BenchNetwork>> = {
  clade: { spec: ADE, ...SQUARE },
  spade: { spec: { ...ADE, method: "spade" }, ...SQUARE },
  icpe: { spec: { ...ADE, positional: true }, ...SQUARE },
  "coco-clade": { spec: COCO, ...SQUARE },
  "coco-spade": { spec: { ...COCO, method: "spade" }, ...SQUARE },
  "cityscapes-clade": { spec: CITYSCAPES, ...WIDE },
  "cityscapes-spade": { spec: { ...CITYSCAPES, method: "spade" }, ...WIDE },
};
