/**
 * Markdown as notebooks have it: CommonMark with tables, formulas, attachments, and headings to link to.
 *
 * HTML in it is kept, as in Jupyter, but for style sheets, which would dress the whole page; scripts in it never run,
 * as the page's policy allows none.
 *
 * @module
 */

import MarkdownIt from "markdown-it";
import type { MimeBundle } from "../../protocol/messages.ts";
import { escapeHtml } from "./escape.ts";
import { highlight } from "./highlight.ts";
import { mathPlugin } from "./math.ts";

export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly id: string;
}

export interface MarkdownOptions {
  /** Whether headings can be linked to and count as the page's; default true. */
  readonly anchors?: boolean | undefined;

  /** Of the cell: `![](attachment:name)`. */
  readonly attachments?: Record<string, MimeBundle> | undefined;

  /** The data: URL of a local picture, so that the page needs no other file; undefined leaves the address as it is. */
  readonly embed?: ((address: string) => string | undefined) | undefined;
}

const STYLE_SHEET = /<style\b[^>]*>.*?(?:<\/style\s*>|$)/gis;
const IMAGE = /<img\b(?:"[^"]*"|'[^']*'|[^"'>])*>/gi;
const SOURCE = /(\ssrc\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

/** Renders the texts of one page, and collects its headings. */
export class MarkdownRenderer {
  readonly headings: Heading[] = [];
  readonly #markdown: MarkdownIt;
  readonly #ids = new Set<string>();

  constructor() {
    this.#markdown = new MarkdownIt({
      html: true,
      linkify: true,
      highlight: (code, language) => highlight(code, language),
    }).use(mathPlugin);
    this.#markdown.validateLink = (url) => !/^\s*(?:javascript|vbscript):/i.test(url);
  }

  render(text: string, options: MarkdownOptions = {}): string {
    const env = {};
    const tokens = this.#markdown.parse(text, env);
    for (const [i, token] of tokens.entries()) {
      if (token.type === "heading_open" && options.anchors !== false) {
        const inline = tokens[i + 1];
        const id = this.#heading(Number(token.tag.slice(1)), textOf(inline?.children ?? []));
        token.attrSet("id", id);
        const link = `<a class="anchor" href="#${escapeHtml(id)}" aria-label="link to here">¶</a>`;
        const anchor = new (Object.getPrototypeOf(token).constructor)("html_inline", "", 0);
        anchor.content = link;
        inline?.children?.push(anchor);
      }
      for (const child of token.children ?? []) {
        const source = child.type === "image" ? child.attrGet("src") : null;
        if (source !== null) child.attrSet("src", this.#picture(source, options));
      }
    }
    const html = this.#markdown.renderer.render(tokens, this.#markdown.options, env);
    // What is no HTML of the writer's own is escaped by now.
    return html.replace(STYLE_SHEET, "").replace(IMAGE, (tag: string) =>
      tag.replace(SOURCE, (_, before: string, ...[double, single, bare]: string[]) => {
        const source = (double ?? single ?? bare ?? "").replaceAll("&amp;", "&");
        return `${before}"${escapeHtml(this.#picture(source, options))}"`;
      }),
    );
  }

  /** Ids as Jupyter makes them, so that links within a notebook hold. */
  #heading(level: number, text: string): string {
    const wanted = text.trim().replace(/\s+/g, "-") || "section";
    let id = wanted;
    for (let n = 2; this.#ids.has(id); n++) id = `${wanted}-${n}`;
    this.#ids.add(id);
    this.headings.push({ level, text, id });
    return id;
  }

  #picture(source: string, { attachments, embed }: MarkdownOptions): string {
    const name = /^attachment:(.*)$/.exec(source)?.[1];
    if (source.startsWith("data:")) return source;
    if (name === undefined) return embed?.(source) ?? source;
    const bundle = attachments?.[decode(name)] ?? attachments?.[name] ?? {};
    const [type, data] = Object.entries(bundle)[0] ?? [];
    return typeof data === "string" ? `data:${type};base64,${data.replace(/\s/g, "")}` : source;
  }
}

type Tokens = NonNullable<ReturnType<MarkdownIt["parse"]>[number]["children"]>;

function textOf(tokens: Tokens): string {
  return tokens
    .map((token) => {
      if (token.type === "softbreak" || token.type === "hardbreak") return " ";
      return token.type === "html_inline" ? "" : token.content;
    })
    .join("");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
