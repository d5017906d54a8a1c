/**
 * The marks of a plotly chart by keyboard: arrow keys go from one to the next, as the mouse would point at them.
 *
 * @module
 */

import type { PlotlyFigure } from "../plotly/plotly-figure.ts";

/** The part of plotly that points at marks. */
export interface PlotlyHover {
  readonly Fx: {
    hover(
      root: HTMLElement,
      points: readonly { curveNumber: number; pointNumber: number | readonly number[] }[],
      subplots: readonly string[],
    ): void;
    unhover(root: HTMLElement): void;
  };
}

/** What a chart says of a mark. */
export interface PointedAt {
  readonly text?: string | undefined;
  readonly customdata?: string | undefined;
  readonly x?: number | undefined;
  readonly y?: number | undefined;
}

interface Trace {
  readonly text?: string | readonly string[];
  readonly customdata?: readonly string[];
  readonly y?: ArrayLike<number>;
  readonly type?: string;
  readonly hoverinfo?: string;
  readonly x?: ArrayLike<number>;
  readonly xaxis?: string;
  readonly yaxis?: string;
}

interface Stop {
  readonly curveNumber: number;
  readonly pointNumber: number;
  readonly subplot: string;
}

const KINDS = ["scatter", "bar"];

/**
 * Makes `plot` take the keyboard. Without marks to go to, it is left as it is.
 *
 * @param say Takes the mark; plotly tells nobody of what was not the mouse. Null for none.
 */
export function walkPoints(
  plot: HTMLElement,
  { data }: PlotlyFigure,
  {
    plotly,
    label,
    say,
  }: {
    plotly: PlotlyHover;
    label: string;
    say: (point: PointedAt | null) => void;
  },
): void {
  const traces = data as readonly Trace[];
  const stops = stopsOf(traces);
  if (stops.length === 0) return;
  plot.tabIndex = 0;
  plot.setAttribute("role", "application");
  plot.setAttribute("aria-label", `${label} Arrow keys go from mark to mark.`);
  let at = -1;
  plot.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's own
    const next: Readonly<Record<string, number>> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: stops.length - 1,
      Escape: -1,
    };
    if (!(event.key in next)) return;
    event.preventDefault();
    at = event.key === "Escape" ? -1 : Math.max(0, Math.min(stops.length - 1, next[event.key]));
    if (at < 0) {
      plotly.Fx.unhover(plot);
      say(null);
      return;
    }
    const { curveNumber, pointNumber, subplot } = stops[at];
    plotly.Fx.hover(plot, [{ curveNumber, pointNumber }], [subplot]);
    const { text, customdata, x, y } = traces[curveNumber];
    say({
      text: typeof text === "string" ? text : text?.[pointNumber],
      customdata: customdata?.[pointNumber],
      x: x?.[pointNumber],
      y: y?.[pointNumber],
    });
  });
}

function stopsOf(traces: readonly Trace[]): Stop[] {
  return traces.flatMap((trace, curveNumber) => {
    const { type = "scatter", hoverinfo, x, xaxis = "x", yaxis = "y" } = trace;
    if (!KINDS.includes(type) || hoverinfo === "skip" || hoverinfo === "none") return [];
    const subplot = xaxis + yaxis;
    return Array.from({ length: x?.length ?? 0 }, (_, pointNumber) => ({
      curveNumber,
      pointNumber,
      subplot,
    }));
  });
}
