/**
 * A chart laid out for the page that it is in: names and titles take what they take, panels the rest.
 *
 * @module
 */

import type { Chart } from "../chart/chart.ts";
import { type ChartLayout, layOut } from "../chart/layout.ts";
import type { Theme } from "../color/theme.ts";
import type { TextWidth } from "../text/fitted.ts";
import { touchingTexts } from "./touching-texts.ts";

/** On a page that is wider than this times the drawing, pictures do not grow any more: they would not fit a screen. */
const MOST = 1.6;

/** A chart is no narrower than this times the drawing. */
const LEAST = 0.5;

/** Steps from the page's width to the drawing's. */
const STEPS = 8;

/**
 * On a page narrower than the drawing a chart is as narrow as its texts allow, which are not made smaller: the reader scrolls
 * sideways if it is wider than the page. What touches in the drawing itself may touch.
 *
 * @param pageWidth In points.
 * @param drawingWidth In points.
 * @returns Its width is not the page's where that is too narrow, or wider than pictures can grow.
 */
export function pageLayout(
  chart: Chart,
  { pageWidth, drawingWidth }: { readonly pageWidth: number; readonly drawingWidth: number },
  theme: Theme,
  textWidth: TextWidth,
): ChartLayout {
  const laidOut = (width: number) => layOut(chart, width, theme, textWidth);
  if (pageWidth >= drawingWidth) return laidOut(Math.min(pageWidth, MOST * drawingWidth));
  const widest = laidOut(drawingWidth);
  const most = touchingTexts(widest, theme, textWidth);
  const from = Math.max(pageWidth, LEAST * drawingWidth);
  for (let step = 0; step < STEPS; step++) {
    const layout = laidOut(from + ((drawingWidth - from) * step) / STEPS);
    if (touchingTexts(layout, theme, textWidth) <= most) return layout;
  }
  return widest;
}
