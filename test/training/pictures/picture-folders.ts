/** Folders of small pictures and label maps, written for a test. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeRgbPng } from "../../../src/engines/picture.ts";
import { type LabelSet, parseLabelSet } from "../../../src/labels/label-set.ts";
import { seededUniform } from "../../../src/models/latent.ts";
import { greyPng } from "../../labels/write-png.ts";

const CLASSES = 4;

/** Values that are not rows, and one that is left out. */
const json = {
  name: "blocks",
  rows: Array.from({ length: CLASSES }, (_, row) => ({
    row,
    value: 10 * row,
    name: `class ${row}`,
  })),
};
export const labelSet: LabelSet = parseLabelSet(json, "blocks");

export interface Folders {
  readonly images: string;
  readonly labels: string;
  readonly instances: string;
  readonly labelSetFile: string;
}

/** Blocks of classes in their colours, brighter from picture to picture; no two are alike, or alike when mirrored. */
export function writeFolders(folder: string, names: readonly string[], side = 64): Folders {
  const [images, labels, instances] = ["photos", "masks", "objects"].map((name) => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  });
  for (const [i, name] of names.entries()) {
    const { classes, ids, rgb } = blocks(i, side);
    writeFileSync(join(images, `${name}.png`), encodeRgbPng(rgb, side, side));
    const values = classes.map((c) => 10 * c);
    writeFileSync(join(labels, `${name}.png`), greyPng(side, side, values));
    writeFileSync(join(instances, `${name}.png`), greyPng(side, side, ids));
  }
  const labelSetFile = join(folder, "blocks.json");
  writeFileSync(labelSetFile, JSON.stringify(json));
  return { images, labels, instances, labelSetFile };
}

/** What the i-th picture is made of; [side, side]. */
export function blocks(
  i: number,
  side: number,
): { classes: Int32Array; ids: Int32Array; rgb: Uint8Array } {
  const uniform = seededUniform(100 + i);
  const block = Array.from({ length: 16 }, () => Math.floor(CLASSES * uniform()));
  const classes = new Int32Array(side * side);
  const ids = new Int32Array(side * side);
  const rgb = new Uint8Array(3 * side * side);
  for (let p = 0; p < classes.length; p++) {
    const [y, x] = [Math.floor(p / side), p % side];
    const cell = 4 * Math.floor((4 * y) / side) + Math.floor((4 * x) / side);
    classes[p] = block[cell];
    ids[p] = cell;
    rgb.set([60 * classes[p], 10 * i, (200 * x) / side], 3 * p);
  }
  return { classes, ids, rgb };
}
