/**
 * A chart in a page, drawn by plotly: hover, zoom, a key whose entries can be put into focus, and a line that says what is pointed at.
 *
 * @module
 */

import type { Chart } from "../chart/chart.ts";
import { inkColor } from "../chart/ink.ts";
import type { Theme } from "../color/theme.ts";
import type { Payload } from "../html/payload.ts";
import { pageLayout } from "../plotly/page-layout.ts";
import { onPage, PIXELS } from "../plotly/page-units.ts";
import { plotlyFigure } from "../plotly/plotly-figure.ts";
import { numberText } from "../text/number-text.ts";
import { element } from "./elements.ts";
import { onWidthChange } from "./on-width-change.ts";
import { pageTextWidth } from "./page-text-width.ts";
import { pictureUri } from "./picture-uri.ts";
import { type PlotlyHover, type PointedAt, walkPoints } from "./walk-points.ts";

/** The part of plotly in use. */
export interface Plotly extends PlotlyHover {
  newPlot(root: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  restyle(root: HTMLElement, update: unknown, traces: readonly number[]): Promise<unknown>;
  react(root: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  purge(root: HTMLElement): void;
}

interface PlotlyRoot extends HTMLElement {
  on(event: "plotly_hover", callback: (event: { points: readonly HoverPoint[] }) => void): void;
}

interface HoverPoint extends PointedAt {
  readonly z?: unknown;
}

interface Trace extends Readonly<Record<string, unknown>> {
  readonly meta?: string;
}

/** Opacity of what is not in focus. */
const FADED = 0.12;

export async function chartView(
  host: HTMLElement,
  payload: Payload,
  theme: Theme,
  plotly: Plotly,
): Promise<() => void> {
  const { chart } = payload;
  const textWidth = pageTextWidth();
  const plot = element("div", { class: "cladescope-plot" });
  const frame = element("div", { class: "cladescope-frame" }, plot);
  const readout = element("p", { class: "cladescope-readout", "aria-live": "polite" }, "\u00a0");
  let focused: string | null = null;
  const isShown = (trace: Trace) =>
    focused === null || trace.meta === undefined || trace.meta === focused;
  /** The figure for the width that the frame has. */
  const figureNow = () => {
    const page = onPage(theme);
    const widths = {
      pageWidth: frame.clientWidth / PIXELS,
      drawingWidth: payload.width,
    };
    const places = pageLayout(chart, widths, page, textWidth);
    const { data, layout, config } = plotlyFigure(places, page, textWidth, pictureUri);
    const width = Math.max(frame.clientWidth, Math.ceil(places.width * PIXELS));
    plot.style.width = `${width}px`;
    plot.style.height = `${layout.height}px`;
    const traces = (data as readonly Trace[]).map((trace) =>
      isShown(trace) ? trace : { ...trace, opacity: FADED },
    );
    return { data: traces, layout: { ...layout, width }, config };
  };
  const focus = (group: string | null) => {
    focused = group;
    for (const [i, trace] of figure.data.entries()) {
      void plotly.restyle(plot, { opacity: isShown(trace) ? 1 : FADED }, [i]);
    }
  };
  host.replaceChildren(
    element("p", { class: "cladescope-title" }, payload.title),
    keyOf(chart, theme, focus),
    frame,
    readout,
    ...(chart.notes ?? []).map((note) => element("p", { class: "cladescope-note" }, note)),
  );
  const figure = figureNow();
  await plotly.newPlot(plot, figure.data, figure.layout, figure.config);
  (plot as unknown as PlotlyRoot).on("plotly_hover", ({ points }) => {
    readout.textContent = points.map(said).join("; ") || "\u00a0";
  });
  walkPoints(plot, figure, {
    plotly,
    label: payload.alt,
    say: (point) => {
      readout.textContent = point === null ? "\u00a0" : said(point);
    },
  });
  const stop = onWidthChange(frame, () => {
    const { data, layout, config } = figureNow();
    void plotly.react(plot, data, layout, config);
  });
  return () => {
    stop();
    plotly.purge(plot);
  };
}

function said({ text, customdata, x, y, z }: HoverPoint): string {
  const name = typeof customdata === "string" ? customdata : text;
  const place = [x, y].map((at) => (typeof at === "number" ? numberText(at) : at)).join(", ");
  // Of a picture, z is the number of a name.
  const value = typeof z === "number" && text === undefined ? numberText(z) : undefined;
  return [name ?? place, value].filter((part) => part !== undefined).join(": ");
}

/** Entries are buttons where their marks can be told apart. */
function keyOf(chart: Chart, theme: Theme, focus: (group: string | null) => void): HTMLElement {
  const groups = new Set(
    chart.panels.flatMap(({ marks }) =>
      marks.flatMap((mark) => ("group" in mark && mark.group !== undefined ? [mark.group] : [])),
    ),
  );
  const list = element("p", { class: "cladescope-key" });
  let focused: string | null = null;
  for (const { name, color, sign } of chart.key ?? []) {
    const mark = element("i", { class: `cladescope-sign-${sign}` });
    mark.style.color = inkColor(color, theme);
    if (!groups.has(name)) {
      list.append(element("span", {}, mark, name));
      continue;
    }
    const button = element("button", { type: "button", "aria-pressed": "false" }, mark, name);
    button.addEventListener("click", () => {
      focused = focused === name ? null : name;
      focus(focused);
      for (const other of list.querySelectorAll("button")) {
        other.setAttribute("aria-pressed", String(other === button && focused !== null));
      }
    });
    list.append(button);
  }
  return list;
}
