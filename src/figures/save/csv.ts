/**
 * Rows as CSV (RFC 4180): numbers with all their digits, text in quotes where it must be, and where a reader that skips comments would
 * take its "#" for one.
 *
 * @module
 */

import type { Row } from "../view.ts";

/** Characters that are made before they are handed on. */
const CHUNK = 1 << 20;

/** @param comment Lines before the names, each behind "# "; most readers take them only if told to. */
export function* csvChunks(
  rows: () => Iterable<Row>,
  comment: readonly string[] = [],
): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  const names = columnNames(rows());
  let text = comment.map((line) => `# ${line.replaceAll("\n", " ")}\r\n`).join("");
  text += `${names.map(cell).join(",")}\r\n`;
  for (const row of rows()) {
    text += `${names.map((name) => cell(row[name])).join(",")}\r\n`;
    if (text.length < CHUNK) continue;
    yield encoder.encode(text);
    text = "";
  }
  yield encoder.encode(text);
}

/** Every column that some row has, in order of appearance. */
export function columnNames(rows: Iterable<Row>): string[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return [...names];
}

function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  return /[",\r\n#]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
