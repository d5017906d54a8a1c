/**
 * Records of runs, side by side: who has which seeds, and their measures as tables for the bootstrap.
 *
 * @module
 */

import type { Metric } from "../quality/evaluate.ts";
import { type Corner, cornerName, type ExperimentMethod, type Trunk } from "./design.ts";
import type { RunRecord } from "./run-record.ts";

/** Records that differ in their seed alone. */
export interface Cell extends Corner {
  readonly method: ExperimentMethod;
  readonly trunk: Trunk;

  /** By seed. */
  readonly records: ReadonlyMap<number, RunRecord>;
}

/** The cells that have a record, by `cellKey`. */
export function cellsOf(records: readonly RunRecord[]): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell & { records: Map<number, RunRecord> }>();
  for (const record of records) {
    const { method, trunk, positional, context, seed } = record.design;
    const key = cellKey(method, record.design, trunk);
    const cell = cells.get(key) ?? { method, trunk, positional, context, records: new Map() };
    cell.records.set(seed, record);
    cells.set(key, cell);
  }
  return cells;
}

export function cellKey(method: ExperimentMethod, corner: Corner, trunk: Trunk): string {
  return `${method}.${cornerName(corner)}.${trunk}`;
}

/**
 * The values of a metric, [seeds][groups] for each of the records' lists; only groups where no record lacks it, so that
 * tables of two methods can be compared place by place. Null if there is none, or the lists differ in groups.
 */
export function tablesOf(
  metric: Metric,
  ...lists: readonly (readonly RunRecord[])[]
): (readonly number[])[][] | null {
  const columns = lists.map((records) => records.map(({ groups }) => groups[metric]));
  const lengths = new Set(columns.flat().map((values) => values.length));
  const places = [...(columns[0]?.[0] ?? []).keys()].filter((i) =>
    columns.flat().every((values) => typeof values[i] === "number"),
  );
  if (lengths.size !== 1 || places.length === 0) return null;
  return columns.map((rows) => rows.map((values) => places.map((i) => values[i] as number)));
}
