/**
 * Differences between two methods over all corners where a measure is asked: more networks than one corner's, so that a
 * difference as small as that between two seeds can be seen.
 *
 * Each corner and seed is a training of its own; all are looked at on the same held-out label maps. The interval is over
 * trainings and pictures.
 *
 * @module
 */

import type { Metric } from "../quality/evaluate.ts";
import { tableInterval } from "../statistics/table-interval.ts";
import { CORNERS, type Corner, type ExperimentMethod, TRUNKS } from "./design.ts";
import { type Cell, cellKey, tablesOf } from "./groups.ts";
import type { PooledRow } from "./rows.ts";

/** Where a measure is asked: fidelity where there is something to be faithful to, the others everywhere. */
function isAsked(metric: Metric, { positional, context }: Corner): boolean {
  if (/^(positional|gradient|fine)/.test(metric)) return positional === 1;
  if (/^boundary/.test(metric)) return context === 1;
  return true;
}

/** Rows for each pair and trunk that has two trainings or more. */
export function pooledRows(
  cells: ReadonlyMap<string, Cell>,
  pairs: readonly (readonly [a: ExperimentMethod, b: ExperimentMethod])[],
  metrics: readonly Metric[],
): PooledRow[] {
  return TRUNKS.flatMap((trunk) =>
    pairs.flatMap(([a, b]) =>
      metrics.flatMap((metric) => {
        const rows = CORNERS.filter((corner) => isAsked(metric, corner)).flatMap((corner) =>
          differencesOf(
            cells.get(cellKey(a, corner, trunk)),
            cells.get(cellKey(b, corner, trunk)),
            metric,
          ),
        );
        const lengths = new Set(rows.map((row) => row.length));
        if (rows.length < 2 || lengths.size !== 1) return [];
        const { estimate, low, high } = tableInterval(rows);
        const clear = low > 0 || high < 0;
        return [{ trunk, a, b, metric, trainings: rows.length, estimate, low, high, clear }];
      }),
    ),
  );
}

/** A row of differences, group by group, for each seed that both have. */
function differencesOf(a: Cell | undefined, b: Cell | undefined, metric: Metric): number[][] {
  if (a === undefined || b === undefined) return [];
  const seeds = [...a.records.keys()].filter((seed) => b.records.has(seed)).sort();
  const of = ({ records }: Cell) => seeds.flatMap((seed) => records.get(seed) ?? []);
  const tables = tablesOf(metric, of(a), of(b));
  if (tables === null) return [];
  const [left, right] = tables;
  return left.map((row, i) => row.map((value, j) => value - right[i][j]));
}
