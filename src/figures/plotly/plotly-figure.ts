/**
 * A chart as a plotly figure, panel for panel where the drawn chart has them. No Node here: it runs in the browser, where the theme
 * of the page is known.
 *
 * @module
 */

import type { Chart, Mark, Panel } from "../chart/chart.ts";
import type { Theme } from "../color/theme.ts";
import type { Box } from "../pen/pen.ts";
import { escaped, PIXELS } from "./page-units.ts";
import { axisOf } from "./plotly-axis.ts";
import { tracesOf } from "./plotly-traces.ts";

/** Where the panels' insides are, in points. */
export interface PlotlyPlaces {
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
  readonly insides: readonly Box[];

  /** Titles of the panels, as long as there is room. Null for none: a list in JSON has no undefined. */
  readonly titles: readonly (string | null)[];

  /** Where what stands below each panel begins, and its lines. */
  readonly captions: readonly { readonly top: number; readonly lines: readonly string[] }[];
}

export interface PlotlyFigure {
  readonly data: readonly Record<string, unknown>[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
}

/** No upload of anybody's data, no logo. */
const CONFIG: PlotlyFigure["config"] = {
  showSendToCloud: false,
  displaylogo: false,
  responsive: true,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
};

/** @param pictureUri How a raster becomes a data URI. */
export function plotlyFigure(
  chart: Chart,
  places: PlotlyPlaces,
  theme: Theme,
  pictureUri: (mark: Extract<Mark, { kind: "picture" }>) => string,
): PlotlyFigure {
  const data: Record<string, unknown>[] = [];
  const shapes: Record<string, unknown>[] = [];
  const annotations: Record<string, unknown>[] = [];
  const axes: Record<string, unknown> = {};
  const height = places.bottom - places.top;
  for (const [i, panel] of chart.panels.entries()) {
    const inside = places.insides[i];
    const id = i === 0 ? "" : String(i + 1);
    const [x0, x1] = [inside.x / places.width, (inside.x + inside.width) / places.width];
    const top = 1 - (inside.y - places.top) / height;
    const bottom = 1 - (inside.y + inside.height - places.top) / height;
    const shape = keptShape(panel, id);
    axes[`xaxis${id}`] = {
      ...axisOf(panel.x, theme, false),
      domain: [x0, x1],
      anchor: `y${id}`,
      ...shape.x,
    };
    axes[`yaxis${id}`] = {
      ...axisOf(panel.y, theme, true),
      // As drawn: what has an axis along x has a frame, also beside a panel that has the names.
      ...(panel.x.kind !== "pixels" && { showline: true, mirror: true }),
      domain: [bottom, top],
      anchor: `x${id}`,
      ...shape.y,
    };
    const title = places.titles[i];
    if (title !== null) annotations.push(panelTitle(title, x0, top, theme));
    const caption = places.captions[i];
    if (caption.lines.length > 0) {
      annotations.push(
        captionBelow(caption.lines, x0, 1 - (caption.top - places.top) / height, theme),
      );
    }
    for (const mark of panel.marks) {
      const drawn = tracesOf(mark, panel, theme, pictureUri);
      for (const trace of drawn.traces) {
        data.push({ ...trace, xaxis: `x${id}`, yaxis: `y${id}` });
      }
      for (const shape of drawn.shapes) shapes.push(withAxes(shape, id));
      for (const arrow of drawn.annotations) {
        annotations.push({
          ...arrow,
          xref: `x${id}`,
          yref: `y${id}`,
          axref: `x${id}`,
          ayref: `y${id}`,
        });
      }
    }
    const bar = panel.colorbar;
    // A tree between a map and its scale has no cells of its own.
    const maps = data.filter(({ type }) => type === "heatmap");
    const cells = maps.findLast(({ xaxis }) => xaxis === `x${id}`) ?? maps.at(-1);
    if (bar !== undefined && cells !== undefined) {
      cells.showscale = true;
      cells.colorbar = {
        title: { text: bar.label, side: "right" },
        x: x1 + 0.008,
        xanchor: "left",
        y: top,
        yanchor: "top",
        len: bar.tall ? top - bottom : Math.min(top - bottom, 175 / (height * PIXELS)),
        ...(bar.tall && { ypad: 0 }),
        thickness: 9,
        outlinewidth: 0,
        tickfont: { size: 10 },
        ...(bar.ticks && { tickvals: bar.ticks }),
      };
    }
  }
  return {
    data,
    layout: {
      height: height * PIXELS,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: theme.background,
      plot_bgcolor: theme.background,
      font: { family: "DejaVu Sans, Verdana, sans-serif", size: 11, color: theme.ink },
      hovermode: "closest",
      hoverlabel: { namelength: -1 },
      showlegend: false,
      dragmode: "zoom",
      barmode: "overlay", // boxes stay where they are, also in front of each other
      shapes,
      annotations,
      ...axes,
    },
    config: CONFIG,
  };
}

/** Pictures keep their shape when the page is wider or narrower than the drawing. */
function keptShape(
  { x, y, height }: Panel,
  id: string,
): { x: Record<string, unknown>; y: Record<string, unknown> } {
  if (x.kind !== "pixels" || y.kind !== "pixels" || !("aspect" in height)) return { x: {}, y: {} };
  const scaleratio = (height.aspect * x.size) / y.size;
  return {
    x: { constrain: "domain", constraintoward: "left" },
    y: { scaleanchor: `x${id}`, scaleratio, constrain: "domain", constraintoward: "top" },
  };
}

function withAxes(shape: Record<string, unknown>, id: string): Record<string, unknown> {
  const refs = { xref: `x${id}`, yref: `y${id}`, ...(shape as object) } as Record<string, unknown>;
  if (refs.xref === "x domain") refs.xref = `x${id} domain`;
  if (refs.yref === "y domain") refs.yref = `y${id} domain`;
  return refs;
}

function panelTitle(text: string, x: number, y: number, theme: Theme): Record<string, unknown> {
  return {
    text: `<b>${escaped(text).replaceAll("\n", "<br>")}</b>`,
    align: "left",
    xref: "paper",
    yref: "paper",
    x,
    y,
    xanchor: "left",
    yanchor: "bottom",
    showarrow: false,
    font: { size: 11, color: theme.ink },
  };
}

function captionBelow(
  lines: readonly string[],
  x: number,
  y: number,
  theme: Theme,
): Record<string, unknown> {
  return {
    text: lines.map(escaped).join("<br>"),
    xref: "paper",
    yref: "paper",
    x,
    y,
    xanchor: "left",
    yanchor: "top",
    align: "left",
    showarrow: false,
    font: { size: 10, color: theme.soft },
  };
}
