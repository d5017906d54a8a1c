/**
 * Draws on a Canvas2D context.
 *
 * @module
 */

import { FAMILY } from "../text/font.ts";
import type { CanvasPackage, Context2d } from "./canvas.ts";
import type { Box, Paint, Pen, Raster, TextStyle } from "./pen.ts";
import { rasterRgba } from "./raster-png.ts";
import { belowPoint } from "./text-baseline.ts";

const ALIGN = { start: "left", middle: "center", end: "right" } as const;

export class CanvasPen implements Pen {
  readonly #context: Context2d;
  readonly #package: CanvasPackage;

  /** @param context Scaled so that its unit is a point. */
  constructor(context: Context2d, canvas: CanvasPackage) {
    this.#context = context;
    this.#package = canvas;
  }

  rect({ x, y, width, height }: Box, paint: Paint): void {
    this.#context.beginPath();
    this.#context.rect(x, y, width, height);
    this.#paint(paint);
  }

  path(points: ArrayLike<number>, paint: Paint): void {
    const context = this.#context;
    context.beginPath();
    let broken = true;
    for (let i = 0; i + 1 < points.length; i += 2) {
      const [x, y] = [points[i], points[i + 1]];
      if (!Number.isFinite(x) || !Number.isFinite(y)) broken = true;
      else if (broken) {
        context.moveTo(x, y);
        broken = false;
      } else context.lineTo(x, y);
    }
    if (paint.fill !== undefined) context.closePath();
    this.#paint(paint);
  }

  circle(x: number, y: number, radius: number, paint: Paint): void {
    this.#context.beginPath();
    this.#context.arc(x, y, radius, 0, 2 * Math.PI);
    this.#paint(paint);
  }

  text(text: string, x: number, y: number, style: TextStyle): void {
    const context = this.#context;
    const { size, color, bold = false, anchor = "start", rotate = 0 } = style;
    context.save();
    context.font = `${bold ? "bold " : ""}${size}px "${FAMILY}"`;
    context.fillStyle = color;
    context.textAlign = ALIGN[anchor];
    context.textBaseline = "alphabetic";
    context.translate(x, y);
    if (rotate !== 0) context.rotate((-rotate * Math.PI) / 180);
    context.fillText(text, 0, belowPoint(style));
    context.restore();
  }

  image(raster: Raster, { x, y, width, height }: Box): void {
    const canvas = this.#package.createCanvas(raster.width, raster.height);
    const inner = canvas.getContext("2d");
    const pixels = inner.createImageData(raster.width, raster.height);
    pixels.data.set(rasterRgba(raster));
    inner.putImageData(pixels, 0, 0);
    this.#context.save();
    this.#context.imageSmoothingEnabled = false;
    this.#context.drawImage(canvas, x, y, width, height);
    this.#context.restore();
  }

  clip({ x, y, width, height }: Box, draw: () => void): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    draw();
    context.restore();
  }

  #paint({ fill, stroke, opacity = 1 }: Paint): void {
    const context = this.#context;
    context.globalAlpha = opacity;
    if (fill !== undefined) {
      context.fillStyle = fill;
      context.fill();
    }
    if (stroke !== undefined) {
      context.strokeStyle = stroke.color;
      context.lineWidth = stroke.width;
      context.setLineDash([...(stroke.dash ?? [])]);
      context.stroke();
    }
    context.globalAlpha = 1;
  }
}
