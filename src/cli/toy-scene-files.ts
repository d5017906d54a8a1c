/**
 * A toy scene as the bytes of PNG files.
 *
 * @module
 */

import { encode } from "fast-png";
import { encodeRgbPng } from "../engines/picture.ts";
import type { Size } from "../labels/label-map.ts";
import { classes } from "../training/toy-scenes/classes.ts";
import type { ToyScene } from "../training/toy-scenes/toy-scene.ts";

/** Folder and bytes of picture, label map (8-bit palette) and instance map (16-bit grey). */
export function filesOf(scene: ToyScene): [folder: string, bytes: Uint8Array][] {
  const { height, width, labels, instances } = scene;
  const palette = classes.map(({ color }) => [...color]);
  const common = { height, width, channels: 1 } as const;
  return [
    ["images", encodeRgbPng(rgbOf(scene), height, width)],
    ["labels", encode({ ...common, data: Uint8Array.from(labels), depth: 8, palette })],
    ["instances", encode({ ...common, data: Uint16Array.from(instances), depth: 16 })],
  ];
}

/** Pictures in rows, side by side. @param columns Pictures in a row. */
export function sheetOf(
  scenes: readonly ToyScene[],
  { height, width }: Size,
  columns: number,
): Uint8Array {
  const sheet = {
    height: height * Math.ceil(scenes.length / columns),
    width: width * Math.min(columns, scenes.length),
  };
  const rgb = new Uint8Array(3 * sheet.height * sheet.width).fill(255);
  for (const [i, scene] of scenes.entries()) {
    const bytes = rgbOf(scene);
    const [top, left] = [height * Math.floor(i / columns), width * (i % columns)];
    for (let y = 0; y < height; y++) {
      const line = bytes.subarray(3 * y * width, 3 * (y + 1) * width);
      rgb.set(line, 3 * ((top + y) * sheet.width + left));
    }
  }
  return encodeRgbPng(rgb, sheet.height, sheet.width);
}

/** Rounded, where pictures of networks are truncated as released: these are to be trained on. */
function rgbOf({ image, height, width }: ToyScene): Uint8Array {
  const plane = height * width;
  const rgb = new Uint8Array(3 * plane);
  for (let p = 0; p < plane; p++) {
    for (let c = 0; c < 3; c++) rgb[3 * p + c] = Math.round((image[c * plane + p] + 1) * 127.5);
  }
  return rgb;
}
