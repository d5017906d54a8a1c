/**
 * Pictures between files and networks: 8- and 16-bit samples, and numbers in [−1, 1].
 *
 * @module
 */

import { encode } from "fast-png";
import { LabelError } from "../errors.ts";
import { COLOR_TYPES } from "../labels/png-chunks.ts";
import { decodePng } from "../labels/png-samples.ts";
import type { Activation } from "./activation.ts";

/**
 * A picture from the bytes of a PNG: v becomes v / 127.5 − 1 (16-bit: v / 32767.5 − 1), transparency is ignored.
 *
 * @throws LabelError if it is no PNG.
 */
export function pictureFromPng(bytes: Uint8Array, where: string): Activation {
  const { header, samples, palette } = decodePng(bytes, where);
  const { height, width, depth, colorType } = header;
  if (depth < 8) {
    throw new LabelError({
      what: "a picture with so few shades is hardly a photograph",
      where,
      expected: "8 or 16 bits for each sample",
      got: `${depth} bits`,
      hint: "a label map goes where LABELS stands, not to --style",
    });
  }
  const { channels } = COLOR_TYPES[colorType];
  const rgb = (pixel: number): readonly number[] => {
    const at = pixel * channels;
    if (palette !== undefined) return palette[samples[at]] ?? [0, 0, 0];
    if (channels < 3) return [samples[at], samples[at], samples[at]];
    return [samples[at], samples[at + 1], samples[at + 2]];
  };
  return fromPixels(height, width, palette === undefined ? 2 ** depth - 1 : 255, rgb);
}

/** A picture from RGBA bytes, as canvases have them; alpha is ignored. */
export function pictureFromRgba(
  data: ArrayLike<number>,
  height: number,
  width: number,
): Activation {
  return fromPixels(height, width, 255, (p) => [data[4 * p], data[4 * p + 1], data[4 * p + 2]]);
}

function fromPixels(
  height: number,
  width: number,
  max: number,
  rgb: (pixel: number) => readonly number[],
): Activation {
  const pixels = height * width;
  const data = new Float32Array(3 * pixels);
  for (let p = 0; p < pixels; p++) {
    const color = rgb(p);
    for (let c = 0; c < 3; c++) data[c * pixels + p] = color[c] / (max / 2) - 1;
  }
  return { shape: [1, 3, height, width], data };
}

/**
 * The n-th picture of a batch as RGB bytes, [height, width, 3].
 *
 * As the released code writes its PNGs (util.tensor2im): (x + 1) / 2 · 255, cut off at 0 and 255, the fraction dropped.
 */
export function toRgbBytes({ shape, data }: Activation, n = 0): Uint8Array {
  const [, channels, height, width] = shape;
  const pixels = height * width;
  const out = new Uint8Array(3 * pixels);
  for (let c = 0; c < 3; c++) {
    const plane = (n * channels + Math.min(c, channels - 1)) * pixels;
    for (let p = 0; p < pixels; p++) {
      const value = (Math.fround(data[plane + p] + 1) / 2) * 255;
      out[3 * p + c] = Math.max(0, Math.min(255, Math.trunc(value)));
    }
  }
  return out;
}

/** A PNG of RGB bytes. */
export function encodeRgbPng(data: Uint8Array, height: number, width: number): Uint8Array {
  return encode({ data, height, width, channels: 3, depth: 8 });
}
