/**
 * From points and plain text to what a page takes.
 *
 * @module
 */

import type { ChartLayout } from "../chart/layout.ts";
import type { Theme } from "../color/theme.ts";

/** The fonts of a chart in a page; what is not installed is passed over. */
export const PAGE_FONTS = '"DejaVu Sans", Verdana, sans-serif';

/** CSS pixels to a point. */
export const PIXELS: number = 4 / 3;

/** The theme of a chart in a page: on a screen letters are a little larger than in print. Its title stands above in the page. */
export function onPage(theme: Theme): Theme {
  return { ...theme, fontSize: theme.fontSize + 0.5, title: false };
}

/** A text of plotly's has no distance of its own from its point: an invisible marker of this size gives it one. In CSS pixels; plotly takes 0 for 6. */
export function markerSize(lift = 0): number {
  return 2 * PIXELS * Math.max(0.01, Math.abs(lift) - 4);
}

/** plotly takes a little HTML in texts: what is data must not become any. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** From points of a layout to the shares that plotly counts in, upwards along y. Title and key of a chart stand outside of the plot. */
export interface PageOfPlotly {
  /** In points. */
  readonly height: number;
  readonly x: (points: number) => number;
  readonly y: (points: number) => number;
}

export function pageOf(
  { width, keyTop, keyRows, notesTop }: ChartLayout,
  { fontSize }: Theme,
): PageOfPlotly {
  const top = keyTop + keyRows.length * 1.5 * fontSize;
  const height = notesTop - top;
  return { height, x: (points) => points / width, y: (points) => 1 - (points - top) / height };
}
