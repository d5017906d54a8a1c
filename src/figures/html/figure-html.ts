/**
 * A figure as HTML that needs nothing else: a picture, which a script replaces by something to point at.
 *
 * @module
 */

import { gzipSync } from "node:zlib";
import { packedBytes } from "../pack.ts";
import { escapeHtml } from "./escape.ts";
import { loaderScript } from "./loader.ts";
import { browserPart, type PartName } from "./parts.ts";
import type { Payload } from "./payload.ts";
import { STYLE } from "./style.ts";

export interface FigureHtmlParts {
  /** Its own among all figures of a page. */
  readonly id: string;

  /** A data URI. */
  readonly picture: string;

  /** Of the picture, in CSS pixels. */
  readonly width: number;
  readonly payload: Payload;

  /** HTML of the table behind the figure. */
  readonly table: string;

  /** Which scripts stand beside it; the others must be on the page already. */
  readonly parts: readonly PartName[];
}

export function figureHtml({ id, picture, width, payload, table, parts }: FigureHtmlParts): string {
  const { alt } = payload;
  const tags = parts.map((name) => {
    const part = browserPart(name);
    return `<script type="application/octet-stream" data-shared="${part.id}">${part.text}</script>`;
  });
  const data = gzipSync(packedBytes(payload), { level: 9 }).toString("base64");
  return `<div class="cladescope-figure" id="${id}" data-lm-suppress-shortcuts="true" role="figure" aria-label="${escapeHtml(alt)}">
<style>${STYLE}</style>
<div><img src="${picture}" alt="${escapeHtml(alt)}" width="${Math.round(width)}"></div>
${table}
${tags.join("\n")}
<script type="application/octet-stream" data-payload>${data}</script>
<script>${loaderScript(id, browserPart("core").id, browserPart("plotly").id)}</script>
</div>`;
}

// JupyterLab would take keys that are meant for the figure: "0 0" restarts the kernel. Hence data-lm-suppress-shortcuts.

/** A whole page with one figure. @param source Where its numbers come from. */
export function figurePage(title: string, figure: string, source: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="cladescope">
<meta name="source" content="${escapeHtml(source)}">
<title>${escapeHtml(title)}</title>
<style>body{max-width:60rem;margin:1rem auto;padding:0 1rem;color-scheme:light dark}body>p{font:11px sans-serif;overflow-wrap:anywhere}</style>
${figure}
<p>${escapeHtml(source)}</p>
</html>
`;
}
