/**
 * The experiment's tables, from the records of its runs: what came out, how sure that is, and what it cost.
 *
 * @module
 */

import { CheckpointError } from "../../errors.ts";
import { METRICS, type Metric } from "../quality/evaluate.ts";
import { type BootstrapOptions, mean } from "../statistics/bootstrap.ts";
import { pairedDifference } from "../statistics/paired.ts";
import { tableInterval } from "../statistics/table-interval.ts";
import { CORNERS, type ExperimentMethod, METHODS, TRUNKS } from "./design.ts";
import { equalTimeRows } from "./equal-time.ts";
import { type Cell, cellKey, cellsOf, tablesOf } from "./groups.ts";
import { pooledRows } from "./pooled.ts";
import type {
  CellRow,
  CostRow,
  DifferenceRow,
  PooledRow,
  SpatialRow,
  SummaryRow,
  TimeRow,
} from "./rows.ts";
import type { RunRecord } from "./run-record.ts";
import { type Statement, sanityStatements } from "./sanity.ts";
import { type StepTimes, secondsPerStep } from "./step-times.ts";

export interface RunSummary {
  readonly rows: readonly SummaryRow[];
  readonly differences: readonly DifferenceRow[];

  /** The same over all corners where a measure is asked. */
  readonly pooled: readonly PooledRow[];

  readonly costs: readonly CostRow[];

  /** How far each method is after the same processor time. */
  readonly equalTime: readonly TimeRow[];
  readonly spatial: readonly SpatialRow[];

  /** Whether the experiment can see what it is about. */
  readonly statements: readonly Statement[];
}

/** Which methods are compared with which. */
export const PAIRS: readonly (readonly [a: ExperimentMethod, b: ExperimentMethod])[] = [
  ["spade", "clade"],
  ["clade-icpe", "clade"],
  ["spade", "clade-icpe"],
  ["spade", "spade-1x1"],
  ["spade-1x1", "clade"],
  ["clade-icpe-class", "clade-icpe"],
  ["clade-icpe-instance", "clade-icpe"],
  ["clade-icpe-raw", "clade-icpe"],
];

/**
 * @param records Of any runs, in any order; what is missing is left out.
 * @param times What a step costs, if it was measured apart from the runs.
 * @throws CheckpointError if they were not all made with the same settings.
 */
export function summariseRuns(
  records: readonly RunRecord[],
  options: BootstrapOptions = { resamples: 1000 },
  times: StepTimes | null = null,
): RunSummary {
  checkSettings(records);
  const cells = cellsOf(records);
  const ordered = TRUNKS.flatMap((trunk) =>
    CORNERS.flatMap((corner) =>
      METHODS.map((method) => cells.get(cellKey(method, corner, trunk))).filter(
        (cell) => cell !== undefined,
      ),
    ),
  );
  const differences = TRUNKS.flatMap((trunk) =>
    CORNERS.flatMap((corner) =>
      PAIRS.flatMap(([a, b]) => {
        const left = cells.get(cellKey(a, corner, trunk));
        const right = cells.get(cellKey(b, corner, trunk));
        if (left === undefined || right === undefined) return [];
        return METRICS.flatMap((metric) => differenceRow(left, right, metric, options) ?? []);
      }),
    ),
  );
  return {
    rows: ordered.flatMap((cell) =>
      METRICS.flatMap((metric) => summaryRow(cell, metric, options) ?? []),
    ),
    differences,
    pooled: pooledRows(cells, PAIRS, METRICS),
    costs: costRows(records, times),
    equalTime: TRUNKS.flatMap((trunk) =>
      CORNERS.flatMap((corner) => {
        const here = METHODS.map((method) => cells.get(cellKey(method, corner, trunk)));
        return equalTimeRows(
          here.filter((cell) => cell !== undefined),
          METRICS,
          ({ method }) => secondsPerStep(method, trunk, records, times),
        );
      }),
    ),
    spatial: ordered.flatMap(spatialRows),
    statements: sanityStatements(differences),
  };
}

function checkSettings(records: readonly RunRecord[]): void {
  const textOf = ({ settings }: RunRecord) => JSON.stringify(settings);
  const other = records.find((record) => textOf(record) !== textOf(records[0]));
  if (other === undefined) return;
  throw new CheckpointError({
    what: "these runs cannot be compared",
    where: other.design.id,
    expected: `the settings of ${records[0].design.id}, ${textOf(records[0])}`,
    got: textOf(other),
    hint: "delete its file: the run is then done again",
  });
}

function summaryRow(cell: Cell, metric: Metric, options: BootstrapOptions): SummaryRow | null {
  const records = [...cell.records.values()];
  const tables = tablesOf(metric, records);
  if (tables === null) return null;
  const whole = records.map(({ metrics }) => metrics[metric]).filter((value) => value !== null);
  return {
    ...cellFields(cell),
    method: cell.method,
    metric,
    seeds: records.length,
    ...tableInterval(tables[0], options),
    whole: whole.length === 0 ? null : mean(whole),
    over: overOf(records.length),
  };
}

function differenceRow(
  a: Cell,
  b: Cell,
  metric: Metric,
  options: BootstrapOptions,
): DifferenceRow | null {
  const seeds = [...a.records.keys()].filter((seed) => b.records.has(seed)).sort();
  const recordsOf = (cell: Cell): RunRecord[] =>
    seeds.flatMap((seed) => cell.records.get(seed) ?? []);
  const tables = tablesOf(metric, recordsOf(a), recordsOf(b));
  if (tables === null) return null;
  return {
    ...cellFields(a),
    a: a.method,
    b: b.method,
    metric,
    seeds: seeds.length,
    ...pairedDifference(tables[0], tables[1], options),
    over: overOf(seeds.length),
  };
}

function costRows(records: readonly RunRecord[], times: StepTimes | null): CostRow[] {
  return TRUNKS.flatMap((trunk) =>
    METHODS.flatMap((method) => {
      const own = records.filter(
        ({ design }) => design.method === method && design.trunk === trunk,
      );
      if (own.length === 0) return [];
      const [{ parameters, gmac }] = own;
      const seconds = secondsPerStep(method, trunk, records, times);
      return [{ method, trunk, runs: own.length, parameters, gmac, secondsPerStep: seconds }];
    }),
  );
}

function spatialRows(cell: Cell): SpatialRow[] {
  const records = [...cell.records.values()];
  return records[0].varianceSplit.map(({ layer }) => {
    const shares = records.flatMap(({ varianceSplit }) =>
      varianceSplit.filter((row) => row.layer === layer).map(({ share }) => share),
    );
    return {
      ...cellFields(cell),
      method: cell.method,
      layer,
      seeds: records.length,
      share: mean(shares),
      low: Math.min(...shares),
      high: Math.max(...shares),
    };
  });
}

function cellFields({ trunk, positional, context }: Cell): Omit<CellRow, "seeds"> {
  return { trunk, positional, context };
}

function overOf(seeds: number): SummaryRow["over"] {
  return seeds > 1 ? "pictures and seeds" : "pictures";
}
