/**
 * A notebook as one self-contained page, to read, print and hand on. It needs no other file and, unless an
 * output brings scripts of its own, runs none.
 *
 * @module
 */

import type { Cell, CodeCell, Notebook, Output } from "../nbformat.ts";
import { tagsOf } from "../nbformat.ts";
import { escapeHtml } from "./escape.ts";
import { ScriptFrames } from "./frame.ts";
import { highlight } from "./highlight.ts";
import { type Heading, MarkdownRenderer } from "./markdown.ts";
import { type OutputContext, renderOutput } from "./outputs.ts";
import { STYLE } from "./style.ts";

export interface PageOptions {
  /** Where the notebook has no heading: its file's name. */
  readonly title: string;

  /** The data: URL of a picture that the text refers to, or undefined. */
  readonly embed?: ((address: string) => string | undefined) | undefined;
}

export function exportHtml(notebook: Notebook, { title, embed }: PageOptions): string {
  const markdown = new MarkdownRenderer();
  const frames = new ScriptFrames();
  const page = { markdown, frames, embed, language: languageOf(notebook) };
  const cells = notebook.cells.map((cell) => renderCell(cell, page)).join("\n");
  const { headings } = markdown;
  const name = headings[0]?.text ?? title;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(frames.policy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="cladescope">
<title>${escapeHtml(name)}</title>
<style>${STYLE}</style>
</head>
<body>
${contents(headings)}${frames.pageScript()}<main>
${cells}
${footer(notebook)}</main>
</body>
</html>
`;
}

interface Page extends OutputContext {
  readonly embed: PageOptions["embed"];
  readonly language: string;
}

function renderCell(cell: Cell, page: Page): string {
  const tags = tagsOf(cell);
  if (tags.includes("remove-cell")) return "";
  const id = ` id="cell-${escapeHtml(cell.id)}"`;
  if (cell.cell_type === "code") {
    return `<section class="cell code"${id}>${renderInput(cell, tags, page)}${renderOutputs(cell, tags, page)}</section>`;
  }
  if (cell.cell_type === "markdown") {
    const { attachments, source } = cell;
    const text = page.markdown.render(source, { attachments, embed: page.embed });
    return `<section class="cell markdown"${id}><div class="prose">${text}</div></section>`;
  }
  if (cell.source.trim() === "") return "";
  return `<section class="cell"${id}><pre class="raw">${escapeHtml(cell.source)}</pre></section>`;
}

function renderInput(cell: CodeCell, tags: readonly string[], page: Page): string {
  if (tags.includes("remove-input") || cell.source.trim() === "") return "";
  const source = `<div class="source"><pre>${highlight(cell.source, page.language)}</pre></div>`;
  const input = `<div class="row input">${prompt("In", cell.execution_count)}${source}</div>`;
  return tags.includes("hide-input") || isHidden(cell, "source_hidden")
    ? `<details><summary>Code</summary>${input}</details>`
    : input;
}

function renderOutputs(cell: CodeCell, tags: readonly string[], page: Page): string {
  if (tags.includes("remove-output") || cell.outputs.length === 0) return "";
  const rows = cell.outputs.map((output) => renderRow(output, page)).join("");
  const outputs = `<div class="outputs">${rows}</div>`;
  return tags.includes("hide-output") || isHidden(cell, "outputs_hidden")
    ? `<details><summary>Output</summary>${outputs}</details>`
    : outputs;
}

function renderRow(output: Output, page: Page): string {
  const label =
    output.output_type === "execute_result" ? prompt("Out", output.execution_count) : "";
  return `<div class="row output-row">${label}<div class="body">${renderOutput(output, page)}</div></div>`;
}

function prompt(name: string, count: number | null): string {
  return `<div class="prompt">${name}&nbsp;[${count ?? "&nbsp;"}]:</div>`;
}

/** As JupyterLab folds cells. */
function isHidden({ metadata }: CodeCell, what: "source_hidden" | "outputs_hidden"): boolean {
  const { jupyter } = metadata as { jupyter?: Record<string, unknown> };
  return jupyter?.[what] === true;
}

/** Beside the text where there is room for it and something to choose from. */
function contents(headings: readonly Heading[]): string {
  const shown = headings.slice(1).filter(({ level }) => level <= 3);
  if (shown.length < 3) return "";
  const items = shown.map(
    ({ level, text, id }) =>
      `<li class="level-${level}"><a href="#${escapeHtml(id)}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav aria-label="Contents"><ol>${items.join("")}</ol></nav>\n`;
}

function footer({ metadata }: Notebook): string {
  const { kernelspec, language_info: info } = metadata as Record<string, Record<string, unknown>>;
  const language = kernelspec?.display_name ?? info?.name;
  const version = typeof info?.version === "string" ? ` ${info.version}` : "";
  return language === undefined ? "" : `<footer>${escapeHtml(`${language}${version}`)}</footer>\n`;
}

function languageOf({ metadata }: Notebook): string {
  const { kernelspec, language_info: info } = metadata as Record<string, Record<string, unknown>>;
  return String(info?.name ?? kernelspec?.language ?? "typescript");
}
