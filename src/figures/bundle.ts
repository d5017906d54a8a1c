/**
 * A figure as one MIME bundle: HTML that needs nothing else, a picture, words. Front ends take the richest they can show.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { chartDrawing } from "./chart/draw-chart.ts";
import { layOut } from "./chart/layout.ts";
import { type ThemeName, themeOf } from "./color/theme.ts";
import { type Embed, takesPlotly } from "./embed.ts";
import { figureHtml } from "./html/figure-html.ts";
import { browserPart, type PartName } from "./html/parts.ts";
import { tableHtml } from "./html/table.ts";
import { canvasPackage } from "./pen/canvas.ts";
import { pngUri, rasterPng } from "./pen/raster-png.ts";
import { onPage } from "./plotly/page-units.ts";
import { plotlyFigure } from "./plotly/plotly-figure.ts";
import { pngFile } from "./save/png.ts";
import { svgText, type Words } from "./save/svg.ts";
import { textWidth } from "./text/font.ts";
import type { Picture } from "./view.ts";

export type FigureBundle = Readonly<Record<string, unknown>>;

export interface BundleOptions {
  /** In points. */
  readonly width: number;
  readonly theme: ThemeName | "auto";
  readonly embed: Embed;

  /** Adds `application/vnd.plotly.v1+json`, which VS Code prefers to everything else. */
  readonly plotlyJson: boolean;
}

/** Twice as fine as a screen of 96 dots per inch. */
const SCREEN_DPI = 192;

/** In bytes; what a figure may add to a notebook, plotly not counted. */
const LARGE = 2_000_000;

export function figureBundle(
  picture: Picture,
  words: Words,
  { width, theme: wish, embed, plotlyJson }: BundleOptions,
): FigureBundle {
  const theme = themeOf(wish === "auto" ? "light" : wish);
  const chart = picture.chart(theme);
  const drawing = chartDrawing(chart, width, theme);
  const png =
    canvasPackage() === null ? null : pngFile(drawing, words, { dpi: SCREEN_DPI, preview: true });
  const uri = png === null ? svgUri(svgText(drawing, words)) : pngUri(png);
  const bundle: Record<string, unknown> = {};
  if (plotlyJson && chart.panels.length > 0) {
    const page = onPage(theme);
    const places = layOut(chart, width, page, textWidth);
    const { data, layout } = plotlyFigure(places, page, textWidth, ({ raster }) =>
      pngUri(rasterPng(raster)),
    );
    bundle["application/vnd.plotly.v1+json"] = { data, layout };
  }
  if (embed !== "none") {
    const isExplorer = picture.explorer !== undefined;
    const withPlotly = !isExplorer && takesPlotly(embed, `${picture.alt}\n${picture.text}`);
    const parts: PartName[] = withPlotly ? ["core", "plotly"] : ["core"];
    bundle["text/html"] = figureHtml({
      id: `cladescope-${randomBytes(6).toString("hex")}`,
      picture: uri,
      width: (drawing.width * 4) / 3,
      payload: {
        title: picture.title,
        alt: picture.alt,
        chart: isExplorer ? { ...chart, panels: [] } : chart,
        width,
        explorer: picture.explorer,
        theme: wish,
      },
      table: tableHtml(picture.rows(), "The numbers behind the picture"),
      parts,
    });
  }
  if (png !== null) bundle["image/png"] = pngUri(png).slice("data:image/png;base64,".length);
  bundle["text/plain"] = `${picture.title}\n${picture.text}`;
  return bundle;
}

/** Warns of a figure that makes a notebook heavy; null if it does not. */
export function weightWarning(bundle: FigureBundle, { title, lighter }: Picture): string | null {
  const html = String(bundle["text/html"] ?? "");
  const plotly = html.includes('data-shared="cladescope-plotly-')
    ? browserPart("plotly").text.length
    : 0;
  const bytes = JSON.stringify(bundle).length - plotly;
  if (bytes <= LARGE) return null;
  return `cladescope: the figure "${title}" has ${(bytes / 1e6).toFixed(1)} MB in a notebook, over ${LARGE / 1e6} MB; ${lighter ?? "show less in one figure"}, or save it: fig.save("figure.html")`;
}

function svgUri(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}
