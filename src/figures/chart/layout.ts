/**
 * Where everything of a chart goes, in points: how wide the names are decides how wide the panels can be.
 *
 * @module
 */

import type { Theme } from "../color/theme.ts";
import type { Box } from "../pen/pen.ts";
import { fitted, type TextWidth, wrapped } from "../text/fitted.ts";
import type { Axis, Chart, Panel } from "./chart.ts";
import { barRoom } from "./colorbar.ts";
import { axisTicks, isSteep, type Letters, overhang, withRoom } from "./fitting-ticks.ts";
import type { Tick } from "./scale.ts";

export interface PanelLayout {
  readonly panel: Panel;
  readonly inside: Box;

  /** Above the inside, the last one next to it. */
  readonly titleLines: readonly string[];
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];

  /** Whether names along x are written upwards. */
  readonly steep: boolean;

  /** Width of what is written left of the inside, axis label not counted. */
  readonly yTickWidth: number;

  /** Height of what is written below the inside, axis label not counted. */
  readonly xTickHeight: number;

  /** The labels of the axes as far as there is room. */
  readonly xLabelLines: readonly string[];
  readonly yLabel: string;

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

/** A label of an axis is at most by this wider than the axis, in points. */
const MOST_SPARE = 40;

/** From one line of a title or label to the next, in units of their size. */
export const LINE = 1.2;

/** Names written upwards are cut where they are longer, in points. */
export const STEEP_LENGTH = 90;

/** @param width In points. */
export function layOut(
  chart: Chart,
  width: number,
  theme: Theme,
  textWidth: TextWidth,
): ChartLayout {
  const { fontSize } = theme;
  const letters: Letters = { fontSize, textWidth };
  const small = fontSize - 1;
  const room = width - 2 * MARGIN;
  const titleLines = theme.title ? wrapped(textWidth, chart.title, room, fontSize + 1.5, true) : [];
  let y = MARGIN + titleLines.length * 1.3 * (fontSize + 1.5) + (titleLines.length > 0 ? GAP : 0);
  const keyTop = y;
  const keyRows = keyPlaces(chart.key ?? [], room, letters);
  y += keyRows.length * 1.5 * fontSize;

  const grid = chart.panels.filter(({ wide = false }) => !wide);
  const columns = columnsOf(grid, chart.columns ?? 1, width, letters);
  const panels: PanelLayout[] = [];
  for (const part of rowsOf(chart.panels, columns.length)) {
    const isWide = part[0].wide === true;
    const places = isWide ? columnsOf(part, 1, width, letters) : columns;
    const row = rowOf(part, places, y, width, letters);
    panels.push(...row.panels);
    y = row.bottom + 2 * GAP;
  }
  const noteLines = (chart.notes ?? []).flatMap((note) => wrapped(textWidth, note, room, small));
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
  letters: Letters,
): ColumnLayout[] {
  const { fontSize, textWidth } = letters;
  const count = Math.max(1, wanted);
  const columns = Array.from({ length: count }, (_, i) =>
    panels.filter((_, place) => place % count === i),
  );
  const tickWidths = columns.map((panels) => {
    const texts = panels.flatMap((panel) => axisTicks(panel.y, guessedHeight(panel), letters));
    const widest = Math.max(0, ...texts.map(({ text }) => textWidth(text, fontSize - 1)));
    return Math.min(widest, width * 0.3);
  });
  const left = columns.map((panels, i) => {
    const label = panels.some(({ y }) => axisLabel(y) !== "") ? 1.5 * fontSize : 0;
    return tickWidths[i] + (tickWidths[i] > 0 ? 2 * GAP : 0) + label;
  });
  const right = columns.map((panels) =>
    Math.max(
      0,
      ...panels.map((panel) =>
        panel.colorbar === undefined
          ? overhang(panel.x, width, letters)
          : barRoom(panel.colorbar, guessedHeight(panel), fontSize - 1, textWidth),
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
  pageWidth: number,
  letters: Letters,
): { panels: PanelLayout[]; bottom: number } {
  const { fontSize, textWidth } = letters;
  const small = fontSize - 1;
  const titles = panels.map(({ title }, i) => {
    const { width } = columns[i];
    return title === undefined ? [] : wrapped(textWidth, title, width, fontSize, true);
  });
  const most = Math.max(...titles.map(({ length }) => length));
  const y = top + (most > 0 ? 1.5 * fontSize + LINE * fontSize * (most - 1) : GAP);
  let bottom = y;
  const placed = panels.map((panel, i): PanelLayout => {
    const { x, width, tickWidth } = columns[i];
    const height = "points" in panel.height ? panel.height.points : panel.height.aspect * width;
    const all = axisTicks(panel.x, width, letters);
    const steep = isSteep(panel.x, all, width, letters);
    const xTicks =
      steep && panel.x.kind === "linear" ? withRoom(panel.x, all, width, letters) : all;
    const longest = Math.max(0, ...xTicks.map(({ text }) => textWidth(text, small)));
    const xTickHeight =
      xTicks.length === 0 ? 0 : GAP + (steep ? Math.min(longest, STEEP_LENGTH) : 1.1 * small);
    const beside = panel.colorbar === undefined ? spareBeside(columns, i, pageWidth) : 0;
    const xLabelLines =
      axisLabel(panel.x) === ""
        ? []
        : wrapped(textWidth, axisLabel(panel.x), width + beside, fontSize);
    const label = xLabelLines.length === 0 ? 0 : (1.5 + LINE * (xLabelLines.length - 1)) * fontSize;
    const legend = panel.colorbar === undefined ? 0 : 1.6 * fontSize;
    const captionLines = (panel.caption ?? []).flatMap((line) =>
      wrapped(textWidth, line, width, small),
    );
    const captionTop = y + height + xTickHeight + label + (captionLines.length > 0 ? GAP : 0);
    const words = captionTop + 1.35 * small * captionLines.length;
    bottom = Math.max(bottom, Math.max(words, y + height + legend) + GAP);
    return {
      panel,
      inside: { x, y, width, height },
      titleLines: titles[i],
      xTicks,
      yTicks: axisTicks(panel.y, height, letters),
      steep,
      yTickWidth: tickWidth,
      xTickHeight,
      xLabelLines,
      yLabel: fitted(textWidth, axisLabel(panel.y), height + 30, fontSize),
      captionLines,
      captionTop,
    };
  });
  return { panels: placed, bottom };
}

/** By how much a label may be wider than its axis: half of the way to the next panels and all to the edges is free. */
function spareBeside(columns: readonly ColumnLayout[], i: number, pageWidth: number): number {
  const [before, { x, width }, after] = [columns[i - 1], columns[i], columns[i + 1]];
  const right = x + width;
  return Math.min(
    MOST_SPARE,
    before === undefined ? 2 * x : x - before.x - before.width - GAP,
    after === undefined ? 2 * (pageWidth - right) : after.x - right - GAP,
  );
}

function axisLabel(axis: Axis): string {
  return axis.kind === "pixels" ? "" : axis.label;
}

function guessedHeight({ height }: Panel): number {
  return "points" in height ? height.points : 160 * height.aspect;
}

/** Entries of the key, in as many rows as they need. */
function keyPlaces(
  entries: NonNullable<Chart["key"]>,
  room: number,
  { fontSize, textWidth }: Letters,
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
