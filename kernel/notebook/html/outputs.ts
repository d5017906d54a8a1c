/**
 * The outputs of a cell as HTML: of each the richest form that a page can show.
 *
 * @module
 */

import type { Json, MimeBundle } from "../../protocol/messages.ts";
import { isObject } from "../is-object.ts";
import type { Output } from "../nbformat.ts";
import { ansiToHtml } from "./ansi.ts";
import { escapeHtml } from "./escape.ts";
import { hasScript, type ScriptFrames } from "./frame.ts";
import { highlight } from "./highlight.ts";
import type { MarkdownRenderer } from "./markdown.ts";
import { renderLatex } from "./math.ts";
import { OUTPUT_STYLE } from "./style.ts";

/** What the outputs of one page share. */
export interface OutputContext {
  readonly markdown: MarkdownRenderer;
  readonly frames: ScriptFrames;
}

type Render = (data: string, context: OutputContext, metadata: Json, bundle: MimeBundle) => string;

/** Richest first. */
const RENDERERS: Readonly<Record<string, Render>> = {
  "text/html": renderHtml,
  "image/svg+xml": (data, _context, metadata, bundle) =>
    image("image/svg+xml", Buffer.from(asImage(data)).toString("base64"), metadata, bundle),
  "image/png": bitmap("image/png"),
  "image/jpeg": bitmap("image/jpeg"),
  "image/webp": bitmap("image/webp"),
  "image/gif": bitmap("image/gif"),
  "text/markdown": (data, { markdown }) =>
    `<div class="prose">${markdown.render(data, { anchors: false })}</div>`,
  "text/latex": renderLatex,
  "application/json": (data) => `<pre class="json">${highlight(data, "json")}</pre>`,
  "application/javascript": (data, { frames }) =>
    frames.frame(`<script>const element = document.body;\n${data}</script>`),
  "text/plain": (data) => `<pre>${ansiToHtml(data)}</pre>`,
};

export function renderOutput(output: Output, context: OutputContext): string {
  switch (output.output_type) {
    case "stream":
      return `<pre class="${output.name === "stderr" ? "stderr" : "stdout"}">${ansiToHtml(output.text)}</pre>`;
    case "error": {
      const { ename, evalue, traceback } = output;
      const text = traceback.length > 0 ? traceback.join("\n") : `${ename}: ${evalue}`;
      return `<pre class="error">${ansiToHtml(text)}</pre>`;
    }
    default:
      return renderBundle(output.data, output.metadata, context);
  }
}

function renderBundle(bundle: MimeBundle, metadata: Json, context: OutputContext): string {
  for (const [type, render] of Object.entries(RENDERERS)) {
    const data = Object.hasOwn(bundle, type) ? bundle[type] : undefined;
    if (data === undefined) continue;
    const own = metadata[type];
    const text = typeof data === "string" ? data : JSON.stringify(data, null, 2);
    return render(text, context, isObject(own) ? own : {}, bundle);
  }
  const types = Object.keys(bundle).map(escapeHtml).join(", ") || "nothing";
  return `<p class="unshown">An output that a page cannot show: ${types}</p>`;
}

/**
 * In a shadow tree of its own, so that its styles and unclosed tags stay in it; in a frame, where it brings
 * scripts.
 */
function renderHtml(html: string, { frames }: OutputContext): string {
  if (hasScript(html)) return frames.frame(html);
  const inner = html.replace(/<(\/?)template\b/gi, "<$1div"); // one that closed ours would let the rest out
  return `<div class="html"><template shadowrootmode="open"><style>${OUTPUT_STYLE}</style>${inner}</template></div>`;
}

function bitmap(type: string): Render {
  return (data, _context, metadata, bundle) =>
    image(type, data.replace(/[^A-Za-z0-9+/=]/g, ""), metadata, bundle);
}

function image(type: string, base64: string, metadata: Json, bundle: MimeBundle): string {
  const size = ["width", "height"]
    .filter((name) => Number.isFinite(Number(metadata[name] ?? Number.NaN)))
    .map((name) => ` ${name}="${Number(metadata[name])}"`)
    .join("");
  const plain = bundle["text/plain"];
  const alt = typeof plain === "string" ? plain.slice(0, 200) : "";
  return `<img src="data:${type};base64,${base64}"${size} alt="${escapeHtml(alt)}">`;
}

/** An SVG in a page knows its namespace; as a picture it has to say it. */
function asImage(svg: string): string {
  return /<svg\b[^>]*\sxmlns\s*=/.test(svg)
    ? svg
    : svg.replace(/<svg\b/, '<svg xmlns="http://www.w3.org/2000/svg"');
}
