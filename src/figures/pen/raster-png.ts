/**
 * Rasters as PNG files: a palette PNG where there is a palette, which is the encoder that needs no canvas.
 *
 * @module
 */

import { encode } from "fast-png";
import type { Raster } from "./pen.ts";

export function rasterPng(raster: Raster): Uint8Array {
  const { width, height } = raster;
  if ("rgb" in raster) return encode({ data: raster.rgb, width, height, channels: 3, depth: 8 });
  return encode({
    data: raster.indices,
    width,
    height,
    channels: 1,
    depth: 8,
    palette: raster.palette.map((color) => [...color]),
  });
}

/** RGBA bytes, opaque. */
export function rasterRgba(raster: Raster): Uint8ClampedArray {
  const pixels = raster.width * raster.height;
  const out = new Uint8ClampedArray(4 * pixels).fill(255);
  for (let p = 0; p < pixels; p++) {
    if ("rgb" in raster) {
      out.set(raster.rgb.subarray(3 * p, 3 * p + 3), 4 * p);
    } else {
      const color = raster.palette[raster.indices[p]];
      out[4 * p] = color[0];
      out[4 * p + 1] = color[1];
      out[4 * p + 2] = color[2];
    }
  }
  return out;
}

/** `bytes` as a data URI. */
export function pngUri(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes;
  return `data:image/png;base64,${Buffer.from(buffer, byteOffset, byteLength).toString("base64")}`;
}
