/**
 * An axis of a chart as one of plotly's.
 *
 * @module
 */

import type { Axis } from "../chart/chart.ts";
import { extent } from "../chart/scale.ts";
import { ticksOf } from "../chart/ticks.ts";
import type { Theme } from "../color/theme.ts";
import { escaped } from "./page-units.ts";

/** @param isY Bands and pixels count downwards along y. */
export function axisOf(axis: Axis, theme: Theme, isY: boolean): Record<string, unknown> {
  const common = {
    zeroline: false,
    gridcolor: theme.faint,
    linecolor: theme.faint,
    tickfont: { size: 10, color: theme.soft },
    automargin: false,
  };
  const [from, to] = extent(axis);
  switch (axis.kind) {
    case "linear":
      return {
        ...common,
        title: { text: escaped(axis.label), standoff: 4 },
        range: [from, to],
        showline: true,
        mirror: true,
        ...(axis.percent && { tickformat: ".3~p" }),
        ...(axis.ticks && { tickvals: axis.ticks }),
        ...(axis.tickNames && { ticktext: axis.tickNames.map(escaped) }),
      };
    case "log":
      return {
        ...common,
        type: "log",
        title: { text: escaped(axis.label), standoff: 4 },
        range: [Math.log10(from), Math.log10(to)],
        showline: true,
        mirror: true,
        // plotly's own would put small digits between the powers.
        tickvals: ticksOf(axis, 5).map(({ value }) => value),
        ticktext: ticksOf(axis, 5).map(({ text }) => escaped(text)),
      };
    case "band":
      return {
        ...common,
        title: { text: escaped(axis.label), standoff: 4 },
        range: isY ? [to, from] : [from, to],
        showgrid: false,
        showline: true,
        mirror: true,
        tickvals: axis.names.map((_, i) => i + 0.5),
        ticktext: axis.names.map(escaped),
        // As in the drawn chart: names that would touch are written upwards.
        ...(!isY && { tickangle: areLong(axis.names) ? -90 : 0 }),
        ...(axis.names.length > 60 && { showticklabels: false }),
      };
    case "pixels":
      return {
        ...common,
        range: isY ? [to, from] : [from, to],
        showgrid: false,
        showticklabels: false,
        showline: false,
        ticks: "",
      };
    default:
      return axis satisfies never;
  }
}

/** Whether names along x have no room beside each other. */
function areLong(names: readonly string[]): boolean {
  return names.reduce((sum, { length }) => sum + length + 2, 0) > 60;
}
