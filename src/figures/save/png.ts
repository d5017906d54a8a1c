/**
 * A drawing as a PNG file.
 *
 * @module
 */

import { FigureError } from "../../errors.ts";
import type { ChartDrawing } from "../chart/draw-chart.ts";
import { canvasFor } from "../pen/canvas.ts";
import { CanvasPen } from "../pen/canvas-pen.ts";
import { EXACT, palettePng, type Tolerance } from "./palette-png.ts";
import { withMetadata } from "./png-metadata.ts";
import type { Words } from "./svg.ts";

/** Less than can be seen beside the original. */
const PREVIEW: Tolerance = { change: 5, edges: 0.02, edgeChange: 40 };

/** Of a side; what every canvas, and most programs, can hold. */
const MOST_PIXELS = 32_000;
const MOST_AREA = 200_000_000;

export interface PngOptions {
  readonly dpi: number;

  /** For a notebook, which is to stay small: colours that look the same become the same. Default false: exact. */
  readonly preview?: boolean | undefined;
}

/** @throws FigureError if there is no canvas, or the picture is too large for one. */
export function pngFile(
  { width, height, draw }: ChartDrawing,
  words: Words,
  { dpi, preview = false }: PngOptions,
): Uint8Array {
  const canvas = canvasFor("a figure as PNG");
  const scale = dpi / 72;
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  checkSize(wide, high, dpi);
  const page = canvas.createCanvas(wide, high);
  const context = page.getContext("2d");
  context.scale(wide / width, high / height); // whole pixels: none at the edges that is half covered
  draw(new CanvasPen(context, canvas));
  const { data } = context.getImageData(0, 0, wide, high);
  const png =
    palettePng({ width: wide, height: high, data }, preview ? PREVIEW : EXACT) ??
    page.toBuffer("image/png");
  const { title, alt, source } = words;
  return withMetadata(png, {
    dpi,
    texts: { Title: title, Description: alt, Source: source, Software: "cladescope" },
  });
}

function checkSize(wide: number, high: number, dpi: number): void {
  if (Math.max(wide, high) <= MOST_PIXELS && wide * high <= MOST_AREA) return;
  throw new FigureError({
    what: "the picture would have too many pixels",
    where: `width and dpi: ${dpi} dots per inch`,
    expected: `at most ${MOST_PIXELS} on a side and ${MOST_AREA / 1e6} million in all`,
    got: `${wide} × ${high}`,
    hint: "fewer dots per inch, or PDF or SVG, which have no pixels to run out of",
  });
}
