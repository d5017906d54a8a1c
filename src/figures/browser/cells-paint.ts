/**
 * Paints the part of a heat map that is in the window.
 *
 * @module
 */

import { type Colormap, colorIndices } from "../color/colormap.ts";
import type { Theme } from "../color/theme.ts";
import type { CellsExplorer } from "../html/explorer.ts";
import type { Window } from "../raster-pyramid.ts";
import { blockHeadings, headingLines } from "./block-headings.ts";
import type { CellsTable } from "./cells-data.ts";

/** Room for row names on the left; CSS pixels. */
export const GUTTER = 112;

/** Of a line of layer names. */
const LINE = 14;

/** Room for layer names on top; CSS pixels. */
export function headerOf({ blocks }: CellsExplorer): number {
  return 4 + LINE * headingLines(blocks);
}

export interface CellsState {
  readonly explorer: CellsExplorer;
  readonly table: CellsTable;
  readonly window: Window;
  readonly spot: { readonly row: number; readonly column: number } | null;

  /** Rows of the explorer in focus; the rest is pale while there are some. */
  readonly found: ReadonlySet<number>;
  readonly theme: Theme;
  readonly colormap: Colormap;
}

export function paintCells(canvas: HTMLCanvasElement, state: CellsState): void {
  const ratio = globalThis.devicePixelRatio || 1;
  const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
  if (wide <= GUTTER || high <= headerOf(state.explorer)) return;
  canvas.width = Math.round(wide * ratio);
  canvas.height = Math.round(high * ratio);
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { theme } = state;
  context.fillStyle = theme.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  paintPixels(context, state, ratio);
  context.scale(ratio, ratio);
  context.font = `11px "DejaVu Sans", Verdana, sans-serif`;
  context.textBaseline = "middle";
  paintRows(context, state, wide, high);
  paintBlocks(context, state, wide, high);
  paintSpot(context, state, wide, high);
}

function paintPixels(context: CanvasRenderingContext2D, state: CellsState, ratio: number): void {
  const { table, window, explorer, colormap, found } = state;
  const [left, top] = [GUTTER, headerOf(explorer)].map((length) => Math.round(length * ratio));
  const [width, height] = [context.canvas.width - left, context.canvas.height - top];
  const values = table.pyramid.view(window, height, width, explorer.neutral);
  const indices = colorIndices(values, explorer.domain);
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const lookup = Uint32Array.from(colormap.palette, ([r, g, b]) => packed(r, g, b));
  const pale = Uint32Array.from(colormap.palette, (color) => {
    const [r, g, b] = color.map((channel) => Math.round(0.18 * channel + 0.82 * 200));
    return packed(r, g, b);
  });
  for (let y = 0; y < height; y++) {
    const row = Math.min(
      table.rows - 1,
      Math.floor(window.row + ((y + 0.5) / height) * window.rows),
    );
    const colors = found.size > 0 && !found.has(table.order[row]) ? pale : lookup;
    for (let i = y * width; i < (y + 1) * width; i++) pixels[i] = colors[indices[i]];
  }
  context.putImageData(image, left, top);
}

/** Little-endian RGBA, as all browsers have it. */
function packed(r: number, g: number, b: number): number {
  return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
}

/** Names where there is room, and always those in focus. */
function paintRows(
  context: CanvasRenderingContext2D,
  { table, window, explorer, theme, found, spot }: CellsState,
  _wide: number,
  high: number,
): void {
  const header = headerOf(explorer);
  const step = (high - header) / window.rows;
  context.textAlign = "right";
  let last = Number.NEGATIVE_INFINITY;
  const names = (row: number) => explorer.rowNames[table.order[row]];
  for (
    let row = Math.floor(window.row);
    row < Math.min(table.rows, window.row + window.rows);
    row++
  ) {
    const inFocus = found.has(table.order[row]) || row === spot?.row;
    const y = header + (row + 0.5 - window.row) * step;
    if (!inFocus && (step < 11 || y - last < 11)) continue;
    if (inFocus && y - last < 11 && step < 11 && row !== spot?.row) continue;
    last = y;
    context.fillStyle = inFocus ? theme.ink : theme.soft;
    context.fillText(shortened(context, names(row), GUTTER - 8), GUTTER - 4, y);
  }
}

function paintBlocks(
  context: CanvasRenderingContext2D,
  { window, explorer, theme }: CellsState,
  wide: number,
  high: number,
): void {
  const header = headerOf(explorer);
  const step = (wide - GUTTER) / window.columns;
  context.textAlign = "left";
  const lowest = headingLines(explorer.blocks) - 1;
  for (const { text, start, end, line } of blockHeadings(explorer.blocks)) {
    const from = GUTTER + Math.max(0, (start - window.column) * step);
    const to = Math.min(wide, GUTTER + (end - window.column) * step);
    if (to <= GUTTER || from >= wide) continue;
    context.strokeStyle = theme.ink;
    context.globalAlpha = 0.5;
    context.beginPath();
    context.moveTo(from, line * LINE + 2);
    context.lineTo(from, line === lowest ? high : header);
    context.stroke();
    context.globalAlpha = 1;
    context.fillStyle = theme.soft;
    // Whole or not at all: what has no room is said when a cell or the place of the name is pointed at.
    if (context.measureText(text).width <= to - from - 5) {
      context.fillText(text, from + 3, (line + 0.5) * LINE + 2);
    }
  }
}

function paintSpot(
  context: CanvasRenderingContext2D,
  { window, spot, theme, explorer }: CellsState,
  wide: number,
  high: number,
): void {
  if (spot === null) return;
  const header = headerOf(explorer);
  const [x, y] = [(wide - GUTTER) / window.columns, (high - header) / window.rows];
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.5;
  context.strokeRect(
    GUTTER + (spot.column - window.column) * x - 1,
    header + (spot.row - window.row) * y - 1,
    Math.max(3, x) + 2,
    Math.max(3, y) + 2,
  );
}

function shortened(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let short = text;
  while (short.length > 1 && context.measureText(`${short}…`).width > room)
    short = short.slice(0, -1);
  return `${short}…`;
}
