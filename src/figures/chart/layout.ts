/**
 * Where everything of a chart goes, in points: how wide the names are decides how wide the panels can be.
 *
 * @module
 */

import type { Theme } from "../color/theme.ts";
import type { Box } from "../pen/pen.ts";
import { fitted, textWidth, wrapped } from "../text/font.ts";
import type { Axis, Chart, Panel } from "./chart.ts";
import { positions, type Tick } from "./scale.ts";
import { ticksOf } from "./ticks.ts";

export interface PanelLayout {
  readonly panel: Panel;
  readonly inside: Box;

  /** Above the inside, the last line next to it; none without a title. */
  readonly titleLines: readonly string[];
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];

  /** Whether names along x are written upwards. */
  readonly steep: boolean;

  /** Width of what is written left of the inside, axis label not counted. */
  readonly yTickWidth: number;

  /** Height of what is written below the inside, axis label not counted. */
  readonly xTickHeight: number;

  /** What stands below, axis label and ticks included above it. */
  readonly captionLines: readonly string[];
  readonly captionTop: number;
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

/** From one line of a panel's title to the next, in units of its size. */
export const TITLE_LINE = 1.2;
const MOST_TITLE_LINES = 3;

/** Names written upwards stand this far from each other, in units of their size. */
export const STEEP_GAP = 1.02;

