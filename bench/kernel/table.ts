/**
 * The measurements as a table: medians with their spread, and which bars are cleared.
 *
 * @module
 */

import { median } from "../median.ts";
import type { Measured } from "./measure.ts";
import { judge, ROWS, type RowSpec } from "./rows.ts";

/** What one kernel showed over all its starts. */
export interface Summary {
  readonly median: Measured;
  readonly lowest: Measured;
  readonly highest: Measured;
}

export function summarize(runs: readonly Measured[]): Summary {
  const over = (reduce: (values: number[]) => number): Measured =>
    Object.fromEntries(
      ROWS.flatMap(({ key }) => {
        const values = runs.flatMap((run) => run[key] ?? []);
        return values.length === 0 ? [] : [[key, reduce(values)]];
      }),
    );
  return {
    median: over(median),
    lowest: over((values) => Math.min(...values)),
    highest: over((values) => Math.max(...values)),
  };
}

export interface Verdict {
  readonly row: string;
  readonly bar: string;
  readonly passed: boolean;
  readonly ratio?: number;
}

export function verdicts(summaries: Readonly<Record<string, Summary>>): Verdict[] {
  const medians = Object.fromEntries(
    Object.entries(summaries).map(([name, summary]) => [name, summary.median]),
  );
  return ROWS.flatMap(({ key, title, bars = [] }) =>
    bars.flatMap((bar) => {
      const judged = judge(bar, medians.cladescope?.[key], medians, key);
      return judged === undefined ? [] : [{ row: title, ...judged }];
    }),
  );
}

/** Markdown; a kernel that has no number gets a dash. */
export function table(
  names: readonly string[],
  summaries: Readonly<Record<string, Summary>>,
): string {
  const passed = verdicts(summaries);
  const rows = ROWS.map((row) => {
    const marks = passed.filter((verdict) => verdict.row === row.title);
    const bars = marks.map(
      ({ bar, passed, ratio }) =>
        `${passed ? "✓" : "✗"} ${bar}${ratio === undefined ? "" : ` (${ratio.toFixed(2)}×)`}`,
    );
    return [
      row.unit === "" ? row.title : `${row.title}, ${row.unit}`,
      ...names.map((name) => cell(row, summaries[name])),
      bars.join(", "),
    ];
  });
  const lines = [["measure", ...names, "bars"], ...rows];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const print = (line: readonly string[]) =>
    `| ${line.map((text, column) => text.padEnd(widths[column])).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [print(lines[0]), rule, ...lines.slice(1).map(print)].join("\n");
}

/** `median (lowest–highest)`. */
function cell({ key }: RowSpec, summary: Summary | undefined): string {
  const middle = summary?.median[key];
  if (summary === undefined || middle === undefined) return "–";
  const [low, high] = [summary.lowest[key] ?? middle, summary.highest[key] ?? middle];
  const digits = Math.abs(middle) < 10 && !Number.isInteger(middle) ? 1 : 0;
  const [text, from, to] = [middle, low, high].map((value) => value.toFixed(digits));
  return from === to ? text : `${text} (${from}–${to})`;
}
