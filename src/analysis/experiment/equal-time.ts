/**
 * The return on investment: how far each method is after the processor time that the fastest takes for all its steps.
 *
 * Learning rates decay over the steps, whatever they cost. A slower method is met before its decay, where it would not
 * end if it had been given so few steps: what is said here of it is the worse for that.
 *
 * @module
 */

import type { Metric } from "../quality/evaluate.ts";
import { mean } from "../statistics/bootstrap.ts";
import type { Cell } from "./groups.ts";
import type { TimeRow } from "./rows.ts";
import type { CurvePoint, RunRecord } from "./run-record.ts";

/** @param cells Of one trunk and corner. */
export function equalTimeRows(cells: readonly Cell[], metrics: readonly Metric[]): TimeRow[] {
  const seconds = Math.min(...cells.map(({ records }) => mean([...records.values()].map(total))));
  return cells.flatMap(({ method, trunk, positional, context, records }) =>
    metrics.flatMap((metric) => {
      const values = [...records.values()]
        .map(({ curve }) => valueAt(curve, metric, seconds))
        .filter((value) => value !== null);
      if (values.length === 0) return [];
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const cell = { trunk, positional, context, method, seeds: values.length };
      return [{ ...cell, metric, seconds, value: mean(values), low, high }];
    }),
  );
}

function total({ cpuSeconds }: RunRecord): number {
  return cpuSeconds;
}

/** On the line between the points before and after; the last point's beyond it; null before the first. */
function valueAt(curve: readonly CurvePoint[], metric: Metric, seconds: number): number | null {
  const after = curve.findIndex(({ cpuSeconds }) => cpuSeconds >= seconds);
  if (after === 0 || curve.length === 0) return null;
  if (after < 0) return curve[curve.length - 1].metrics[metric];
  const [from, to] = [curve[after - 1], curve[after]];
  const [a, b] = [from.metrics[metric], to.metrics[metric]];
  if (a === null || b === null) return null;
  return a + ((b - a) * (seconds - from.cpuSeconds)) / (to.cpuSeconds - from.cpuSeconds);
}
