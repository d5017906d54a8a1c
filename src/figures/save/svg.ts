/**
 * A drawing as an SVG file. The letters that it uses are embedded as a font of their own, a few kilobytes.
 *
 * @module
 */

import { createRequire } from "node:module";
import type { ChartDrawing } from "../chart/draw-chart.ts";
import { SvgPen, svgDocument } from "../pen/svg-pen.ts";
import { FAMILY, fontBytes } from "../text/font.ts";

export interface Words {
  readonly title: string;
  readonly alt: string;

  /** Where the numbers come from. */
  readonly source: string;
}

/** `subset-font`, which brings no types of its own: the glyphs of `text` alone. */
type SubsetFont = (
  font: Buffer,
  text: string,
  options: { targetFormat: "woff2" },
) => Promise<Buffer>;

/** Without the font: what a page shows that has it, or another. */
export function svgText(
  { width, height, draw }: ChartDrawing,
  words: Words,
  style?: string,
): string {
  const pen = new SvgPen();
  draw(pen);
  const { title, alt, source } = words;
  return svgDocument({ body: pen.body, width, height, title, alt, metadata: source, style });
}

export async function svgFile(drawing: ChartDrawing, words: Words): Promise<string> {
  const bare = svgText(drawing, words);
  const bold = [...bare.matchAll(/<text [^>]*font-weight="bold"[^>]*>([^<]*)</g)];
  const all = [...bare.matchAll(/<text [^>]*>([^<]*)</g)].filter((m) => !m[0].includes('"bold"'));
  const faces = await Promise.all([
    fontFace(lettersOf(all), false),
    fontFace(lettersOf(bold), true),
  ]);
  return svgText(drawing, words, faces.join(""));
}

function lettersOf(matches: readonly RegExpMatchArray[]): string {
  const text = matches.map((m) => m[1]).join("");
  return [...new Set(unescaped(text))].join("");
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

async function fontFace(letters: string, bold: boolean): Promise<string> {
  if (letters === "") return "";
  const subsetFont = createRequire(import.meta.url)("subset-font") as SubsetFont;
  const font = await subsetFont(Buffer.from(fontBytes(bold)), letters, { targetFormat: "woff2" });
  const uri = `data:font/woff2;base64,${font.toString("base64")}`;
  return `@font-face{font-family:'${FAMILY}';font-weight:${bold ? "bold" : "normal"};src:url(${uri}) format('woff2')}`;
}
