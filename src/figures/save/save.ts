/**
 * A figure as the bytes of a file, by the ending of its name.
 *
 * @module
 */

import { extname } from "node:path";
import { FigureError } from "../../errors.ts";
import { figureBundle } from "../bundle.ts";
import { chartDrawing } from "../chart/draw-chart.ts";
import { type ThemeName, themeOf } from "../color/theme.ts";
import { figurePage } from "../html/figure-html.ts";
import type { FigureSpec } from "../spec.ts";
import type { Picture } from "../view.ts";
import { csvChunks } from "./csv.ts";
import { parquetFile } from "./parquet.ts";
import { pdfFile } from "./pdf.ts";
import { pngFile } from "./png.ts";
import { type FigureWidth, widthInPoints } from "./size.ts";
import { svgFile, type Words } from "./svg.ts";

export interface SaveOptions {
  /** "single" (84 mm), "double" (174 mm), or millimetres; default "double". */
  readonly width?: FigureWidth | undefined;

  /** "light", "dark" or "paper", which leaves the title to the caption; default "light". */
  readonly theme?: ThemeName | undefined;

  /** Of a PNG: dots per inch; default 300. */
  readonly dpi?: number | undefined;

  /** Of a CSV: whether lines behind "# " say where the numbers come from; default false, since not every reader skips them. */
  readonly comments?: boolean | undefined;
}

export const SAVE_OPTIONS: readonly (keyof SaveOptions)[] = ["width", "theme", "dpi", "comments"];

export const FORMATS = ["png", "svg", "pdf", "html", "csv", "parquet", "json"] as const;
export type Format = (typeof FORMATS)[number];

/** @throws FigureError for an ending that is none of these. */
export function formatOf(path: string): Format {
  const ending = extname(path).slice(1).toLowerCase();
  const format = FORMATS.find((one) => one === ending);
  if (format !== undefined) return format;
  throw new FigureError({
    what: "a figure cannot be saved as this kind of file",
    where: path,
    expected: `a name that ends in ${FORMATS.map((one) => `.${one}`).join(", ")}`,
    got: ending === "" ? "no ending" : `.${ending}`,
    hint: "pick one of these endings",
  });
}

/** @throws FigureError for a width or resolution out of range, or PNG without a canvas. */
export async function fileOf(
  format: Format,
  picture: Picture,
  words: Words,
  spec: FigureSpec,
  { width = "double", theme = "light", dpi = 300, comments = false }: SaveOptions,
): Promise<Iterable<Uint8Array>> {
  const points = widthInPoints(width);
  const colors = themeOf(theme);
  const drawing = () => chartDrawing(picture.chart(colors), points, colors);
  const utf8 = (text: string) => [new TextEncoder().encode(text)];
  switch (format) {
    case "png":
      return [pngFile(drawing(), words, { dpi: checkedDpi(dpi) })];
    case "svg":
      return utf8(await svgFile(drawing(), words));
    case "pdf":
      return [await pdfFile(drawing(), words)];
    case "html": {
      const options = { width: points, theme, embed: "each", plotlyJson: false } as const;
      const bundle = figureBundle(picture, words, options);
      return utf8(figurePage(words.title, String(bundle["text/html"]), words.source));
    }
    case "csv":
      return csvChunks(picture.rows, comments ? [words.title, words.source] : []);
    case "parquet":
      return [await parquetFile(picture.rows(), { title: words.title, source: words.source })];
    case "json":
      return utf8(`${JSON.stringify({ title: words.title, alt: words.alt, ...spec })}\n`);
    default:
      return format satisfies never;
  }
}

function checkedDpi(dpi: number): number {
  if (dpi >= 36 && dpi <= 2400) return dpi;
  throw new FigureError({
    what: "a picture cannot have this resolution",
    where: "dpi",
    expected: "36 to 2400 dots per inch",
    got: String(dpi),
    hint: "journals ask for 300 or 600",
  });
}
