/**
 * What one run leaves behind: a small JSON file in docs/experiment/runs, from which the tables and figures are made.
 *
 * @module
 */

import { CheckpointError } from "../../errors.ts";
import type { BoundaryFidelityRow } from "../quality/boundary-fidelity.ts";
import type { ClassErrorRow } from "../quality/class-errors.ts";
import { type Evaluation, METRICS, type Metric, type Metrics } from "../quality/evaluate.ts";
import type { PositionalFidelityRow } from "../quality/positional-fidelity.ts";
import type { VarianceSplitRow } from "../variance-split.ts";
import { type ExperimentSettings, METHODS, type RunDesign, runDesign, TRUNKS } from "./design.ts";

export interface RunRecord {
  /** Of this format: 1. */
  readonly format: 1;
  readonly design: RunDesign;
  readonly settings: ExperimentSettings;

  /** Steps done, and what they took, evaluations left out. */
  readonly steps: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly secondsPerStep: number;

  /** "Intel Xeon …, 1 thread". */
  readonly machine: string;

  /** Of Node, the back end and cladescope. */
  readonly versions: Readonly<Record<string, string>>;

  /** Of the generator; multiply-adds of one picture in 10⁹. */
  readonly parameters: number;
  readonly gmac: number;

  /** On the first held-out scenes, while it learned. */
  readonly curve: readonly CurvePoint[];

  /** On all held-out scenes, at the end. */
  readonly metrics: Metrics;

  /** Of each group of held-out scenes, for intervals over pictures: metric by metric. */
  readonly groups: Readonly<Record<Metric, readonly (number | null)[]>>;

  readonly classes: readonly ClassErrorRow[];
  readonly positional: readonly PositionalFidelityRow[];
  readonly boundary: readonly BoundaryFidelityRow[];

  /** How spatial the trained modulation is on the held-out label maps, layer by layer. */
  readonly varianceSplit: readonly VarianceSplitRow[];

  /** Means over the steps since the point before. */
  readonly losses: readonly (Readonly<Record<string, number>> & { readonly step: number })[];
}

export interface CurvePoint {
  readonly step: number;

  /** Of training alone, since its start. */
  readonly cpuSeconds: number;
  readonly metrics: Metrics;
}

/** The part of a record that the last evaluation gives. */
export function finalMeasures(
  evaluation: Evaluation,
): Pick<RunRecord, "metrics" | "groups" | "classes" | "positional" | "boundary"> {
  const { metrics, groups, classes, positional, boundary } = evaluation;
  const columns = METRICS.map((metric): [Metric, readonly (number | null)[]] => [
    metric,
    groups.map((group) => group[metric]),
  ]);
  return {
    metrics,
    groups: Object.fromEntries(columns) as RunRecord["groups"],
    classes,
    positional,
    boundary,
  };
}

/** The file's text. Numbers keep five digits: what they measure has three at most. */
export function runRecordText(record: RunRecord): string {
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
  return `${JSON.stringify(record, rounded)}\n`;
}

/** A record has 50,000 characters. */
const LONGEST = 2 ** 20;

/**
 * @param where The file's name, for messages.
 * @throws CheckpointError if the text is no record of a run, or an unfinished one.
 */
export function parseRunRecord(text: string, where: string): RunRecord {
  if (text.length > LONGEST) {
    throw new CheckpointError({
      what: "this is no record of a run",
      where,
      expected: `${LONGEST} characters at most`,
      got: `${text.length} characters`,
      hint: "give the folder that `npm run experiment` writes, docs/experiment/runs",
    });
  }
  const record = parse(text, where) as Partial<RunRecord> | null;
  const problem = problemOf(record);
  if (problem === null) return record as RunRecord;
  throw new CheckpointError({
    what: "this is no record of a run",
    where,
    expected: "the JSON that `npm run experiment` writes: format 1, design, curve, metrics, groups",
    got: problem,
    hint: "delete the file: the run is then done again",
  });
}

function problemOf(record: Partial<RunRecord> | null): string | null {
  if (!isObject(record)) return `${record}`;
  if (record.format !== 1) return `format ${record.format}`;
  const { design, settings, groups, metrics, curve, varianceSplit } = record;
  if (!isObject(design) || !isObject(metrics) || !isObject(groups) || !isObject(settings)) {
    return "no design, settings, metrics or groups";
  }
  if (!METHODS.includes(design.method) || !TRUNKS.includes(design.trunk)) {
    return `a ${design.method} with trunk ${design.trunk}`;
  }
  const { id } = runDesign(design.method, design, design.trunk, design.seed);
  if (design.id !== id) return `id ${design.id} of a run that should be ${id}`;
  const number = NUMBERS.find((name) => !Number.isFinite(record[name]));
  if (number !== undefined) return `${number} ${record[number]}`;
  const isPoint = (point: unknown) =>
    isObject(point) &&
    Number.isFinite(point.step) &&
    Number.isFinite(point.cpuSeconds) &&
    hasMetrics(point.metrics);
  if (!Array.isArray(curve) || !curve.every(isPoint)) return "no curve of points with metrics";
  const isSplit = (row: unknown) =>
    isObject(row) && typeof row.layer === "string" && typeof row.share === "number";
  if (!Array.isArray(varianceSplit) || !varianceSplit.every(isSplit)) return "no variance split";
  if (!hasMetrics(metrics)) return "metrics that lack one or are not numbers";
  const missing = METRICS.find((metric) => !isColumn(groups[metric]));
  return missing === undefined ? null : `no groups of ${missing}`;
}

const NUMBERS = ["steps", "cpuSeconds", "secondsPerStep", "parameters", "gmac"] as const;

function hasMetrics(metrics: unknown): boolean {
  return isObject(metrics) && METRICS.every((metric) => isMeasure(metrics[metric]));
}

function isColumn(values: unknown): boolean {
  return Array.isArray(values) && values.every(isMeasure);
}

function isMeasure(value: unknown): boolean {
  return value === null || Number.isFinite(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CheckpointError({
      what: "the file is not JSON",
      where,
      expected: "a record of a run",
      got: `${text.length} characters that begin with ${JSON.stringify(text.slice(0, 20))}`,
      hint: "delete the file: the run is then done again",
      cause,
    });
  }
}
