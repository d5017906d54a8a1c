/**
 * A drawing as a PNG file.
 *
 * @module
 */

import type { ChartDrawing } from "../chart/draw-chart.ts";
import { canvasFor } from "../pen/canvas.ts";
import { CanvasPen } from "../pen/canvas-pen.ts";
import { withMetadata } from "./png-metadata.ts";
import type { Words } from "./svg.ts";

/** @throws FigureError if there is no canvas. */
export function pngFile(
  { width, height, draw }: ChartDrawing,
  words: Words,
  dpi: number,
): Uint8Array {
  const canvas = canvasFor("a figure as PNG");
  const scale = dpi / 72;
  const page = canvas.createCanvas(Math.round(width * scale), Math.ceil(height * scale));
  const context = page.getContext("2d");
  context.scale(scale, scale);
  draw(new CanvasPen(context, canvas));
  const { title, alt, source } = words;
  return withMetadata(page.toBuffer("image/png"), {
    dpi,
    texts: { Title: title, Description: alt, Source: source, Software: "cladescope" },
  });
}
