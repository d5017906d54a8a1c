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

export function tableHtml(rows: readonly Row[], summary: string): string {
  if (rows.length === 0) return "";
  const names = columnNames(rows);
  const head = names.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
  const body = rows
    .slice(0, MOST_ROWS)
    .map((row) => `<tr>${names.map((name) => `<td>${cell(row[name])}</td>`).join("")}</tr>`);
  const more =
    rows.length > MOST_ROWS
      ? `<p>The first ${MOST_ROWS} of ${rows.length} rows; save the figure as CSV or Parquet for all.</p>`
      : "";
  return `<details class="cladescope-table"><summary>${escapeHtml(summary)}</summary><div><table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>${more}</details>`;
}

function cell(value: Row[string] | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "number" ? numberText(value, 5) : escapeHtml(String(value));
}
