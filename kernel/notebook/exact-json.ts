/**
 * JSON as notebooks hold it: numbers that JavaScript cannot repeat (`1.0`, 64-bit integers, Python's `NaN`)
 * keep their spelling through a reading and a writing, and the text is laid out as Jupyter lays it out, so
 * that a notebook that was run differs from what it was only where it changed.
 *
 * Source: Python's `json.dumps(…, ensure_ascii=False, indent=1, sort_keys=True)`, as nbformat calls it.
 *
 * @module
 */

import { randomUUID } from "node:crypto";

/** A number whose spelling carries more than a JavaScript number can hold. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): number | null {
    const value = Number(this.text);
    return Number.isFinite(value) ? value : null;
  }
}

/** @throws SyntaxError of `JSON.parse` */
export function parseExactJson(text: string): unknown {
  const mark = `${randomUUID()}:`;
  const marked = markNumbers(text, mark);
  if (marked === text) return JSON.parse(text);
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === "string" && value.startsWith(mark)
      ? new ExactNumber(value.slice(mark.length))
      : value,
  );
}

export function formatExactJson(value: unknown): string {
  const parts: string[] = [];
  write(value, "\n", parts);
  return parts.join("");
}

/** Puts numbers that would not survive into strings that begin with `mark`. Hops from string to string: they may be megabytes long. */
function markNumbers(text: string, mark: string): string {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    parts.push(
      text
        .slice(at, end)
        .replace(/-?(?:\d[\d.eE+-]*|Infinity)|NaN/g, (number) =>
          String(Number(number)) === number && /\d/.test(number) ? number : `"${mark}${number}"`,
        ),
    );
    if (quote < 0) break;
    at = stringEnd(text, quote);
    parts.push(text.slice(quote, at));
  }
  return parts.join("");
}

/** Index behind the string that opens at `quote`. */
function stringEnd(text: string, quote: number): number {
  for (let at = quote + 1; ; at++) {
    at = text.indexOf('"', at);
    if (at < 0) return text.length;
    let backslashes = 0;
    while (text[at - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
}

function write(value: unknown, newline: string, parts: string[]): void {
  if (value instanceof ExactNumber) {
    parts.push(value.text);
  } else if (Array.isArray(value)) {
    writeList("[]", value, newline, parts, (item, inner) => write(item, inner, parts));
  } else if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    writeList("{}", entries, newline, parts, ([key, member], inner) => {
      parts.push(JSON.stringify(key), ": ");
      write(member, inner, parts);
    });
  } else {
    parts.push(JSON.stringify(value) ?? "null");
  }
}

function writeList<T>(
  [open, close]: string,
  items: readonly T[],
  newline: string,
  parts: string[],
  writeItem: (item: T, newline: string) => void,
): void {
  parts.push(open);
  const inner = `${newline} `;
  items.forEach((item, i) => {
    parts.push(i === 0 ? inner : `,${inner}`);
    writeItem(item, inner);
  });
  if (items.length > 0) parts.push(newline);
  parts.push(close);
}
