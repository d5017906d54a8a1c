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
import type { CurvePoint } from "./run-record.ts";

/**
 * @param cells Of one trunk and corner.
 * @param secondsOf Seconds of a step of each.
 */
export function equalTimeRows(
  cells: readonly Cell[],
  metrics: readonly Metric[],
  secondsOf: (cell: Cell) => number,
): TimeRow[] {
  const seconds = Math.min(...cells.map((cell) => secondsOf(cell) * stepsOf(cell)));
  return cells.flatMap((cell) =>
    metrics.flatMap((metric) => {
      const { method, trunk, positional, context, records } = cell;
      const step = seconds / secondsOf(cell);
      const values = [...records.values()]
        .map(({ curve }) => valueAt(curve, metric, step))
        .filter((value) => value !== null);
      if (values.length === 0) return [];
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const place = { trunk, positional, context, method, seeds: values.length };
      return [{ ...place, metric, seconds, step, value: mean(values), low, high }];
    }),
  );
}

function stepsOf({ records }: Cell): number {
  return Math.max(...[...records.values()].map(({ steps }) => steps));
}

/** On the line between the points before and after; the last point's beyond it; null before the first. */
function valueAt(curve: readonly CurvePoint[], metric: Metric, step: number): number | null {
  const after = curve.findIndex((point) => point.step >= step);
  if (curve.length === 0 || (after === 0 && curve[0].step > step)) return null;
  if (after < 0) return curve[curve.length - 1].metrics[metric];
  if (after === 0) return curve[0].metrics[metric];
  const [from, to] = [curve[after - 1], curve[after]];
  const [a, b] = [from.metrics[metric], to.metrics[metric]];
  if (a === null || b === null) return null;
  return a + ((b - a) * (step - from.step)) / (to.step - from.step);
}
