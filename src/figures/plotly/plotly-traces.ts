/**
 * A mark of a chart as what plotly draws it with.
 *
 * @module
 */

import type { Axis, Ink, Mark, Panel } from "../chart/chart.ts";
import { inkAt, inkColor } from "../chart/ink.ts";
import { hex, NOT_A_NUMBER } from "../color/colormap.ts";
import type { Theme } from "../color/theme.ts";
import { escaped, markerSize, PIXELS } from "./page-units.ts";

/** What becomes of a mark; axes are not yet named. */
export interface Drawn {
  readonly traces: readonly Record<string, unknown>[];
  readonly shapes: readonly Record<string, unknown>[];
  readonly annotations: readonly Record<string, unknown>[];
}

/** @param pictureUri How a raster becomes a data URI. */
export function tracesOf(
  mark: Mark,
  panel: Panel,
  theme: Theme,
  pictureUri: (mark: Extract<Mark, { kind: "picture" }>) => string,
): Drawn {
  const ink = (one: Ink) => inkColor(one, theme);
  const traces = (...all: Record<string, unknown>[]): Drawn => ({
    traces: all,
    shapes: [],
    annotations: [],
  });
  const group = "group" in mark && mark.group !== undefined ? { meta: mark.group } : {};
  switch (mark.kind) {
    case "dots":
      return traces({
        type: "scatter",
        mode: "markers",
        x: Array.from(mark.x),
        y: Array.from(mark.y),
        marker: {
          color: inksOf(mark.color, mark.x.length, ink),
          size: 2 * PIXELS * (mark.radius ?? 1.8),
          opacity: mark.opacity ?? 1,
        },
        ...hover(mark.names),
        ...group,
      });
    case "line":
      return traces({
        type: "scatter",
        mode: "lines",
        x: Array.from(mark.x),
        y: Array.from(mark.y),
        line: {
          color: ink(mark.color),
          width: PIXELS * (mark.width ?? 1.2),
          dash: mark.dashed ? "dash" : "solid",
        },
        ...hover(mark.names),
        ...group,
      });
    case "ribbon": {
      const around = {
        type: "scatter",
        mode: "lines",
        line: { width: 0 },
        hoverinfo: "skip",
        ...group,
      };
      const fill = ink(mark.color);
      return traces(
        { ...around, x: Array.from(mark.x), y: Array.from(mark.low) },
        {
          ...around,
          x: Array.from(mark.x),
          y: Array.from(mark.high),
          fill: "tonexty",
          fillcolor: `${fill}38`,
        },
      );
    }
    case "boxes": {
      const sideways = isSideways(panel);
      const [base, length] = sideways ? [mark.x0, mark.x1] : [mark.y0, mark.y1];
      const [from, to] = sideways ? [mark.y0, mark.y1] : [mark.x0, mark.x1];
      const places = Array.from(from, (low, i) => (low + to[i]) / 2);
      const sizes = Array.from(base, (low, i) => length[i] - low);
      return traces({
        type: "bar",
        orientation: sideways ? "h" : "v",
        base: Array.from(base),
        ...(sideways ? { y: places, x: sizes } : { x: places, y: sizes }),
        width: Array.from(from, (low, i) => Math.abs(to[i] - low)),
        marker: { color: inksOf(mark.color, mark.x0.length, ink) },
        textposition: "none",
        ...hover(mark.names),
        ...group,
      });
    }
    case "segments": {
      if (mark.heads) {
        const annotations = Array.from(mark.x0, (x, i) => ({
          ax: x,
          ay: mark.y0[i],
          x: mark.x1[i],
          y: mark.y1[i],
          text: "",
          showarrow: true,
          arrowhead: 2,
          arrowsize: 0.9,
          arrowwidth: PIXELS * (mark.width ?? 0.8),
          arrowcolor: ink(mark.color),
        })).filter(({ ax, ay, x, y }) => [ax, ay, x, y].every(Number.isFinite));
        return { traces: [], shapes: [], annotations };
      }
      return traces({
        type: "scatter",
        mode: "lines",
        x: Array.from(mark.x0).flatMap((x, i) => [x, mark.x1[i], null]),
        y: Array.from(mark.y0).flatMap((y, i) => [y, mark.y1[i], null]),
        line: { color: ink(mark.color), width: PIXELS * (mark.width ?? 0.8) },
        hoverinfo: "skip",
        ...group,
      });
    }
    case "texts":
      return traces({
        type: "scatter",
        mode: "markers+text",
        marker: { size: markerSize(mark.lift), opacity: 0 },
        x: Array.from(mark.x),
        y: Array.from(mark.y),
        text: mark.texts.map((text) => (mark.bold ? `<b>${escaped(text)}</b>` : escaped(text))),
        textposition: textPosition(mark),
        textfont: { size: PIXELS * (theme.fontSize - 1), color: ink(mark.color) },
        hoverinfo: "skip",
        cliponaxis: false,
      });
    case "rule": {
      const line = { color: ink(mark.color), width: 1, dash: mark.dashed ? "dot" : "solid" };
      const shapes: Record<string, unknown>[] = [];
      if (mark.x !== undefined) {
        shapes.push({ type: "line", x0: mark.x, x1: mark.x, y0: 0, y1: 1, yref: "y domain", line });
      }
      if (mark.y !== undefined) {
        shapes.push({ type: "line", y0: mark.y, y1: mark.y, x0: 0, x1: 1, xref: "x domain", line });
      }
      return { traces: [], shapes, annotations: [] };
    }
    case "cells": {
      const { rows, columns, values, colormap, domain } = mark;
      const rowNames = mark.rowNames ?? bandNames(panel.y);
      const columnNames = mark.columnNames ?? bandNames(panel.x);
      const map = {
        type: "heatmap",
        z: Array.from({ length: rows }, (_, i) =>
          Array.from(values.subarray(i * columns, (i + 1) * columns), (v) =>
            Number.isFinite(v) ? v : null,
          ),
        ),
        x: Array.from({ length: columns }, (_, j) => j + 0.5),
        y: Array.from({ length: rows }, (_, i) => i + 0.5),
        zmin: domain.low,
        zmax: domain.high,
        colorscale: colormap.palette
          .slice(0, NOT_A_NUMBER)
          .map((color, i) => [i / (NOT_A_NUMBER - 1), hex(color)]),
        showscale: false,
        ...(rowNames !== undefined || columnNames !== undefined
          ? {
              customdata: Array.from({ length: rows }, (_, i) =>
                Array.from({ length: columns }, (_, j) =>
                  escaped(
                    [rowNames?.[i] ?? `row ${i}`, columnNames?.[j] ?? `column ${j}`].join(" · "),
                  ),
                ),
              ),
              hovertemplate: "%{customdata}: %{z}<extra></extra>",
            }
          : { hovertemplate: "row %{y}, column %{x}: %{z}<extra></extra>" }),
      };
      return { ...traces(map), shapes: values.every(Number.isFinite) ? [] : [notANumber(mark)] };
    }
    case "picture":
      return traces(pictureTrace(mark, pictureUri));
    default:
      return mark satisfies never;
  }
}

