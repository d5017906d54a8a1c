/**
 * A chart as a plotly figure, panel for panel where the drawn chart has them. No Node here: it runs in the browser, where the theme
 * of the page is known.
 *
 * @module
 */

import type { Mark, Panel } from "../chart/chart.ts";
import { BAR_LABEL_GAP, barHeight, barLabel } from "../chart/colorbar.ts";
import { type ChartLayout, STEEP_LENGTH } from "../chart/layout.ts";
import type { Tick } from "../chart/scale.ts";
import type { Theme } from "../color/theme.ts";
import { fitted, type TextWidth } from "../text/fitted.ts";
import { escaped, PAGE_FONTS, PIXELS, pageOf } from "./page-units.ts";
import { axisOf } from "./plotly-axis.ts";
import { colorbarOf } from "./plotly-colorbar.ts";
import { tracesOf } from "./plotly-traces.ts";

export interface PlotlyFigure {
  readonly data: readonly Record<string, unknown>[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
}

/** From the end of a colour bar, where a number may be, to its label: as from one line to the next, in units of their size. */
const BAR_LABEL_LINE = 1.3;

/** No upload of anybody's data, no logo. */
const CONFIG: PlotlyFigure["config"] = {
  showSendToCloud: false,
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
};

/**
 * @param places The chart laid out with the theme and text widths of the page.
 * @param pictureUri How a raster becomes a data URI.
 */
export function plotlyFigure(
  places: ChartLayout,
  theme: Theme,
  textWidth: TextWidth,
  pictureUri: (mark: Extract<Mark, { kind: "picture" }>) => string,
): PlotlyFigure {
  const data: Record<string, unknown>[] = [];
  const shapes: Record<string, unknown>[] = [];
  const annotations: Record<string, unknown>[] = [];
  const axes: Record<string, unknown> = {};
  const page = pageOf(places, theme);
  for (const [i, place] of places.panels.entries()) {
    const { panel, inside } = place;
    const id = i === 0 ? "" : String(i + 1);
    const [x0, x1] = [page.x(inside.x), page.x(inside.x + inside.width)];
    const [top, bottom] = [page.y(inside.y), page.y(inside.y + inside.height)];
    const shape = keptShape(panel, id);
    axes[`xaxis${id}`] = {
      ...axisOf(panel.x, theme, {
        isY: false,
        ticks: place.steep ? cutTicks(place.xTicks, STEEP_LENGTH, theme, textWidth) : place.xTicks,
        label: place.xLabelLines,
        steep: place.steep,
      }),
      domain: [x0, x1],
      anchor: `y${id}`,
      ...shape.x,
    };
    axes[`yaxis${id}`] = {
      ...axisOf(panel.y, theme, {
        isY: true,
        ticks: cutTicks(place.yTicks, place.yTickWidth, theme, textWidth),
        label: place.yLabel === "" ? [] : [place.yLabel],
        steep: false,
      }),
      // As drawn: what has an axis along x has a frame, also beside a panel that has the names.
      ...(panel.x.kind !== "pixels" && { showline: true, mirror: true }),
      domain: [bottom, top],
      anchor: `x${id}`,
      ...shape.y,
    };
    if (place.titleLines.length > 0) {
      annotations.push({
        ...words(place.titleLines, x0, top, true),
        yanchor: "bottom",
        font: { size: PIXELS * theme.fontSize, color: theme.ink },
      });
    }
    const small = { size: PIXELS * (theme.fontSize - 1), color: theme.soft };
    if (place.captionLines.length > 0) {
      const caption = words(place.captionLines, x0, page.y(place.captionTop));
      annotations.push({ ...caption, yanchor: "top", font: small });
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
      cells.colorbar = colorbarOf(bar, inside, page, theme);
      const label = barLabel(bar, theme.fontSize - 1, textWidth);
      const at = inside.y + barHeight(bar, inside.height) + BAR_LABEL_LINE * (theme.fontSize - 1);
      const x = page.x(inside.x + inside.width + BAR_LABEL_GAP);
      if (label !== "") {
        annotations.push({ ...words([label], x, page.y(at)), yanchor: "middle", font: small });
      }
    }
  }
  return {
    data,
    layout: {
      height: page.height * PIXELS,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: theme.background,
      plot_bgcolor: theme.background,
      font: { family: PAGE_FONTS, size: PIXELS * theme.fontSize, color: theme.ink },
      hovermode: "closest",
      hoverlabel: { namelength: -1 },
      showlegend: false,
      dragmode: "zoom",
      barmode: "overlay", // boxes stay where they are, also in front of each other
      uirevision: "kept", // laid out anew for another width, it stays zoomed
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

/** Ticks whose names are cut where there is no room; numbers always have it. */
function cutTicks(
  ticks: readonly Tick[],
  room: number,
  { fontSize }: Theme,
  textWidth: TextWidth,
): Tick[] {
  return ticks.map(({ value, text }) => ({
    value,
    text: fitted(textWidth, text, room + 0.01, fontSize - 1),
  }));
}

/** Lines of text that begin at a place of the page. */
function words(
  lines: readonly string[],
  x: number,
  y: number,
  bold = false,
): Record<string, unknown> {
  const text = lines.map(escaped).join("<br>");
  return {
    text: bold ? `<b>${text}</b>` : text,
    xref: "paper",
    yref: "paper",
    x,
    y,
    xanchor: "left",
    align: "left",
    borderpad: 0,
    showarrow: false,
  };
}
