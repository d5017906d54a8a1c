/**
 * Small pictures to train on: blocks of classes in their colours, drawn anew for each step.
 *
 * @module
 */

import { type LabelSet, parseLabelSet } from "../../src/labels/label-set.ts";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import { seededUniform } from "../../src/models/latent.ts";
import { conditionsOf } from "../../src/modulation/conditions.ts";
import type { Method } from "../../src/modulation/norm-layer.ts";
import { positionalMap } from "../../src/positions/positional-map.ts";
import type { TrainingData } from "../../src/training/batch.ts";

const CLASSES = 4;
export const SIDE = 64;

const labelSet: LabelSet = parseLabelSet(
  {
    name: "blocks",
    rows: Array.from({ length: CLASSES }, (_, row) => ({ row, value: row, name: `class ${row}` })),
  },
  "blocks",
);

export function smallData(seed = 1): TrainingData {
  return {
    description: `blocks, seed ${seed}`,
    size: { height: SIDE, width: SIDE },
    labelSet,
    classes: CLASSES,
    instanceEdges: true,
    count: Number.MAX_SAFE_INTEGER,
    async batch(step, batchSize) {
      const uniform = seededUniform(1000 * seed + step);
      const pictures = Array.from({ length: batchSize }, () => blocks(uniform));
      const images = new Float32Array(batchSize * 3 * SIDE * SIDE);
      for (const [i, { image }] of pictures.entries()) images.set(image, i * image.length);
      return { conditions: conditionsOf(...pictures), images };
    },
  };
}

function blocks(uniform: () => number) {
  const rows = new Int32Array(SIDE * SIDE);
  const edges = new Uint8Array(SIDE * SIDE);
  const image = new Float32Array(3 * SIDE * SIDE);
  const classes = Array.from({ length: 16 }, () => Math.floor(CLASSES * uniform()));
  for (let p = 0; p < rows.length; p++) {
    const [y, x] = [Math.floor(p / SIDE), p % SIDE];
    rows[p] = classes[4 * (y >> 4) + (x >> 4)];
    edges[p] = x % 16 === 0 || y % 16 === 0 ? 1 : 0;
    for (let c = 0; c < 3; c++) {
      image[c * SIDE * SIDE + p] = Math.sin(1 + rows[p] * (c + 1)) * 0.8 + 0.1 * (uniform() - 0.5);
    }
  }
  const size = { height: SIDE, width: SIDE };
  return {
    labels: { ...size, rows },
    edges,
    image,
    positions: positionalMap({ ...size, values: rows }, { skip: null }),
  };
}

export const METHODS: Readonly<Record<string, Method>> = {
  spade: { kind: "spade", classes: CLASSES, instanceEdges: true, hidden: 4, kernel: 3 },
  "spade 1×1": { kind: "spade", classes: CLASSES, instanceEdges: false, hidden: 4, kernel: 1 },
  clade: { kind: "clade", classes: CLASSES, instanceEdges: false, positional: false },
  "clade-icpe": { kind: "clade", classes: CLASSES, instanceEdges: true, positional: true },
  sean: {
    ...{ kind: "sean", classes: CLASSES, instanceEdges: false, labels: "spade" },
    ...{ hidden: 4, kernel: 3, styleLength: 3 },
  },
  "sean-clade": {
    ...{ kind: "sean", classes: CLASSES, instanceEdges: false, labels: "clade" },
    ...{ hidden: CLASSES, kernel: 1, styleLength: 3 },
  },
};

/** A generator as small as they come. */
export function smallGenerator(
  method: Method = METHODS.clade,
  options: Partial<GeneratorConfig> = {},
): GeneratorConfig {
  return {
    method,
    paramFreeNorm: "batch",
    ngf: 1,
    outputChannels: 3,
    upsampling: "normal",
    spectralNorm: true,
    trunkKernel: 3,
    latent: null,
    ...options,
  };
}
