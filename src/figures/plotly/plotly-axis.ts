/**
 * An axis of a chart as one of plotly's.
 *
 * @module
 */

import type { Axis } from "../chart/chart.ts";
import { extent, type Tick } from "../chart/scale.ts";
import type { Theme } from "../color/theme.ts";
import { escaped, PIXELS } from "./page-units.ts";

/** Which axis of a panel it is, and what of its texts has room. */
export interface AxisPlace {
  /** Bands and pixels count downwards along y. */
  readonly isY: boolean;
  readonly ticks: readonly Tick[];

  /** Lines of the label. */
  readonly label: readonly string[];

  /** Whether names are written upwards. */
  readonly steep: boolean;
}

export function axisOf(axis: Axis, theme: Theme, place: AxisPlace): Record<string, unknown> {
  const { isY, ticks, label, steep } = place;
  const common = {
    zeroline: false,
    gridcolor: theme.faint,
    linecolor: theme.faint,
    tickfont: { size: PIXELS * (theme.fontSize - 1), color: theme.soft },
    tickangle: steep ? -90 : 0,
    automargin: false,
  };
  const title = {
    text: label.map(escaped).join("<br>"),
    standoff: 4,
    font: { size: PIXELS * theme.fontSize },
  };
  const [from, to] = extent(axis);
  const named = {
    tickvals: ticks.map(({ value }) => value),
    ticktext: ticks.map(({ text }) => escaped(text)),
  };
  switch (axis.kind) {
    case "linear":
      return {
        ...common,
        title,
        range: [from, to],
        showline: true,
        mirror: true,
        // Where one zooms in, plotly finds more.
        nticks: Math.max(2, ticks.length),
        exponentformat: "e",
        ...(axis.percent && { tickformat: ".3~p" }),
        ...(axis.ticks && { tickvals: axis.ticks }),
        ...(axis.tickNames && named),
      };
    case "log":
      return {
        ...common,
        type: "log",
        title,
        range: [Math.log10(from), Math.log10(to)],
        showline: true,
        mirror: true,
        ...named, // plotly's own would put small digits between the powers
      };
    case "band":
      return {
        ...common,
        title,
        range: isY ? [to, from] : [from, to],
        showgrid: false,
        showline: true,
        mirror: true,
        ...named,
        ...(ticks.length === 0 && { showticklabels: false }),
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
