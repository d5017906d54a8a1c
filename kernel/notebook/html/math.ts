/**
 * Formulas: TeX as MathML, which browsers set by themselves, without fonts or scripts of ours.
 *
 * @module
 */

import katex from "katex";
import type MarkdownIt from "markdown-it";

type InlineRule = Parameters<MarkdownIt["inline"]["ruler"]["before"]>[2];
type BlockRule = Parameters<MarkdownIt["block"]["ruler"]["before"]>[2];

function renderMath(tex: string, displayMode: boolean): string {
  const math = katex.renderToString(tex, {
    displayMode,
    output: "mathml",
    throwOnError: false, // a formula with an error is shown as it is written
    errorColor: "var(--error)",
    strict: "ignore",
  });
  return displayMode ? `<div class="formula">${math}</div>` : math;
}

/** The formula of a `text/latex` output, whose delimiters say how it is set. */
export function renderLatex(latex: string): string {
  const text = latex.trim();
  const [, display] = /^(?:\$\$|\\\[)([\s\S]*)(?:\$\$|\\\])$/.exec(text) ?? [];
  if (display !== undefined) return renderMath(display, true);
  const [, inline] = /^(?:\$|\\\()([\s\S]*)(?:\$|\\\))$/.exec(text) ?? [];
  return inline === undefined ? renderMath(text, true) : `<p>${renderMath(inline, false)}</p>`;
}

/** Keeps formulas from Markdown's own rules: `$a_1*b_1*$` holds no emphasis. */
export function mathPlugin(markdown: MarkdownIt): void {
  markdown.inline.ruler.before("escape", "math", inlineMath);
  markdown.block.ruler.before("fence", "math_block", blockMath, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  markdown.renderer.rules.math = (tokens, i) => renderMath(tokens[i]?.content ?? "", false);
  markdown.renderer.rules.math_block = (tokens, i) => renderMath(tokens[i]?.content ?? "", true);
}

/** `\\(` is what Jupyter reads, whose Markdown takes one backslash away; `\(` is what TeX does. */
const INLINE: ReadonlyArray<readonly [pattern: RegExp, token: string]> = [
  [/\$\$((?:\\[\s\S]|[^$\\])+)\$\$/y, "math_block"],
  // A dollar that is money has a space behind it, before its twin, or a digit behind that.
  [/\$(?!\s)((?:\\[\s\S]|[^$\\])*(?:\\[\s\S]|[^$\\\s]))\$(?!\d)/y, "math"],
  [/\\\\?\(([\s\S]+?)\\\\?\)/y, "math"],
  [/\\\\?\[([\s\S]+?)\\\\?\]/y, "math_block"],
  [/(\\begin\{([a-z]+\*?)\}[\s\S]+?\\end\{\2\})/y, "math_block"],
];

const inlineMath: InlineRule = (state, silent) => {
  const first = state.src[state.pos];
  if (first !== "$" && first !== "\\") return false;
  for (const [pattern, type] of INLINE) {
    pattern.lastIndex = state.pos;
    const match = pattern.exec(state.src);
    if (match === null) continue;
    if (!silent) state.push(type, "math", 0).content = match[1] ?? "";
    state.pos = pattern.lastIndex;
    return true;
  }
  return false;
};

const BLOCKS: ReadonlyArray<readonly [open: RegExp, close: string]> = [
  [/^\$\$/, "$$"],
  [/^\\\\?\[/, "\\]"],
  [/^\\begin\{([a-z]+\*?)\}/, ""],
];

/** A formula that stands on lines of its own, blank ones included. */
const blockMath: BlockRule = (state, startLine, endLine, silent) => {
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const text = state.src.slice(start, state.eMarks[endLine - 1]);
  for (const [open, closing] of BLOCKS) {
    const match = open.exec(text);
    if (match === null) continue;
    const environment = match[1];
    const close = environment === undefined ? closing : `\\end{${environment}}`;
    const end = text.indexOf(close, match[0].length);
    if (end < 0) return false;
    const after = text.slice(end + close.length).split("\n", 1)[0] ?? "";
    if (after.trim() !== "") return false;
    if (silent) return true;
    const token = state.push("math_block", "math", 0);
    const inner = text.slice(match[0].length, end).replace(/\\$/, "");
    token.content = environment === undefined ? inner : text.slice(0, end + close.length);
    token.block = true;
    state.line = startLine + text.slice(0, end + close.length).split("\n").length;
    token.map = [startLine, state.line];
    return true;
  }
  return false;
};
