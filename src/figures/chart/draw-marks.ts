/**
 * Draws the marks of a panel.
 *
 * @module
 */

import { colorIndices } from "../color/colormap.ts";
import type { Theme } from "../color/theme.ts";
import type { Box, Pen } from "../pen/pen.ts";
import { ExtremePyramid } from "../raster-pyramid.ts";
import type { Mark } from "./chart.ts";
import { inkAt, inkColor } from "./ink.ts";

/** Where a panel's marks go. */
export interface PanelPlace {
  readonly inside: Box;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

export function drawMark(pen: Pen, mark: Mark, place: PanelPlace, theme: Theme): void {
  const { x, y, inside } = place;
  switch (mark.kind) {
    case "dots":
      for (let i = 0; i < mark.x.length; i++) {
        const [cx, cy] = [x(mark.x[i]), y(mark.y[i])];
        if (!Number.isFinite(cx) || !Number.isFinite(cy)) continue;
        const fill = inkColor(inkAt(mark.color, i), theme);
        pen.circle(cx, cy, mark.radius ?? 1.8, { fill, opacity: mark.opacity });
      }
      return;
    case "line":
      pen.path(interleaved(mark.x, mark.y, x, y), {
        stroke: {
          color: inkColor(mark.color, theme),
          width: mark.width ?? 1.2,
          dash: mark.dashed ? [3, 2] : undefined,
        },
      });
      return;
    case "ribbon": {
      const there = interleaved(mark.x, mark.low, x, y);
      const back = interleaved(mark.x, mark.high, x, y);
      const around = Array.from(there);
      for (let i = back.length - 2; i >= 0; i -= 2) around.push(back[i], back[i + 1]);
      pen.path(around, { fill: inkColor(mark.color, theme), opacity: 0.22 });
      return;
    }
    case "boxes":
      for (let i = 0; i < mark.x0.length; i++) {
        const fill = inkColor(inkAt(mark.color, i), theme);
        const box = boxBetween(x(mark.x0[i]), x(mark.x1[i]), y(mark.y0[i]), y(mark.y1[i]));
        if (Number.isFinite(box.x + box.y + box.width + box.height)) pen.rect(box, { fill });
      }
      return;
    case "segments": {
      const stroke = { color: inkColor(mark.color, theme), width: mark.width ?? 0.8 };
      for (let i = 0; i < mark.x0.length; i++) {
        const ends = [x(mark.x0[i]), y(mark.y0[i]), x(mark.x1[i]), y(mark.y1[i])];
        if (!ends.every(Number.isFinite)) continue;
        pen.path(ends, { stroke });
        if (mark.heads) arrowHead(pen, ends, stroke.color);
      }
      return;
    }
    case "texts":
      for (const [i, text] of mark.texts.entries()) {
        const [tx, ty] = [x(mark.x[i]), y(mark.y[i])];
        if (!Number.isFinite(tx) || !Number.isFinite(ty)) continue;
        pen.text(text, tx, ty - (mark.lift ?? 0), {
          size: theme.fontSize - 1,
          color: inkColor(mark.color, theme),
          anchor: mark.anchor ?? "middle",
          at: "middle",
          bold: mark.bold,
        });
      }
      return;
    case "rule": {
      const stroke = {
        color: inkColor(mark.color, theme),
        width: 0.8,
        dash: mark.dashed ? [2, 2] : undefined,
      };
      const right = inside.x + inside.width;
      const bottom = inside.y + inside.height;
      if (mark.x !== undefined) {
        pen.path([x(mark.x), inside.y, x(mark.x), bottom], { stroke });
      }
      if (mark.y !== undefined) pen.path([inside.x, y(mark.y), right, y(mark.y)], { stroke });
      return;
    }
    case "cells": {
      const { rows, columns, colormap, domain } = mark;
      if (rows === 0 || columns === 0) return;
      const box = boxBetween(x(0), x(columns), y(0), y(rows));
      const { width, height, values } = shrunk(mark, box);
      const indices = colorIndices(values, domain);
      pen.image({ width, height, indices, palette: colormap.palette }, box);
      return;
    }
    case "picture": {
      const { raster, width = raster.width, height = raster.height } = mark;
      pen.image(raster, boxBetween(x(0), x(width), y(0), y(height)));
      return;
    }
    default:
      mark satisfies never;
  }
}

/** No more cells than a page shows, four to a point (288 to an inch); outliers stay. */
function shrunk(
  { rows, columns, values, domain, neutral }: Extract<Mark, { kind: "cells" }>,
  box: Box,
): { width: number; height: number; values: Float32Array } {
  const width = Math.min(columns, Math.ceil(4 * box.width));
  const height = Math.min(rows, Math.ceil(4 * box.height));
  if (width === columns && height === rows) return { width, height, values };
  const pyramid = new ExtremePyramid({ rows, columns, values });
  const from = neutral ?? (domain.low + domain.high) / 2;
  const view = pyramid.view({ row: 0, column: 0, rows, columns }, height, width, from);
  return { width, height, values: view };
}

function interleaved(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  x: (value: number) => number,
  y: (value: number) => number,
): Float64Array {
  const out = new Float64Array(2 * xs.length);
  for (let i = 0; i < xs.length; i++) {
    out[2 * i] = x(xs[i]);
    out[2 * i + 1] = y(ys[i]);
  }
  return out;
}

function boxBetween(x0: number, x1: number, y0: number, y1: number): Box {
  return {
    x: Math.min(x0, x1),
    y: Math.min(y0, y1),
    width: Math.abs(x1 - x0),
    height: Math.abs(y1 - y0),
  };
}

/** A triangle at the second end, as long as the arrow allows. */
function arrowHead(pen: Pen, [x0, y0, x1, y1]: readonly number[], fill: string): void {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 0.3) return;
  const size = Math.min(3, length / 2);
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const [bx, by] = [x1 - size * ux, y1 - size * uy];
  const half = size / 2.4;
  pen.path([x1, y1, bx - half * uy, by + half * ux, bx + half * uy, by - half * ux], { fill });
}
