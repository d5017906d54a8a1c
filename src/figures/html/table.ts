/**
 * The rows of a figure as an HTML table, which needs no script and reads well aloud.
 *
 * @module
 */

import { columnNames } from "../save/csv.ts";
import { numberText } from "../text/number-text.ts";
import type { Row } from "../view.ts";
import { escapeHtml } from "./escape.ts";

/** More rows than this are for a file. */
const MOST_ROWS = 60;

export function tableHtml(rows: Iterable<Row>, summary: string): string {
  const shown: Row[] = [];
  let more = false;
  for (const row of rows) {
    more = shown.length === MOST_ROWS;
    if (more) break;
    shown.push(row);
  }
  if (shown.length === 0) return "";
  const names = columnNames(shown);
  const head = names.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
  const body = shown.map(
    (row) => `<tr>${names.map((name) => `<td>${cell(row[name])}</td>`).join("")}</tr>`,
  );
  const note = more
    ? `<p>The first ${MOST_ROWS} rows; save the figure as CSV or Parquet for all.</p>`
    : "";
  return `<details class="cladescope-table"><summary>${escapeHtml(summary)}</summary><div><table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>${note}</details>`;
}

function cell(value: Row[string] | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "number" ? numberText(value, 5) : escapeHtml(String(value));
}
