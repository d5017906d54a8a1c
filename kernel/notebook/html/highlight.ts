/**
 * Code with its words marked, as HTML.
 *
 * @module
 */

import hljs from "highlight.js/lib/common";
import { escapeHtml } from "./escape.ts";

/** Names that notebooks use and highlight.js does not. */
const ALIASES: Record<string, string> = { ipython: "python", ipython3: "python" };

/** @param language As in a notebook's metadata or a fence; unknown ones are left plain. */
export function highlight(code: string, language: string): string {
  const name = ALIASES[language.toLowerCase()] ?? language.toLowerCase();
  if (hljs.getLanguage(name) === undefined) return escapeHtml(code);
  return hljs.highlight(code, { language: name, ignoreIllegals: true }).value;
}
