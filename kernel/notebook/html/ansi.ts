/**
 * Text of a terminal as HTML: colours and weights, and lines that were written over.
 *
 * Source: ECMA-48, 8.3.117 "Select graphic rendition", with the usual extensions for 256 and 24-bit colours.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";
import { escapeHtml } from "./escape.ts";

/** Colours are the names of CSS variables (`ansi-1`) or CSS colours. */
interface Rendition {
  color?: string | undefined;
  background?: string | undefined;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  inverse?: boolean;
}

const ESCAPE = "\x1b";
const SGR = new RegExp(`${ESCAPE}\\[([\\d;:]*)m`);

export function ansiToHtml(text: string): string {
  let rendition: Rendition = {};
  const parts = overwrite(text).split(SGR);
  return parts
    .map((part, i) => {
      if (i % 2 === 0) return span(stripVTControlCharacters(part), rendition);
      rendition = select(rendition, part);
      return "";
    })
    .join("");
}

/** What remains of lines in which the cursor went back, as progress bars do. */
function overwrite(text: string): string {
  const unix = text.replaceAll("\r\n", "\n");
  if (!/[\r\b]/.test(unix)) return unix;
  return unix
    .split("\n")
    .map((line) => {
      let shown = "";
      for (const segment of line.split("\r")) {
        let erased = segment;
        while (/[^\b][\b]/.test(erased)) erased = erased.replace(/[^\b][\b]/g, "");
        shown = erased + shown.slice(erased.length);
      }
      return shown.replaceAll("\b", "");
    })
    .join("\n");
}

function select(before: Rendition, codes: string): Rendition {
  let after = { ...before };
  const numbers = codes.split(/[;:]/).map(Number);
  while (numbers.length > 0) {
    const code = numbers.shift() as number;
    if (code === 0) after = {};
    else if (code === 1) after.bold = true;
    else if (code === 2) after.dim = true;
    else if (code === 3) after.italic = true;
    else if (code === 4) after.underline = true;
    else if (code === 7) after.inverse = true;
    else if (code === 22) Object.assign(after, { bold: false, dim: false });
    else if (code === 23) after.italic = false;
    else if (code === 24) after.underline = false;
    else if (code === 27) after.inverse = false;
    else if (code >= 30 && code <= 37) after.color = `var(--ansi-${code - 30})`;
    else if (code === 38) after.color = extended(numbers) ?? after.color;
    else if (code === 39) after.color = undefined;
    else if (code >= 40 && code <= 47) after.background = `var(--ansi-${code - 40})`;
    else if (code === 48) after.background = extended(numbers) ?? after.background;
    else if (code === 49) after.background = undefined;
    else if (code >= 90 && code <= 97) after.color = `var(--ansi-${code - 82})`;
    else if (code >= 100 && code <= 107) after.background = `var(--ansi-${code - 92})`;
  }
  return after;
}

/** `5;n` of 256 colours, or `2;r;g;b`. */
function extended(numbers: number[]): string | undefined {
  const kind = numbers.shift();
  if (kind === 2) return `rgb(${numbers.splice(0, 3).map(channel).join(" ")})`;
  if (kind !== 5) return undefined;
  const n = channel(numbers.shift() ?? 0);
  if (n < 16) return `var(--ansi-${n})`;
  if (n >= 232)
    return `rgb(${Array(3)
      .fill(8 + 10 * (n - 232))
      .join(" ")})`;
  const levels = [0, 95, 135, 175, 215, 255];
  const cube = n - 16;
  const [r, g, b] = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  return `rgb(${[r, g, b].map((level) => levels[level]).join(" ")})`;
}

function channel(value: number): number {
  return Number.isInteger(value) ? Math.min(Math.max(value, 0), 255) : 0;
}

function span(text: string, rendition: Rendition): string {
  if (text === "") return "";
  const style = styleOf(rendition);
  return style === "" ? escapeHtml(text) : `<span style="${style}">${escapeHtml(text)}</span>`;
}

function styleOf({ color, background, ...rendition }: Rendition): string {
  const [front, back] = rendition.inverse
    ? [background ?? "var(--paper)", color ?? "var(--ink)"]
    : [color, background];
  return [
    front && `color:${front}`,
    back && `background:${back}`,
    rendition.bold && "font-weight:600",
    rendition.dim && "opacity:.7",
    rendition.italic && "font-style:italic",
    rendition.underline && "text-decoration:underline",
  ]
    .filter(Boolean)
    .join(";");
}
