/**
 * What this folder is about: one class per pixel, as bank rows, as a file says it, or as instance ids.
 *
 * All maps are row-major, `[height * width]`, with pixel (y, x) at `y * width + x`.
 *
 * @module
 */

/** Height and width in pixels. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/** A label map ready for a network: one bank row per pixel. Every value is in `[0, rows of the bank)`. */
export interface LabelMap extends Size {
  readonly rows: Int32Array;
}

/** A label map as a file holds it, before a label set gives the values a meaning. */
export interface RawLabels extends Size {
  /** File or variable it came from, for messages. */
  readonly where: string;

  /** Not negative; with `kind: "rgb"` the colour as 0xRRGGBB. */
  readonly values: Int32Array;

  /** Grey sample values, palette indices, colours, or the numbers of an array. */
  readonly kind: "grey" | "palette" | "rgb" | "array";
}

/** Which pixels belong to the same object: equal ids, equal object. The ids mean nothing else. */
export interface InstanceMap extends Size {
  readonly ids: Int32Array;
}

/** A height and a width as people write them in this field: "256x512" is 256 high. */
export function sizeText({ height, width }: Size): string {
  return `${height}x${width} (height x width)`;
}
