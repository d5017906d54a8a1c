/**
 * Label maps and instance maps from PNG files.
 *
 * What counts is the stored sample, not the shade it is shown in: a 4-bit grey map holds 0…15, a palette
 * map its indices. Transparency and colour profiles of palettes and greys play no part.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import type { RawLabels } from "./label-map.ts";
import { COLOR_TYPES, type PngHeader } from "./png-chunks.ts";
import { decodePng } from "./png-samples.ts";

/**
 * Reads a PNG: grey of 1 to 16 bits, palette (its indices), RGB (as 0xRRGGBB); alpha only where opaque.
 *
 * Memory: the file twice, the samples three times and 4 bytes per pixel; taken only after the sizes
 * have been checked against the file.
 *
 * @param where Name of the file, for messages.
 * @throws LabelError for anything that is not such a PNG.
 */
export function decodeLabelPng(bytes: Uint8Array, where: string): RawLabels {
  const { header, samples } = decodePng(bytes, where);
  const { height, width } = header;
  return { where, height, width, ...labelValues(samples, header, where) };
}

type Samples = Uint8Array | Uint16Array;

function labelValues(
  samples: Samples,
  header: PngHeader,
  where: string,
): Pick<RawLabels, "values" | "kind"> {
  const { width, height, depth, colorType } = header;
  const kind = colorType === 3 ? "palette" : "grey";
  if (depth < 8) return { kind, values: unpack(samples, header) };
  const { channels } = COLOR_TYPES[colorType];
  const values = new Int32Array(width * height);
  if (colorType === 4 || colorType === 6) checkOpaque(samples, header, where);
  if (channels <= 2) {
    for (let p = 0; p < values.length; p++) values[p] = samples[p * channels];
    return { kind, values };
  }
  if (depth === 16) checkEightBits(samples, where);
  const shift = depth - 8;
  for (let p = 0, s = 0; p < values.length; p++, s += channels) {
    values[p] =
      ((samples[s] >> shift) << 16) | ((samples[s + 1] >> shift) << 8) | (samples[s + 2] >> shift);
  }
  return { kind: "rgb", values };
}

/** Takes samples of 1, 2 or 4 bits apart; each line starts at a byte, its first pixel in the high bits. */
function unpack(packed: Samples, { width, height, depth }: PngHeader): Int32Array {
  const values = new Int32Array(width * height);
  const line = Math.ceil((width * depth) / 8);
  const mask = (1 << depth) - 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      values[y * width + x] = (packed[y * line + (bit >> 3)] >> (8 - depth - (bit & 7))) & mask;
    }
  }
  return values;
}

function checkOpaque(samples: Samples, { depth, colorType }: PngHeader, where: string): void {
  const { channels } = COLOR_TYPES[colorType];
  let count = 0;
  for (let s = channels - 1; s < samples.length; s += channels) {
    if (samples[s] !== 2 ** depth - 1) count++;
  }
  if (count === 0) return;
  throw new LabelError({
    where,
    what: "the label map is transparent in places, which says nothing about the class there",
    expected: "an opaque picture",
    got: `${count} of ${samples.length / channels} pixels with an alpha below ${2 ** depth - 1}`,
    hint: "save it without an alpha channel, with a class (or the don't-care value) for these pixels",
  });
}

/** A 16-bit colour is an 8-bit one when both its bytes are equal; anything else is no colour code. */
function checkEightBits(samples: Samples, where: string): void {
  let count = 0;
  for (let s = 0; s < samples.length; s++) if (samples[s] % 257 !== 0) count++;
  if (count === 0) return;
  throw new LabelError({
    where,
    what: "the 16-bit colours of the label map are not 8-bit colours",
    expected: "colours of three bytes, as label sets have them",
    got: `${count} samples in between`,
    hint: "save the label map as 8-bit RGB, or as grey or palette values",
  });
}
