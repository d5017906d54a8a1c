/**
 * Draws a chart with a pen.
 *
 * @module
 */

import type { Theme } from "../color/theme.ts";
import type { Box, Pen } from "../pen/pen.ts";
import { fitted } from "../text/fitted.ts";
import { textWidth } from "../text/font.ts";
import type { Chart, KeyEntry } from "./chart.ts";
import { drawColorbar } from "./draw-colorbar.ts";
import { drawMark } from "./draw-marks.ts";
import { STEEP_GAP } from "./fitting-ticks.ts";
import { inkColor } from "./ink.ts";
import {
  type ChartLayout,
  GAP,
  LINE,
  layOut,
  MARGIN,
  type PanelLayout,
  STEEP_LENGTH,
} from "./layout.ts";
import { positions } from "./scale.ts";

/** A chart made ready for a width: its height, and how it is drawn. */
export interface ChartDrawing {
  /** In points. */
  readonly width: number;
  readonly height: number;
  readonly draw: (pen: Pen) => void;
}

/** @param width In points. */
export function chartDrawing(chart: Chart, width: number, theme: Theme): ChartDrawing {
  const layout = layOut(chart, width, theme, textWidth);
  return {
    width,
    height: layout.height,
    draw: (pen) => {
      pen.rect({ x: 0, y: 0, width, height: layout.height }, { fill: theme.background });
      drawWords(pen, layout, theme);
      for (const panel of layout.panels) drawPanel(pen, panel, theme);
    },
  };
}

function drawWords(pen: Pen, layout: ChartLayout, theme: Theme): void {
  const { fontSize } = theme;
  const large = fontSize + 1.5;
  for (const [i, line] of layout.titleLines.entries()) {
    const y = MARGIN + 1.3 * large * (i + 0.5);
    pen.text(line, MARGIN, y, { size: large, color: theme.ink, bold: true, at: "middle" });
  }
  for (const [i, row] of layout.keyRows.entries()) {
    const y = layout.keyTop + 1.5 * fontSize * (i + 0.5);
    for (const { entry, x } of row) {
      drawSign(pen, entry, x, y, theme);
      pen.text(entry.name, x + 18, y, { size: fontSize, color: theme.ink, at: "middle" });
    }
  }
  const small = fontSize - 1;
  for (const [i, line] of layout.noteLines.entries()) {
    const y = layout.notesTop + 1.35 * small * (i + 0.5);
    pen.text(line, MARGIN, y, { size: small, color: theme.soft, at: "middle" });
  }
}

function drawSign(pen: Pen, { sign, color }: KeyEntry, x: number, y: number, theme: Theme): void {
  const fill = inkColor(color, theme);
  switch (sign) {
    case "dot":
      pen.circle(x + 8, y, 2.4, { fill });
      return;
    case "box":
      pen.rect({ x: x + 3, y: y - 3.5, width: 10, height: 7 }, { fill });
      return;
    case "line":
    case "dashed":
      pen.path([x + 1, y, x + 15, y], {
        stroke: { color: fill, width: 1.4, dash: sign === "dashed" ? [3, 2] : undefined },
      });
      return;
    default:
      sign satisfies never;
  }
}

function drawPanel(pen: Pen, layout: PanelLayout, theme: Theme): void {
  const { panel, inside } = layout;
  const { fontSize } = theme;
  const right = inside.x + inside.width;
  const bottom = inside.y + inside.height;
  const x = positions(panel.x, inside.x, right);
  const upwards = panel.y.kind === "linear" || panel.y.kind === "log";
  const y = upwards ? positions(panel.y, bottom, inside.y) : positions(panel.y, inside.y, bottom);
  for (const [i, text] of layout.titleLines.entries()) {
    const below = layout.titleLines.length - 1 - i;
    pen.text(text, inside.x, inside.y - (0.65 + LINE * below) * fontSize, {
      size: fontSize,
      color: theme.ink,
      bold: true,
      at: "middle",
    });
  }
  drawGrid(pen, layout, x, y, theme);
  pen.clip(grown(inside, 0.6), () => {
    for (const mark of panel.marks) drawMark(pen, mark, { inside, x, y }, theme);
  });
  drawAxes(pen, layout, x, y, theme);
  const small = fontSize - 1;
  for (const [i, line] of layout.captionLines.entries()) {
    const at = layout.captionTop + 1.35 * small * (i + 0.5);
    pen.text(line, inside.x, at, { size: small, color: theme.soft, at: "middle" });
  }
  if (panel.colorbar !== undefined) drawColorbar(pen, panel.colorbar, inside, theme);
}

