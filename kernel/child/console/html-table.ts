/**
 * A table as HTML that needs no script, so that untrusted notebooks show it too.
 *
 * @module
 */

import { inspect, stripVTControlCharacters } from "node:util";

export interface Table {
  /** Heading of the first column. */
  index: string;
  headings: string[];
  rows: Array<{ index: unknown; cells: Map<string, unknown> }>;
  /** Left out. */
  moreRows: number;
  moreColumns: number;
}

export function htmlTable(table: Table): string {
  const { index, headings, rows } = table;
  const head = [index, ...headings].map((heading) => `<th>${escapeHtml(heading)}</th>`).join("");
  const body = rows.map((row) => {
    const cells = headings.map((heading) => cell(row.cells.has(heading), row.cells.get(heading)));
    return `<tr><th>${escapeHtml(text(row.index))}</th>${cells.join("")}</tr>`;
  });
  const notes = omissions(table).map((note) => `<p>${note}</p>`);
  return [
    `<table><thead><tr>${head}</tr></thead><tbody>`,
    ...body,
    `</tbody></table>${notes.join("")}`,
  ].join("\n");
}

/** A line for what is left out. */
export function omissions({ moreRows, moreColumns }: Table): string[] {
  return [
    ...(moreRows === 0 ? [] : [`… ${moreRows} more rows`]),
    ...(moreColumns === 0 ? [] : [`… ${moreColumns} more columns`]),
  ];
}

function cell(present: boolean, value: unknown): string {
  return present ? `<td>${escapeHtml(text(value))}</td>` : "<td></td>";
}

/** Strings as they are, other values on one line. */
function text(value: unknown): string {
  if (typeof value === "string") return value;
  const line = inspect(value, { depth: 0, maxArrayLength: 3, breakLength: Infinity });
  return stripVTControlCharacters(line);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
