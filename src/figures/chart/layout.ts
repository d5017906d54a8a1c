/**
 * Where everything of a chart goes, in points: how wide the names are decides how wide the panels can be.
 *
 * @module
 */

import type { Theme } from "../color/theme.ts";
import type { Box } from "../pen/pen.ts";
import { textWidth, wrapped } from "../text/font.ts";
import type { Axis, Chart, Panel } from "./chart.ts";
import type { Tick } from "./scale.ts";
import { ticksOf } from "./ticks.ts";

export interface PanelLayout {
  readonly panel: Panel;
  readonly inside: Box;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];

  /** Whether names along x are written upwards. */
  readonly steep: boolean;

  /** Width of what is written left of the inside, axis label not counted. */
  readonly yTickWidth: number;

  /** Height of what is written below the inside, axis label not counted. */
  readonly xTickHeight: number;
}

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  readonly titleLines: readonly string[];
  readonly keyTop: number;
  readonly keyRows: readonly (readonly KeyPlace[])[];
  readonly panels: readonly PanelLayout[];
  readonly noteLines: readonly string[];
  readonly notesTop: number;
}

export interface KeyPlace {
  readonly entry: NonNullable<Chart["key"]>[number];
  readonly x: number;
}

export const MARGIN = 4;
export const GAP = 3;
const COLORBAR = 38;

export function layOut(chart: Chart, width: number, theme: Theme): ChartLayout {
  const { fontSize } = theme;
  const small = fontSize - 1;
  const room = width - 2 * MARGIN;
  const titleLines = theme.title ? wrapped(chart.title, room, fontSize + 1.5, true) : [];
  let y = MARGIN + titleLines.length * 1.3 * (fontSize + 1.5) + (titleLines.length > 0 ? GAP : 0);
  const keyTop = y;
  const keyRows = keyPlaces(chart.key ?? [], room, fontSize);
  y += keyRows.length * 1.5 * fontSize;

  const columns = Math.max(1, chart.columns ?? 1);
  const panels: PanelLayout[] = [];
  for (let start = 0; start < chart.panels.length; start += columns) {
    const row = rowOf(chart.panels.slice(start, start + columns), columns, y, width, theme);
    panels.push(...row.panels);
    y = row.bottom + 2 * GAP;
  }
  const noteLines = (chart.notes ?? []).flatMap((note) => wrapped(note, room, small));
  return {
    width,
    height: y + noteLines.length * 1.35 * small + MARGIN,
    titleLines,
    keyTop,
    keyRows,
    panels,
    noteLines,
    notesTop: y,
  };
}

/** One row of panels. */
function rowOf(
  panels: readonly Panel[],
  columns: number,
  top: number,
  width: number,
  theme: Theme,
): { panels: PanelLayout[]; bottom: number } {
  const { fontSize } = theme;
  const left = panels.map((panel) => {
    const ticks = axisTicks(panel.y, guessedHeight(panel), theme);
    const tickWidth = ticks.reduce(
      (most, { text }) => Math.max(most, textWidth(text, fontSize - 1)),
      0,
    );
    return { ticks, tickWidth: Math.min(tickWidth, width * 0.3) };
  });
  const beside = (i: number) =>
    left[i].tickWidth +
    (left[i].tickWidth > 0 ? 2 * GAP : 0) +
    (axisLabel(panels[i].y) === "" ? 0 : 1.5 * fontSize);
  const bars = panels.map((panel) =>
    panel.colorbar === undefined ? overhang(panel.x, theme) : COLORBAR,
  );
  const taken = panels.reduce((sum, _, i) => sum + beside(i) + bars[i], 0);
  const empty = columns - panels.length;
  const perPanel = (width - 2 * MARGIN - 2 * GAP * (columns - 1)) / columns;
  const inner = width - 2 * MARGIN - taken - 2 * GAP * (columns - 1) - empty * perPanel;
  const weights = panels.map((panel) => panel.weight ?? 1);
  const weight = weights.reduce((a, b) => a + b, 0);

  const titled = panels.some(({ title }) => title !== undefined);
  const insideTop = top + (titled ? 1.5 * fontSize : GAP);
  let x = MARGIN;
  let bottom = insideTop;
  const placed = panels.map((panel, i): PanelLayout => {
    x += beside(i);
    const inside: Box = {
      x,
      y: insideTop,
      width: Math.max(10, (inner * weights[i]) / weight),
      height: 0,
    };
    const height =
      "points" in panel.height ? panel.height.points : panel.height.aspect * inside.width;
    const box = { ...inside, height };
    const xTicks = axisTicks(panel.x, box.width, theme);
    const yTicks = axisTicks(panel.y, height, theme);
    const steep = isSteep(panel.x, box.width, theme);
    const longest = xTicks.reduce(
      (most, { text }) => Math.max(most, textWidth(text, fontSize - 1)),
      0,
    );
    const xTickHeight =
      xTicks.length === 0 ? 0 : GAP + (steep ? Math.min(longest, 90) : 1.1 * (fontSize - 1));
    const labelHeight = axisLabel(panel.x) === "" ? 0 : 1.5 * fontSize;
    x += box.width + bars[i] + 2 * GAP;
    bottom = Math.max(bottom, insideTop + height + xTickHeight + labelHeight + GAP);
    return {
      panel,
      inside: box,
      xTicks,
      yTicks,
      steep,
      yTickWidth: left[i].tickWidth,
      xTickHeight,
    };
  });
  return { panels: placed, bottom };
}

/** What the last number along x takes beyond the end of its axis. */
function overhang(axis: Axis, theme: Theme): number {
  if (axis.kind === "band" || axis.kind === "pixels") return 0;
  const last = ticksOf(axis, 3).at(-1);
  return last === undefined ? 0 : textWidth(last.text, theme.fontSize - 1) / 2;
}

export function axisLabel(axis: Axis): string {
  return axis.kind === "pixels" ? "" : axis.label;
}

/** Ticks that fit; names that would overlap are left out altogether, since a few of many say little. */
function axisTicks(axis: Axis, length: number, { fontSize }: Theme): Tick[] {
  if (axis.kind === "pixels") return [];
  if (axis.kind === "band") {
    const step = length / Math.max(1, axis.names.length);
    if (step < 0.82 * (fontSize - 1)) return [];
    return axis.names.map((text, i) => ({ value: i + 0.5, text }));
  }
  return ticksOf(axis, Math.max(2, Math.min(7, Math.floor(length / 38))));
}

function isSteep(axis: Axis, width: number, { fontSize }: Theme): boolean {
  if (axis.kind !== "band") return false;
  const step = width / Math.max(1, axis.names.length);
  return axis.names.some((name) => textWidth(name, fontSize - 1) > step - 2);
}

function guessedHeight({ height }: Panel): number {
  return "points" in height ? height.points : 160 * height.aspect;
}

/** Entries of the key, in as many rows as they need. */
function keyPlaces(
  entries: NonNullable<Chart["key"]>,
  room: number,
  fontSize: number,
): KeyPlace[][] {
  const rows: KeyPlace[][] = [];
  let x = 0;
  for (const entry of entries) {
    const wide = 18 + textWidth(entry.name, fontSize) + 10;
    if (rows.length === 0 || x + wide > room) {
      rows.push([]);
      x = 0;
    }
    rows[rows.length - 1].push({ entry, x: MARGIN + x });
    x += wide;
  }
  return rows;
}
