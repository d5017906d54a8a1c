/**
 * Draws SVG. Numbers are rounded to a thousandth of a point, so the same figure is the same text everywhere.
 *
 * @module
 */

import { FAMILY } from "../text/font.ts";
import type { Box, Paint, Pen, Raster, TextStyle } from "./pen.ts";
import { pngUri, rasterPng } from "./raster-png.ts";
import { belowPoint } from "./text-baseline.ts";

export class SvgPen implements Pen {
  readonly #parts: string[] = [];
  #clips = 0;
  readonly #id: string;

  /** @param id Begins the ids in this drawing; must be its own among the drawings of a page. */
  constructor(id = "c") {
    this.#id = id;
  }

  /** The elements drawn so far. */
  get body(): string {
    return this.#parts.join("\n");
  }

  rect({ x, y, width, height }: Box, paint: Paint): void {
    this.#parts.push(
      `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"${attributes(paint)}/>`,
    );
  }

  path(points: ArrayLike<number>, paint: Paint): void {
    const d = pathData(points, paint.fill !== undefined);
    if (d !== "") this.#parts.push(`<path d="${d}"${attributes(paint)}/>`);
  }

  circle(x: number, y: number, radius: number, paint: Paint): void {
    this.#parts.push(`<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}"${attributes(paint)}/>`);
  }

  text(text: string, x: number, y: number, style: TextStyle): void {
    const { size, color, bold = false, anchor = "start", rotate = 0 } = style;
    const below = belowPoint(style);
    const place =
      rotate === 0
        ? `x="${n(x)}" y="${n(y + below)}"`
        : `y="${n(below)}" transform="translate(${n(x)} ${n(y)}) rotate(${n(-rotate)})"`;
    const weight = bold ? ` font-weight="bold"` : "";
    const from = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
    this.#parts.push(
      `<text ${place} font-size="${n(size)}" fill="${color}"${weight}${from}>${escapeXml(text)}</text>`,
    );
  }

  image(raster: Raster, { x, y, width, height }: Box): void {
    this.#parts.push(
      `<image x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" preserveAspectRatio="none" image-rendering="pixelated" style="image-rendering:pixelated" href="${pngUri(rasterPng(raster))}"/>`,
    );
  }

  clip({ x, y, width, height }: Box, draw: () => void): void {
    const id = `${this.#id}-${this.#clips++}`;
    this.#parts.push(
      `<clipPath id="${id}"><rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"/></clipPath>`,
      `<g clip-path="url(#${id})">`,
    );
    draw();
    this.#parts.push("</g>");
  }
}

export interface SvgDocument {
  readonly body: string;

  /** In points. */
  readonly width: number;
  readonly height: number;
  readonly title: string;

  /** What is to be seen, in words. */
  readonly alt: string;
  readonly metadata?: string | undefined;

  /** CSS, with an embedded font for example. */
  readonly style?: string | undefined;
}

/** A whole SVG file. */
export function svgDocument(document: SvgDocument): string {
  const { body, width, height, title, alt, metadata, style } = document;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}pt" height="${n(height)}pt" viewBox="0 0 ${n(width)} ${n(height)}" font-family="'${FAMILY}', Verdana, sans-serif" role="img">
<title>${escapeXml(title)}</title>
<desc>${escapeXml(alt)}</desc>
${metadata === undefined ? "" : `<metadata>${escapeXml(metadata)}</metadata>\n`}${style === undefined ? "" : `<style>${style}</style>\n`}${body}
</svg>
`;
}

/** Characters that XML 1.0 has no place for, not even escaped, are left out. */
function escapeXml(text: string): string {
  return text.replace(NOT_XML, "").replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

function attributes({ fill, stroke, opacity }: Paint): string {
  const parts = [` fill="${fill ?? "none"}"`];
  if (stroke !== undefined) {
    parts.push(` stroke="${stroke.color}" stroke-width="${n(stroke.width)}"`);
    if (stroke.dash !== undefined)
      parts.push(` stroke-dasharray="${stroke.dash.map(n).join(" ")}"`);
  }
  if (opacity !== undefined && opacity < 1) parts.push(` opacity="${n(opacity)}"`);
  return parts.join("");
}

function pathData(points: ArrayLike<number>, closed: boolean): string {
  const parts: string[] = [];
  let pen = "M";
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i], points[i + 1]];
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      pen = "M";
      continue;
    }
    parts.push(`${pen}${n(x)} ${n(y)}`);
    pen = "L";
  }
  return parts.length === 0 ? "" : `${parts.join("")}${closed ? "Z" : ""}`;
}

function n(x: number): string {
  const text = x.toFixed(3).replace(/\.?0+$/, "");
  return text === "-0" ? "0" : text;
}
