/**
 * What a PNG says about itself: its resolution and texts, as chunks behind the header. PNG specification (third edition), 11.3.
 *
 * @module
 */

import { crc32 } from "../../checkpoint/crc32.ts";

/** Signature and IHDR chunk. */
const HEADER = 8 + 25;

/** Puts pHYs (dots per inch) and iTXt chunks (keyword to text, UTF-8) into a PNG. */
export function withMetadata(
  png: Uint8Array,
  { dpi, texts }: { dpi: number; texts: Readonly<Record<string, string>> },
): Uint8Array {
  const perMetre = Math.round(dpi / 0.0254);
  const physical = new Uint8Array(9);
  const view = new DataView(physical.buffer);
  view.setUint32(0, perMetre);
  view.setUint32(4, perMetre);
  physical[8] = 1; // the unit is the metre
  const chunks = [
    pngChunk("pHYs", physical),
    ...Object.entries(texts).map(([keyword, text]) =>
      pngChunk("iTXt", new TextEncoder().encode(`${keyword}\0\0\0\0\0${text}`)),
    ),
  ];
  return Buffer.concat([png.subarray(0, HEADER), ...chunks, png.subarray(HEADER)]);
}

/** A chunk with its length and check sum. */
export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(new TextEncoder().encode(type), 4);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}