export function layOut(chart: Chart, width: number, theme: Theme): ChartLayout {
  const { fontSize } = theme;
  const small = fontSize - 1;
  const room = width - 2 * MARGIN;
  const titleLines = theme.title ? wrapped(chart.title, room, fontSize + 1.5, true) : [];
  let y = MARGIN + titleLines.length * 1.3 * (fontSize + 1.5) + (titleLines.length > 0 ? GAP : 0);
  const keyTop = y;
  const keyRows = keyPlaces(chart.key ?? [], room, fontSize);
  y += keyRows.length * 1.5 * fontSize;

  const grid = chart.panels.filter(({ wide = false }) => !wide);
  const columns = columnsOf(grid, chart.columns ?? 1, width, theme);
  const panels: PanelLayout[] = [];
  for (const part of rowsOf(chart.panels, columns.length)) {
    const isWide = part[0].wide === true;
    const row = rowOf(part, isWide ? columnsOf(part, 1, width, theme) : columns, y, theme);
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

/** A column of panels: their insides begin and end at the same place. */
interface ColumnLayout {
  readonly x: number;
  readonly width: number;

  /** Of what is written left of the insides, axis labels not counted. */
  readonly tickWidth: number;
}

function columnsOf(
  panels: readonly Panel[],
  wanted: number,
  width: number,
  theme: Theme,
): ColumnLayout[] {
  const count = Math.max(1, wanted);
  const columns = Array.from({ length: count }, (_, i) =>
    panels.filter((_, place) => place % count === i),
  );
  const tickWidths = columns.map((panels) => {
    const texts = panels.flatMap((panel) => axisTicks(panel.y, guessedHeight(panel), theme));
    const widest = Math.max(0, ...texts.map(({ text }) => textWidth(text, theme.fontSize - 1)));
    return Math.min(widest, width * 0.3);
  });
  const left = columns.map((panels, i) => {
    const label = panels.some(({ y }) => axisLabel(y) !== "") ? 1.5 * theme.fontSize : 0;
    return tickWidths[i] + (tickWidths[i] > 0 ? 2 * GAP : 0) + label;
  });
  const right = columns.map((panels) =>
    Math.max(
      0,
      ...panels.map(({ colorbar, x }) =>
        colorbar === undefined ? overhang(x, width, theme) : COLORBAR,
      ),
    ),
  );
  const weights = columns.map((panels) => Math.max(0.01, ...panels.map((p) => p.weight ?? 1)));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const inner = width - 2 * MARGIN - sum(left) - sum(right) - 2 * GAP * (count - 1);
  let x = MARGIN;
  return columns.map((_, i): ColumnLayout => {
    const place = {
      x: x + left[i],
      width: Math.max(6, (inner * weights[i]) / sum(weights)),
      tickWidth: tickWidths[i],
    };
    x = place.x + place.width + right[i] + 2 * GAP;
    return place;
  });
}

/** Panels in rows of `columns`; a wide one ends the row before it. */
function rowsOf(panels: readonly Panel[], columns: number): Panel[][] {
  const rows: Panel[][] = [];
  let row: Panel[] = [];
  const end = () => {
    if (row.length > 0) rows.push(row);
    row = [];
  };
  for (const panel of panels) {
    if (panel.wide) {
      end();
      rows.push([panel]);
      continue;
    }
    row.push(panel);
    if (row.length === columns) end();
  }
  end();
  return rows;
}

/** One row of panels. */
function rowOf(
  panels: readonly Panel[],
  columns: readonly ColumnLayout[],
  top: number,
  theme: Theme,
): { panels: PanelLayout[]; bottom: number } {
  const { fontSize } = theme;
  const titles = panels.map(({ title }, i) => titleLinesOf(title, columns[i].width, fontSize));
  const lines = Math.max(...titles.map(({ length }) => length));
  const y = top + (lines === 0 ? GAP : (1.5 + TITLE_LINE * (lines - 1)) * fontSize);
  let bottom = y;
  const placed = panels.map((panel, i): PanelLayout => {
    const { x, width, tickWidth } = columns[i];
    const height = "points" in panel.height ? panel.height.points : panel.height.aspect * width;
    const all = axisTicks(panel.x, width, theme);
    const steep = isSteep(panel.x, all, width, theme);
    const xTicks = steep && panel.x.kind === "linear" ? withRoom(panel.x, all, width, theme) : all;
    const longest = Math.max(0, ...xTicks.map(({ text }) => textWidth(text, fontSize - 1)));
    const xTickHeight =
      xTicks.length === 0 ? 0 : GAP + (steep ? Math.min(longest, 90) : 1.1 * (fontSize - 1));
    const label = axisLabel(panel.x) === "" ? 0 : 1.5 * fontSize;
    const legend = panel.colorbar === undefined ? 0 : 1.6 * fontSize;
    const small = fontSize - 1;
    const captionLines = (panel.caption ?? []).flatMap((line) => wrapped(line, width, small));
    const captionTop = y + height + xTickHeight + label + (captionLines.length > 0 ? GAP : 0);
    const words = captionTop + 1.35 * small * captionLines.length;
    bottom = Math.max(bottom, Math.max(words, y + height + legend) + GAP);
    return {
      panel,
      inside: { x, y, width, height },
      titleLines: titles[i],
      xTicks,
      yTicks: axisTicks(panel.y, height, theme),
      steep,
      yTickWidth: tickWidth,
      xTickHeight,
      captionLines,
      captionTop,
    };
  });
  return { panels: placed, bottom };
}

/** A title on as many lines as it needs; what the last has no room for is cut. */
function titleLinesOf(title: string | undefined, width: number, fontSize: number): string[] {
  if (title === undefined) return [];
  const lines = wrapped(title, width, fontSize, true);
  const last = lines.slice(MOST_TITLE_LINES - 1).join(" ");
  const kept =
    lines.length > MOST_TITLE_LINES ? [...lines.slice(0, MOST_TITLE_LINES - 1), last] : lines;
  return kept.map((line) => fitted(line, width, fontSize, true));
}

/** What the last number along x takes beyond the end of its axis. Names written upwards take nothing. */
function overhang(axis: Axis, pageWidth: number, theme: Theme): number {
  if (axis.kind === "band" || axis.kind === "pixels") return 0;
  const ticks = ticksOf(axis, 3);
  if (isSteep(axis, ticks, pageWidth, theme)) return 0;
  const last = ticks.at(-1);
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

/** Names that would touch each other are written upwards. */
function isSteep(axis: Axis, ticks: readonly Tick[], width: number, { fontSize }: Theme): boolean {
  const named = axis.kind === "band" || (axis.kind === "linear" && axis.tickNames !== undefined);
  if (!named || ticks.length === 0) return false;
  const scale = positions(axis, 0, width);
  return ticks.some(({ value, text }, i) => {
    const room = i > 0 ? scale(value) - scale(ticks[i - 1].value) : width;
    return textWidth(text, fontSize - 1) > room - 2;
  });
}

/** Names written upwards where they belong; of those that would touch, the first stays. */
function withRoom(axis: Axis, ticks: readonly Tick[], width: number, theme: Theme): Tick[] {
  const size = STEEP_GAP * (theme.fontSize - 1);
  const at = positions(axis, 0, width);
  let free = 0;
  return ticks.filter(({ value }) => {
    const start = at(value) - size / 2;
    if (start < free - 0.01 || start + size > width + 0.01) return false;
    free = start + size;
    return true;
  });
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
