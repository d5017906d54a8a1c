/**
 * Round numbers along an axis.
 *
 * @module
 */

import { numberText } from "../text/number-text.ts";
import type { Axis } from "./chart.ts";
import { extent, type Tick } from "./scale.ts";

/** About `count` ticks at 1, 2 or 5 times a power of ten, or the given ones; of a logarithmic axis at powers of ten or two. */
export function ticksOf(axis: Extract<Axis, { kind: "linear" | "log" }>, count: number): Tick[] {
  const text = (value: number) =>
    axis.percent ? `${numberText(100 * value)} %` : numberText(value);
  return values(axis, count).map((value, i) => ({
    value,
    text: axis.tickNames?.[i] ?? text(value),
  }));
}

function values(axis: Extract<Axis, { kind: "linear" | "log" }>, count: number): number[] {
  if (axis.ticks !== undefined) return [...axis.ticks];
  const [from, to] = extent(axis);
  const [low, high] = from < to ? [from, to] : [to, from];
  return axis.kind === "log" ? logTicks(low, high, count) : linearTicks(low, high, count);
}

function linearTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999) ?? power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

function logTicks(low: number, high: number, count: number): number[] {
  const decades = Math.log10(high / low);
  const multiples = decades > count ? [1] : decades > count / 2.5 ? [1, 3] : [1, 2, 5];
  const out: number[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
    for (const m of multiples) {
      const value = Number((m * 10 ** e).toPrecision(6));
      if (value >= low * 0.9999 && value <= high * 1.0001) out.push(value);
    }
  }
  return out;
}
