/**
 * HTML that brings scripts, in a frame of its own: it runs, but cannot reach the page around it, and tells
 * its height, so that it is shown whole.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { escapeHtml } from "./escape.ts";

/** In the frame: says how high it is, whenever that changes. */
const TELL_HEIGHT =
  "new ResizeObserver(() => parent.postMessage({ height: document.documentElement.offsetHeight }, '*')).observe(document.documentElement);";

/** In the page: believes a frame about its own height, and hands out what outputs share; nothing else. */
const ANSWER_FRAMES = `addEventListener("message", ({ source, data }) => {
  for (const frame of document.querySelectorAll("iframe.output")) {
    if (frame.contentWindow !== source || !data) continue;
    if (Number.isFinite(data.height)) frame.style.height = Math.min(data.height, 20000) + "px";
    if (typeof data.shared !== "string") continue;
    const tag = [...document.querySelectorAll("script[data-shared]")].find((one) => one.dataset.shared === data.shared);
    source.postMessage({ shared: data.shared, text: tag ? tag.textContent : null }, "*");
  }
});`;

/**
 * Data that several outputs share, a library for example: `<script type="application/octet-stream" data-shared="ID">`. In a notebook one output has
 * it, and the others find it in the document. Here every output has a document of its own, so the page keeps one copy, and a frame that
 * lacks it asks: `parent.postMessage({ shared: "ID" }, "*")` is answered by `{ shared: "ID", text }`.
 */
const SHARED =
  /<script type="application\/octet-stream" data-shared="([\w.-]+)">([A-Za-z0-9+/=\s]*)<\/script>/g;

const STYLE =
  ":root{color-scheme:light dark}body{margin:0;padding:2px;font:15px/1.5 system-ui,sans-serif}img,svg,canvas{max-width:100%}";

export function hasScript(html: string): boolean {
  return /<script\b/i.test(html);
}

/** The frames of one page, and the policy under which just their scripts run. */
export class ScriptFrames {
  readonly #scripts = new Set<string>();
  readonly #hosts = new Set<string>();
  readonly #shared = new Map<string, string>();
  #count = 0;

  frame(html: string): string {
    this.#count++;
    const unix = html.replaceAll("\r\n", "\n").replace(SHARED, (_, id: string, text: string) => {
      this.#shared.set(id, text);
      return "";
    });
    for (const [, attributes = "", script = ""] of unix.matchAll(
      /<script\b([^>]*)>([\s\S]*?)<\/script/gi,
    )) {
      const address = /\bsrc\s*=\s*["']?(https:\/\/[^"'\s>]+)/i.exec(attributes)?.[1];
      if (address === undefined) this.#scripts.add(script);
      else this.#hosts.add(new URL(address).origin);
    }
    const document = `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><body>${unix}<script>${TELL_HEIGHT}</script>`;
    return `<iframe class="output" sandbox="allow-scripts allow-popups" title="output" srcdoc="${escapeHtml(document)}"></iframe>`;
  }

  /**
   * The page's content security policy. A frame is under the policy of the page that holds it, so scripts
   * are allowed one by one, by their hashes: those in frames and our own, and none in Markdown or elsewhere.
   */
  policy(): string {
    const base = ["default-src 'none'", "img-src data: blob: https:", "media-src data: https:"];
    const style = ["style-src 'unsafe-inline'", "font-src data:"];
    if (this.#count === 0) return [...base, ...style].join("; ");
    const hashes = [TELL_HEIGHT, ANSWER_FRAMES, ...this.#scripts].map(
      (script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
    );
    const hosts = [...this.#hosts];
    // Chart libraries compile functions; what they may load is what the output itself names.
    const scripts = ["script-src 'unsafe-eval' blob:", ...hashes, ...hosts].join(" ");
    const network =
      hosts.length === 0
        ? [...style, "worker-src blob:"]
        : ["style-src 'unsafe-inline' https:", "font-src data: https:", "connect-src https:"];
    return [...base, ...network, scripts].join("; ");
  }

  /** The script at the end of the page, if there is anything for it to do. */
  pageScript(): string {
    if (this.#count === 0) return "";
    const shared = [...this.#shared].map(
      ([id, text]) =>
        `<script type="application/octet-stream" data-shared="${id}">${text}</script>\n`,
    );
    return `${shared.join("")}<script>${ANSWER_FRAMES}</script>`;
  }
}
