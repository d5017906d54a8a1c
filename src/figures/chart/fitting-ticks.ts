/**
 * Which ticks of an axis have room, and which way their texts are written.
 *
 * @module
 */

import type { TextWidth } from "../text/fitted.ts";
import type { Axis } from "./chart.ts";
import { positions, type Tick } from "./scale.ts";
import { ticksOf } from "./ticks.ts";

/** The letters that a chart is laid out with. */
export interface Letters {
  /** In points; ticks, captions and notes are a point smaller. */
  readonly fontSize: number;
  readonly textWidth: TextWidth;
}

/** Names written upwards stand this far from each other, in units of their size. */
export const STEEP_GAP = 1.02;

/** Ticks that fit; names that would overlap are left out altogether, since a few of many say little. */
export function axisTicks(axis: Axis, length: number, { fontSize }: Letters): Tick[] {
  if (axis.kind === "pixels") return [];
  if (axis.kind === "band") {
    const step = length / Math.max(1, axis.names.length);
    if (step < 0.82 * (fontSize - 1)) return [];
    return axis.names.map((text, i) => ({ value: i + 0.5, text }));
  }
  return ticksOf(axis, Math.max(2, Math.min(7, Math.floor(length / 38))));
}

/** Names that would touch each other are written upwards. */
export function isSteep(
  axis: Axis,
  ticks: readonly Tick[],
  width: number,
  { fontSize, textWidth }: Letters,
): boolean {
  const named = axis.kind === "band" || (axis.kind === "linear" && axis.tickNames !== undefined);
  if (!named || ticks.length === 0) return false;
  const scale = positions(axis, 0, width);
  return ticks.some(({ value, text }, i) => {
    const room = i > 0 ? scale(value) - scale(ticks[i - 1].value) : width;
    return textWidth(text, fontSize - 1) > room - 2;
  });
}

/** Names written upwards where they belong; of those that would touch, the first stays. */
export function withRoom(
  axis: Axis,
  ticks: readonly Tick[],
  width: number,
  { fontSize }: Letters,
): Tick[] {
  const size = STEEP_GAP * (fontSize - 1);
  const at = positions(axis, 0, width);
  let free = 0;
  return ticks.filter(({ value }) => {
    const start = at(value) - size / 2;
    if (start < free - 0.01 || start + size > width + 0.01) return false;
    free = start + size;
    return true;
  });
}

/** What the last number along x takes beyond the end of its axis. Names written upwards take nothing. */
export function overhang(axis: Axis, pageWidth: number, letters: Letters): number {
  if (axis.kind === "band" || axis.kind === "pixels") return 0;
  const ticks = ticksOf(axis, 3);
  if (isSteep(axis, ticks, pageWidth, letters)) return 0;
  const last = ticks.at(-1);
  return last === undefined ? 0 : letters.textWidth(last.text, letters.fontSize - 1) / 2;
}
