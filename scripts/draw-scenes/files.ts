/**
 * The scenes and their label set as the files that stand in `data/`.
 *
 * @module
 */

import { encode } from "fast-png";
import type { Canvas } from "../../src/training/toy-scenes/canvas.ts";
import { classes, labelSetJson } from "../../src/training/toy-scenes/classes.ts";
import { drawScene, sceneNames } from "./scenes.ts";

/** Everything the drawing program writes: path below `data/` to contents. */
export function files(): Map<string, Uint8Array> {
  const all = new Map<string, Uint8Array>();
  all.set("labels/toy-scenes.json", new TextEncoder().encode(labelSetJson()));
  for (const name of sceneNames) {
    const canvas = drawScene(name);
    all.set(`label-maps/${name}.png`, labelPng(canvas));
    all.set(`label-maps/${name}.instances.png`, instancePng(canvas));
  }
  return all;
}

/** Label map as an 8-bit palette PNG: the index is the value, the palette makes it look right in a viewer. */
function labelPng({ height, width, labels }: Canvas): Uint8Array {
  const palette = classes.map(({ color }) => [...color]);
  return encode({ width, height, data: labels, channels: 1, depth: 8, palette }, smallest);
}

/** Instance map as a 16-bit grey PNG: the grey value is the instance id. */
function instancePng({ height, width, instances }: Canvas): Uint8Array {
  return encode({ width, height, data: instances, channels: 1, depth: 16 }, smallest);
}

const smallest = { zlib: { level: 9 } } as const;