function drawGrid(
  pen: Pen,
  { panel, inside, xTicks, yTicks }: PanelLayout,
  x: (value: number) => number,
  y: (value: number) => number,
  theme: Theme,
): void {
  const stroke = { color: theme.faint, width: 0.5 };
  const isNumbers = (kind: string) => kind === "linear" || kind === "log";
  if (isNumbers(panel.x.kind)) {
    for (const { value } of xTicks) {
      pen.path([x(value), inside.y, x(value), inside.y + inside.height], { stroke });
    }
  }
  if (isNumbers(panel.y.kind)) {
    for (const { value } of yTicks) {
      pen.path([inside.x, y(value), inside.x + inside.width, y(value)], { stroke });
    }
  }
}

function drawAxes(
  pen: Pen,
  layout: PanelLayout,
  x: (value: number) => number,
  y: (value: number) => number,
  theme: Theme,
): void {
  const { panel, inside, xTicks, yTicks, steep, yTickWidth, xTickHeight, xLabelLines, yLabel } =
    layout;
  const size = theme.fontSize - 1;
  const bottom = inside.y + inside.height;
  for (const { value, text } of yTicks) {
    pen.text(fitted(textWidth, text, yTickWidth + 0.01, size), inside.x - GAP, y(value), {
      size,
      color: theme.soft,
      anchor: "end",
      at: "middle",
    });
  }
  if (steep) drawSteepNames(pen, layout, x, theme);
  else {
    for (const { value, text } of xTicks) {
      const style = { size, color: theme.soft, anchor: "middle", at: "top" } as const;
      pen.text(text, x(value), bottom + GAP, style);
    }
  }
  const label = { size: theme.fontSize, color: theme.ink, anchor: "middle", at: "middle" } as const;
  for (const [i, line] of xLabelLines.entries()) {
    const at = bottom + xTickHeight + (0.9 + LINE * i) * theme.fontSize;
    pen.text(line, inside.x + inside.width / 2, at, label);
  }
  if (yLabel !== "") {
    const at = inside.x - yTickWidth - (yTickWidth > 0 ? 2 * GAP : 0) - 0.6 * theme.fontSize;
    pen.text(yLabel, at, inside.y + inside.height / 2, { ...label, rotate: 90 });
  }
  if (panel.x.kind !== "pixels") {
    pen.rect(inside, { stroke: { color: theme.faint, width: 0.5 } });
  }
}

/** Names written upwards; those of narrow places move apart, with a line to where they belong. */
function drawSteepNames(
  pen: Pen,
  { inside, xTicks }: PanelLayout,
  x: (value: number) => number,
  theme: Theme,
): void {
  const size = theme.fontSize - 1;
  const top = inside.y + inside.height;
  const at = xTicks.map(({ value }) => x(value));
  const spread = apart(at, STEEP_GAP * size, inside.x, inside.x + inside.width);
  const moved = spread.some((place, i) => Math.abs(place - at[i]) > 0.5);
  const lead = moved ? 6 : 0;
  for (const [i, { text }] of xTicks.entries()) {
    if (moved) {
      const stroke = { color: theme.faint, width: 0.5 };
      pen.path([at[i], top, spread[i], top + lead], { stroke });
    }
    pen.text(fitted(textWidth, text, STEEP_LENGTH - lead, size), spread[i], top + GAP + lead, {
      size,
      color: theme.soft,
      anchor: "end",
      at: "middle",
      rotate: 90,
    });
  }
}

/** Rising places, moved as little as it takes for `gap` between them; inside of [from, to] where they fit. */
function apart(places: readonly number[], gap: number, from: number, to: number): number[] {
  const out = [...places];
  for (let i = 1; i < out.length; i++) out[i] = Math.max(out[i], out[i - 1] + gap);
  let limit = to;
  for (let i = out.length - 1; i >= 0; i--) {
    out[i] = Math.max(from, Math.min(out[i], limit));
    limit = out[i] - gap;
  }
  return out;
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
