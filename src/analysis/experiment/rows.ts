/**
 * The rows of the experiment's tables: plain objects, the same names for the same things in all of them.
 *
 * @module
 */

import type { Metric } from "../quality/evaluate.ts";
import type { Interval } from "../statistics/bootstrap.ts";
import type { PairedDifference } from "../statistics/paired.ts";
import type { Corner, ExperimentMethod, Trunk } from "./design.ts";

export interface CellRow extends Corner {
  readonly trunk: Trunk;

  /** Runs that the row is made of. */
  readonly seeds: number;
}

/** One measure of one method: its mean over groups of held-out pictures, and over seeds where there are several. */
export interface SummaryRow extends CellRow, Interval {
  readonly method: ExperimentMethod;
  readonly metric: Metric;

  /**
   * Measured on all held-out pictures at once, mean over seeds. Distances and errors, never negative, are larger on
   * few pictures: the interval belongs to `estimate`, the mean over groups.
   */
  readonly whole: number | null;

  /** What the interval knows of. One seed cannot tell how much seeds differ. */
  readonly over: "pictures" | "pictures and seeds";
}

/** Method a less method b, on the same pictures and, as far as both have them, the same seeds. */
export interface DifferenceRow extends CellRow, PairedDifference {
  readonly a: ExperimentMethod;
  readonly b: ExperimentMethod;
  readonly metric: Metric;
  readonly over: SummaryRow["over"];
}

/** Method a less method b over all corners where the measure is asked. */
export interface PooledRow extends PairedDifference {
  readonly trunk: Trunk;
  readonly a: ExperimentMethod;
  readonly b: ExperimentMethod;
  readonly metric: Metric;

  /** Trainings of each method, of all corners and seeds. */
  readonly trainings: number;
}

/** A measure of the first held-out pictures after the processor time that the fastest method takes for all its steps. */
export interface TimeRow extends CellRow {
  readonly method: ExperimentMethod;
  readonly metric: Metric;

  /** Of one core, of training alone; and the step that it is at then, broken ones too. */
  readonly seconds: number;
  readonly step: number;

  /** Mean over seeds. */
  readonly value: number;

  /** Smallest and largest among the seeds. */
  readonly low: number;
  readonly high: number;
}

export interface CostRow {
  readonly method: ExperimentMethod;
  readonly trunk: Trunk;
  readonly runs: number;
  readonly parameters: number;
  readonly gmac: number;
  readonly secondsPerStep: number;
}

/** How spatial the trained modulation of a layer is; see `VarianceSplitRow`. */
export interface SpatialRow extends CellRow {
  readonly method: ExperimentMethod;
  readonly layer: string;
  readonly share: number;

  /** Smallest and largest share among the seeds. */
  readonly low: number;
  readonly high: number;
}
