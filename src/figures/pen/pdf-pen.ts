/**
 * Draws on a page of pdfkit: vectors, text with an embedded font, rasters without loss.
 *
 * @module
 */

import type PDFDocument from "pdfkit";
import { fontBytes } from "../text/font.ts";
import type { Box, Paint, Pen, Raster, TextStyle } from "./pen.ts";
import { rasterPng } from "./raster-png.ts";
import { belowPoint } from "./text-baseline.ts";

const REGULAR = "figure";
const BOLD = "figure-bold";

type Page = InstanceType<typeof PDFDocument>;

/** Makes the fonts of figures known to a document. */
export function registerFonts(page: Page): void {
  page.registerFont(REGULAR, Buffer.from(fontBytes(false)));
  page.registerFont(BOLD, Buffer.from(fontBytes(true)));
}

export class PdfPen implements Pen {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  rect({ x, y, width, height }: Box, paint: Paint): void {
    this.#painted(paint, () => this.#page.rect(x, y, width, height));
  }

  path(points: ArrayLike<number>, paint: Paint): void {
    const page = this.#page;
    let [broken, count] = [true, 0];
    this.#painted(paint, () => {
      for (let i = 0; i + 1 < points.length; i += 2) {
        const [x, y] = [points[i], points[i + 1]];
        if (!Number.isFinite(x) || !Number.isFinite(y)) broken = true;
        else if (broken) {
          page.moveTo(x, y);
          broken = false;
          count++;
        } else page.lineTo(x, y);
      }
      if (paint.fill !== undefined && count > 0) page.closePath();
    });
  }

  circle(x: number, y: number, radius: number, paint: Paint): void {
    this.#painted(paint, () => this.#page.circle(x, y, radius));
  }

  text(text: string, x: number, y: number, style: TextStyle): void {
    const page = this.#page;
    const { size, color, bold = false, anchor = "start", rotate = 0 } = style;
    page.save();
    page
      .font(bold ? BOLD : REGULAR)
      .fontSize(size)
      .fillColor(color)
      .fillOpacity(1);
    if (rotate !== 0) page.rotate(-rotate, { origin: [x, y] });
    const width = page.widthOfString(text);
    const from = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
    page.text(text, from, y + belowPoint(style), { lineBreak: false, baseline: "alphabetic" });
    page.restore();
  }

  image(raster: Raster, { x, y, width, height }: Box): void {
    this.#page.image(Buffer.from(rasterPng(raster)), x, y, { width, height });
  }

  clip({ x, y, width, height }: Box, draw: () => void): void {
    this.#page.save();
    this.#page.rect(x, y, width, height).clip();
    draw();
    this.#page.restore();
  }

  #painted({ fill, stroke, opacity = 1 }: Paint, trace: () => void): void {
    const page = this.#page;
    page.save();
    page.opacity(opacity);
    if (stroke !== undefined) {
      page.lineWidth(stroke.width).strokeColor(stroke.color);
      if (stroke.dash !== undefined) {
        page.dash(stroke.dash[0], { space: stroke.dash[1] ?? stroke.dash[0] });
      }
    }
    trace();
    if (fill !== undefined && stroke !== undefined) page.fillAndStroke(fill, stroke.color);
    else if (fill !== undefined) page.fill(fill);
    else page.stroke();
    page.restore();
  }
}
