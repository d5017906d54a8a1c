/**
 * A raster as a data URI, by the browser's own canvas.
 *
 * @module
 */

import type { Mark } from "../chart/chart.ts";

export function pictureUri({ raster }: Extract<Mark, { kind: "picture" }>): string {
  const canvas = document.createElement("canvas");
  canvas.width = raster.width;
  canvas.height = raster.height;
  const context = canvas.getContext("2d");
  if (context === null) return "";
  const pixels = context.createImageData(raster.width, raster.height);
  for (let p = 0; p < raster.width * raster.height; p++) {
    const color =
      "rgb" in raster ? raster.rgb.subarray(3 * p, 3 * p + 3) : raster.palette[raster.indices[p]];
    pixels.data[4 * p] = color[0];
    pixels.data[4 * p + 1] = color[1];
    pixels.data[4 * p + 2] = color[2];
    pixels.data[4 * p + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  return canvas.toDataURL("image/png");
}
