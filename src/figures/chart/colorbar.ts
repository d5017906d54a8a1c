/**
 * What the scale beside a panel takes, in points: the same where it is drawn and where plotly draws it.
 *
 * @module
 */

import { fitted, type TextWidth } from "../text/fitted.ts";
import type { Colorbar } from "./chart.ts";
import { ticksOf } from "./ticks.ts";

/** From the panel to the bar. */
export const BAR_GAP = 5;
export const BAR_WIDTH = 6;

/** From the bar to its numbers. */
export const BAR_TICK_GAP = 2;

/** What it takes at least. */
const ROOM = 38;

/** A bar that is not tall is at most as high as this. */
const MOST_HEIGHT = 130;

/** The label is cut where it is wider. */
const LABEL_WIDTH = 48;

/** From the panel to the label, which stands below the bar. */
export const BAR_LABEL_GAP = 3;

/** What there is free behind it anyway: a margin, or the gap to the next panel. */
const SPARE = 3;

export interface BarTick {
  readonly value: number;
  readonly text: string;

  /** Whether it is the number that means "no change": it is bold. */
  readonly neutral: boolean;
}

export function barHeight({ tall = false }: Colorbar, panelHeight: number): number {
  return tall ? panelHeight : Math.min(panelHeight, MOST_HEIGHT);
}

/** Numbers beside a bar of this height, none so near to the neutral one that they touch. */
export function barTicks(
  { domain, label, neutral, ticks }: Colorbar,
  height: number,
  size: number,
): BarTick[] {
  const { low, high } = domain;
  const axis = { kind: "linear", label, domain: [low, high], ...(ticks && { ticks }) } as const;
  const near = (value: number) =>
    neutral !== undefined &&
    (Math.abs(value - neutral.value) / (high - low)) * height < 1.05 * size;
  const numbers = ticksOf(axis, Math.max(2, Math.floor(height / 26)))
    .filter(({ value }) => !near(value))
    .map(({ value, text }): BarTick => ({ value, text, neutral: false }));
  if (neutral === undefined) return numbers;
  return [...numbers, { value: neutral.value, text: neutral.name, neutral: true }];
}

export function barLabel({ label }: Colorbar, size: number, textWidth: TextWidth): string {
  return fitted(textWidth, label, LABEL_WIDTH, size);
}

/** Width of all that stands right of the panel. */
export function barRoom(
  colorbar: Colorbar,
  panelHeight: number,
  size: number,
  textWidth: TextWidth,
): number {
  const ticks = barTicks(colorbar, barHeight(colorbar, panelHeight), size);
  const widest = Math.max(0, ...ticks.map(({ text, neutral }) => textWidth(text, size, neutral)));
  const label = textWidth(barLabel(colorbar, size, textWidth), size);
  return Math.max(
    ROOM,
    BAR_GAP + BAR_WIDTH + BAR_TICK_GAP + widest - SPARE,
    BAR_LABEL_GAP + label - SPARE,
  );
}
