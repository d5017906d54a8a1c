/**
 * The scale beside a panel as one of plotly's, at the place and with the numbers that it has where it is drawn. Its label is not
 * plotly's title, which is put beside the numbers by guessing their width.
 *
 * @module
 */

import type { Colorbar } from "../chart/chart.ts";
import { BAR_GAP, BAR_WIDTH, barHeight, barTicks } from "../chart/colorbar.ts";
import type { Theme } from "../color/theme.ts";
import type { Box } from "../pen/pen.ts";
import { escaped, type PageOfPlotly, PIXELS } from "./page-units.ts";

export function colorbarOf(
  bar: Colorbar,
  inside: Box,
  page: PageOfPlotly,
  theme: Theme,
): Record<string, unknown> {
  const height = barHeight(bar, inside.height);
  const ticks = barTicks(bar, height, theme.fontSize - 1);
  return {
    x: page.x(inside.x + inside.width + BAR_GAP),
    xanchor: "left",
    xpad: 0,
    y: page.y(inside.y),
    yanchor: "top",
    ypad: 0,
    len: height / page.height,
    thickness: BAR_WIDTH * PIXELS,
    outlinewidth: 0,
    tickfont: { size: PIXELS * (theme.fontSize - 1), color: theme.soft },
    tickvals: ticks.map(({ value }) => value),
    ticktext: ticks.map(({ text, neutral }) =>
      neutral ? `<b>${escaped(text)}</b>` : escaped(text),
    ),
  };
}
