/**
 * Rows as CSV (RFC 4180): numbers with all their digits, text in quotes where it must be.
 *
 * @module
 */

import type { Row } from "../view.ts";

/** @param comment Lines before the names, each behind "# "; most readers take them only if told to. */
export function csvText(rows: readonly Row[], comment: readonly string[] = []): string {
  const names = columnNames(rows);
  const lines = [names.map(cell).join(",")];
  for (const row of rows) lines.push(names.map((name) => cell(row[name])).join(","));
  const before = comment.map((line) => `# ${line.replaceAll("\n", " ")}\n`);
  return `${before.join("")}${lines.join("\r\n")}\r\n`;
}

/** Every column that some row has, in order of appearance. */
export function columnNames(rows: readonly Row[]): string[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return [...names];
}

function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