/**
 * A picture whose palette has names is a heat map of them, since over an image plotly would write a label in the pixel's colour,
 * which it cannot read; other pictures say nothing.
 */
function pictureTrace(
  mark: Extract<Mark, { kind: "picture" }>,
  pictureUri: (mark: Extract<Mark, { kind: "picture" }>) => string,
): Record<string, unknown> {
  const { raster, names } = mark;
  const [dx, dy] = [
    (mark.width ?? raster.width) / raster.width,
    (mark.height ?? raster.height) / raster.height,
  ];
  const place = { x0: dx / 2, dx, y0: dy / 2, dy };
  if (names === undefined || "rgb" in raster) {
    return { type: "image", source: pictureUri(mark), ...place, hoverinfo: "skip" };
  }
  const { width, height, indices, palette } = raster;
  const texts = names.map(escaped);
  const lines = Array.from({ length: height }, (_, y) =>
    indices.subarray(y * width, (y + 1) * width),
  );
  const last = Math.max(1, palette.length - 1);
  return {
    type: "heatmap",
    z: lines.map((line) => Array.from(line)),
    text: lines.map((line) => Array.from(line, (entry) => texts[entry])),
    ...place,
    zmin: 0,
    zmax: last,
    colorscale: [
      ...palette.map((color, i) => [i / last, hex(color)]),
      [1, hex(palette[palette.length - 1])],
    ],
    showscale: false,
    hovertemplate: "%{text}<extra></extra>",
  };
}

/** What shows through where a heat map has no number. */
function notANumber({
  rows,
  columns,
  colormap,
}: Extract<Mark, { kind: "cells" }>): Record<string, unknown> {
  return {
    type: "rect",
    x0: 0,
    x1: columns,
    y0: 0,
    y1: rows,
    layer: "below",
    line: { width: 0 },
    fillcolor: hex(colormap.palette[NOT_A_NUMBER]),
  };
}

function bandNames(axis: Axis): readonly string[] | undefined {
  return axis.kind === "band" ? axis.names : undefined;
}

function isSideways({ x, y }: Panel): boolean {
  return y.kind === "band" && x.kind !== "band";
}

function inksOf(
  inks: Ink | readonly Ink[],
  count: number,
  color: (one: Ink) => string,
): string | string[] {
  if (typeof inks !== "object") return color(inks);
  return Array.from({ length: count }, (_, i) => color(inkAt(inks, i)));
}

function hover(names: readonly string[] | undefined): Record<string, unknown> {
  if (names === undefined) return {};
  return { text: names.map(escaped), hovertemplate: "%{text}<extra></extra>" };
}

function textPosition({ anchor = "middle", lift = 0 }: Extract<Mark, { kind: "texts" }>): string {
  const side = { start: "right", middle: "center", end: "left" }[anchor];
  return `${lift > 0 ? "top" : lift < 0 ? "bottom" : "middle"} ${side}`;
}
