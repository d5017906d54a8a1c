/**
 * The objects of a scene: inside what place is measured, and which pixels are safely inside.
 *
 * @module
 */

import { Triples } from "../../labels/triples.ts";
import { connectedComponents } from "../../positions/connected-components.ts";
import type { ToyScene } from "../../training/toy-scenes/toy-scene.ts";

/**
 * What has a place of its own: a connected component of a label, as in CLADE-ICPE, or an instance of a label. See
 * `PositionalMapOptions.unit`.
 */
export type ObjectUnit = "component" | "instance";

/** The object of each pixel, numbered from 0, −1 where nothing is labelled; [height, width]. */
export function objectsOf(scene: ToyScene, unit: ObjectUnit): Int32Array {
  const { labels, instances, height, width } = scene;
  const objects =
    unit === "component"
      ? connectedComponents(labels, height, width).index
      : numberPairs(labels, instances);
  return objects.map((object, p) => (instances[p] === 0 ? -1 : object));
}

/**
 * 1 where all pixels at most `band` rows and columns away have the same label and instance. The edge of the picture
 * is not the edge of an object.
 */
export function insideMask(scene: ToyScene, band: number): Uint8Array {
  const { labels, instances, height, width } = scene;
  const inside = new Uint8Array(height * width);
  const uniform = (y: number, x: number): boolean => {
    const p = y * width + x;
    for (let v = Math.max(y - band, 0); v <= Math.min(y + band, height - 1); v++) {
      for (let u = Math.max(x - band, 0); u <= Math.min(x + band, width - 1); u++) {
        const q = v * width + u;
        if (labels[q] !== labels[p] || instances[q] !== instances[p]) return false;
      }
    }
    return true;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) inside[y * width + x] = Number(uniform(y, x));
  }
  return inside;
}

/** 1 where the neighbourhood adds something to the picture, at context 1. */
export function contextMask({ truth, height, width }: ToyScene): Uint8Array {
  const pixels = height * width;
  const mask = new Uint8Array(pixels);
  for (let i = 0; i < truth.context.length; i++) if (truth.context[i] !== 0) mask[i % pixels] = 1;
  return mask;
}

/** The pixels of each object where `mask` is set, in row-major order; objects without any are left out. */
export function pixelsByObject(objects: Int32Array, mask: Uint8Array): Int32Array[] {
  const lists = new Map<number, number[]>();
  for (let p = 0; p < objects.length; p++) {
    if (mask[p] === 0 || objects[p] < 0) continue;
    const list = lists.get(objects[p]);
    if (list === undefined) lists.set(objects[p], [p]);
    else list.push(p);
  }
  return [...lists.values()].map((list) => Int32Array.from(list));
}

function numberPairs(labels: Int32Array, instances: Int32Array): Int32Array {
  const pairs = new Triples();
  return labels.map((label, p) => pairs.number(label, instances[p], 0));
}
