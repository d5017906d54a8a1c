/**
 * The scenes and their label set as the files that stand in `data/`.
 *
 * @module
 */

import { encode } from "fast-png";
import type { Canvas } from "../../src/training/toy-scenes/canvas.ts";
import { classes, labelSetJson } from "../../src/training/toy-scenes/classes.ts";
import { toySceneData } from "../../src/training/toy-scenes/toy-scene-data.ts";
import { drawScene, sceneNames } from "./scenes.ts";

type Drawn = Pick<Canvas, "height" | "width" | "labels" | "instances">;

/** Everything the drawing program writes: path below `data/` to contents. */
export function files(): Map<string, Uint8Array> {
  const all = new Map<string, Uint8Array>();
  all.set("labels/toy-scenes.json", new TextEncoder().encode(labelSetJson()));
  for (const name of sceneNames) {
    const canvas = drawScene(name);
    all.set(`label-maps/${name}.png`, labelPng(canvas));
    all.set(`label-maps/${name}.instances.png`, instancePng(canvas));
  }
  for (const [name, number] of Object.entries(heldOut)) {
    const { height, width, labels, instances } = heldOutScenes.scene(number);
    const scene = {
      height,
      width,
      labels: Uint8Array.from(labels),
      instances: Uint16Array.from(instances),
    };
    all.set(`label-maps/small/${name}.png`, labelPng(scene));
    all.set(`label-maps/small/${name}.instances.png`, instancePng(scene));
  }
  return all;
}

/** Scenes that the bundled networks were not trained on, at the size that they were trained at. */
const heldOutScenes = toySceneData({ seed: 1, split: "held-out", count: 16, size: 64 });
const heldOut = { garden: 0, houses: 1, pond: 2, bay: 3, boats: 4, avenue: 6 };

/** Label map as an 8-bit palette PNG: the index is the value, the palette makes it look right in a viewer. */
function labelPng({ height, width, labels }: Drawn): Uint8Array {
  const palette = classes.map(({ color }) => [...color]);
  return encode({ width, height, data: labels, channels: 1, depth: 8, palette }, smallest);
}

/** Instance map as a 16-bit grey PNG: the grey value is the instance id. */
function instancePng({ height, width, instances }: Drawn): Uint8Array {
  return encode({ width, height, data: instances, channels: 1, depth: 16 }, smallest);
}

const smallest = { zlib: { level: 9 } } as const;
