/**
 * From the units of an axis to points on the page.
 *
 * @module
 */

import type { Axis } from "./chart.ts";

export interface Scale {
  /** Points on the page. NaN for what has no place on the axis, as 0 on a logarithmic one. */
  readonly at: (value: number) => number;
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** The ends of an axis in its own units. */
export function extent(axis: Axis): readonly [from: number, to: number] {
  switch (axis.kind) {
    case "linear":
    case "log":
      return widened(axis.domain, axis.kind);
    case "band":
      return [0, Math.max(1, axis.names.length)];
    case "pixels":
      return [0, axis.size];
    default:
      return axis satisfies never;
  }
}

/**
 * @param from Where the axis begins, in points; for a y axis of numbers the lower end.
 * @param to Where it ends.
 */
export function positions(axis: Axis, from: number, to: number): (value: number) => number {
  const [low, high] = extent(axis);
  if (axis.kind === "log") {
    const [a, b] = [Math.log(low), Math.log(high)];
    return (value) =>
      value > 0 ? from + ((Math.log(value) - a) / (b - a)) * (to - from) : Number.NaN;
  }
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

/** An axis of one number has no length: give it some. */
function widened(
  [from, to]: readonly [number, number],
  kind: "linear" | "log",
): readonly [number, number] {
  if (kind === "log") {
    const low = from > 0 ? from : 1e-6;
    return to > low ? [low, to] : [low / 2, low * 2];
  }
  if (!Number.isFinite(from) || !Number.isFinite(to)) return [0, 1];
  if (from !== to) return [from, to];
  const margin = Math.abs(from) > 0 ? 0.1 * Math.abs(from) : 1;
  return [from - margin, to + margin];
}

/** The smallest interval that holds all finite numbers, widened by `margin` of its length on both sides; [0, 1] for none. */
export function domainOf(
  parts: readonly ArrayLike<number>[],
  { margin = 0.04, include = [] }: { margin?: number; include?: readonly number[] } = {},
): [from: number, to: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of [...parts, include]) {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) continue;
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
  }
  if (low > high) return [0, 1];
  const spare = margin * (high - low);
  const ends = (end: number, out: number) => (include.includes(end) ? end : end + out);
  return [ends(low, -spare), ends(high, spare)];
}
