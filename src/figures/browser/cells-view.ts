/**
 * A heat map to look around in: wheel and drag, keys, a search for rows, orders to choose from, and a line that says what is pointed at.
 *
 * @module
 */

import { DIVERGING } from "../color/colormap.ts";
import type { Theme } from "../color/theme.ts";
import type { CellsBlock, CellsExplorer } from "../html/explorer.ts";
import type { Payload } from "../html/payload.ts";
import type { Window } from "../raster-pyramid.ts";
import { numberText } from "../text/number-text.ts";
import { blockAt, type CellsTable, cellsTable } from "./cells-data.ts";
import { GUTTER, headerOf, paintCells } from "./cells-paint.ts";
import { colorKey } from "./color-key.ts";
import { choice, element } from "./elements.ts";

interface Spot {
  readonly row: number;
  readonly column: number;
}

export function cellsView(
  host: HTMLElement,
  payload: Payload,
  explorer: CellsExplorer,
  theme: Theme,
): () => void {
  const { rowNames, blocks, rowOrders } = explorer;
  const header = headerOf(explorer);
  let table = cellsTable(explorer, rowOrders[0].rows);
  const all: Window = { row: 0, column: 0, rows: table.rows, columns: table.columns };
  let window = all;
  let spot: Spot | null = null;
  let found: ReadonlySet<number> = new Set();

  const canvas = element("canvas", {
    tabindex: 0,
    role: "application",
    "aria-label": `${payload.alt} Arrow keys move from cell to cell, plus and minus zoom, 0 shows all.`,
  });
  const readout = element("p", { class: "cladescope-readout", "aria-live": "polite" });
  const height = Math.max(180, Math.min(420, 2.6 * table.rows)) + header;
  canvas.style.cssText = `width:100%;height:${height}px;display:block;touch-action:none`;

  let waiting = false;
  const paint = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      paintCells(canvas, { explorer, table, window, spot, found, theme, colormap: DIVERGING });
    });
  };
  const say = () => {
    readout.textContent =
      spot === null ? hint(explorer, window, table) : said(explorer, table, spot);
  };
  const show = (next: Window) => {
    window = clamped(next, table);
    say();
    paint();
  };
  const point = (next: Spot | null) => {
    spot = next;
    say();
    paint();
  };
  const zoom = (factor: number, at: Spot) => {
    const rows = Math.min(table.rows, Math.max(4, window.rows * factor));
    const columns = Math.min(table.columns, Math.max(8, window.columns * factor));
    show({
      rows,
      columns,
      row: at.row - ((at.row - window.row) / window.rows) * rows,
      column: at.column - ((at.column - window.column) / window.columns) * columns,
    });
  };
  const middle = (): Spot =>
    spot ?? { row: window.row + window.rows / 2, column: window.column + window.columns / 2 };

  /** Where the pointer is, in cells; null outside. */
  const under = (event: MouseEvent): Spot | null => {
    const box = canvas.getBoundingClientRect();
    const x = (event.clientX - box.left - GUTTER) / (box.width - GUTTER);
    const y = (event.clientY - box.top - header) / (box.height - header);
    if (x < 0 || y < 0 || x >= 1 || y >= 1) return null;
    return { row: window.row + y * window.rows, column: window.column + x * window.columns };
  };
  /** The layer whose name stands where the pointer is, or would stand. */
  const headed = (event: MouseEvent): CellsBlock | null => {
    const box = canvas.getBoundingClientRect();
    const x = (event.clientX - box.left - GUTTER) / (box.width - GUTTER);
    const above = event.clientY - box.top < header;
    if (!above || x < 0 || x >= 1) return null;
    return blockAt(blocks, window.column + x * window.columns).block;
  };
  const cell = (at: Spot | null): Spot | null =>
    at && { row: Math.floor(at.row), column: Math.floor(at.column) };

  canvas.addEventListener(
    "wheel",
    (event) => {
      const at = under(event);
      if (at === null || !(event.ctrlKey || event.metaKey || document.activeElement === canvas))
        return;
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.25 : 0.8, at);
    },
    { passive: false },
  );
  let drag: { x: number; y: number; from: Window } | null = null;
  canvas.addEventListener("pointerdown", (event) => {
    drag = { x: event.clientX, y: event.clientY, from: window };
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
  });
  canvas.addEventListener("pointermove", (event) => {
    if (drag !== null && event.buttons === 1) {
      const box = canvas.getBoundingClientRect();
      const { from } = drag;
      show({
        ...from,
        column: from.column - ((event.clientX - drag.x) / (box.width - GUTTER)) * from.columns,
        row: from.row - ((event.clientY - drag.y) / (box.height - header)) * from.rows,
      });
    }
    point(cell(under(event)));
    const block = headed(event);
    if (block !== null) {
      const kinds = block.columns === 1 ? explorer.columnKind : `${explorer.columnKind}s`;
      readout.textContent = `${block.name}: ${block.columns} ${kinds}`;
    }
  });
  canvas.addEventListener("pointerup", () => {
    drag = null;
  });
  canvas.addEventListener("pointerleave", () => point(null));
  canvas.addEventListener("dblclick", () => show(all));
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's own
    const { row, column } = cell(middle()) ?? { row: 0, column: 0 };
    const step = event.shiftKey ? 10 : 1;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => point({ row, column: column - step }),
      ArrowRight: () => point({ row, column: column + step }),
      ArrowUp: () => point({ row: row - step, column }),
      ArrowDown: () => point({ row: row + step, column }),
      "+": () => zoom(0.7, { row, column }),
      "=": () => zoom(0.7, { row, column }),
      "-": () => zoom(1.4, { row, column }),
      "0": () => show(all),
      Escape: () => point(null),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
    if (spot === null) return;
    spot = {
      row: Math.max(0, Math.min(table.rows - 1, spot.row)),
      column: Math.max(0, Math.min(table.columns - 1, spot.column)),
    };
    show(following(window, spot));
  });

  const search = element("input", {
    type: "search",
    placeholder: `find a ${explorer.rowKind}`,
    "aria-label": `find a ${explorer.rowKind}`,
  });
  search.addEventListener("input", () => {
    const text = search.value.trim().toLowerCase();
    const hits = rowNames.flatMap((name, i) =>
      text !== "" && name.toLowerCase().includes(text) ? [i] : [],
    );
    found = new Set(hits);
    readout.textContent =
      text === ""
        ? hint(explorer, window, table)
        : `${hits.length} found: ${hits
            .slice(0, 8)
            .map((i) => rowNames[i])
            .join(", ")}${hits.length > 8 ? " …" : ""}`;
    paint();
  });
  const button = (label: string, text: string, onClick: () => void) => {
    const out = element("button", { type: "button", "aria-label": label, title: label }, text);
    out.addEventListener("click", onClick);
    return out;
  };
  const noteTexts = payload.chart.notes ?? [];
  const notes = noteTexts.map((note) => element("p", { class: "cladescope-note" }, note));
  const bar = element(
    "p",
    { class: "cladescope-bar" },
    choice(
      `order of ${explorer.rowKind} rows`,
      rowOrders.map(({ name }) => name),
      (i) => {
        table = cellsTable(explorer, rowOrders[i].rows);
        for (const [k, note] of notes.entries()) {
          const [from, to] = [rowOrders[0], rowOrders[i]].map(({ name }) => `order of ${name}`);
          note.textContent = noteTexts[k].replace(from, to);
        }
        point(null);
      },
    ),
    ...(blocks.length < 2
      ? []
      : [
          choice("layer", ["all", ...blocks.map(({ name }) => name)], (i) => {
            const start = blocks.slice(0, i - 1).reduce((sum, { columns }) => sum + columns, 0);
            show(i === 0 ? all : { ...all, column: start, columns: blocks[i - 1].columns });
          }),
        ]),
    search,
    button("zoom in", "+", () => zoom(0.7, middle())),
    button("zoom out", "−", () => zoom(1.4, middle())),
    button("show all", "⤢", () => show(all)),
    colorKey(DIVERGING, explorer.domain, explorer.neutral),
  );
  host.replaceChildren(
    element("p", { class: "cladescope-title" }, payload.title),
    bar,
    canvas,
    readout,
    ...notes,
  );
  say();
  paint();
  const resize = new ResizeObserver(paint);
  resize.observe(canvas);
  return () => resize.disconnect();
}

function clamped(next: Window, { rows, columns }: CellsTable): Window {
  return {
    ...next,
    row: Math.max(0, Math.min(rows - next.rows, next.row)),
    column: Math.max(0, Math.min(columns - next.columns, next.column)),
  };
}

/** The window, moved so that a cell is in it. */
function following(window: Window, { row, column }: Spot): Window {
  const move = (start: number, length: number, at: number) =>
    at < start ? at : at + 1 > start + length ? at + 1 - length : start;
  return {
    ...window,
    row: move(window.row, window.rows, row),
    column: move(window.column, window.columns, column),
  };
}

function hint(
  { rowKind, columnKind }: CellsExplorer,
  window: Window,
  { rows, columns }: CellsTable,
): string {
  const part =
    window.rows < rows || window.columns < columns
      ? `${Math.round(window.rows)} of ${rows} rows, ${Math.round(window.columns)} of ${columns} columns. `
      : "";
  return `${part}Point at a cell: a row is a ${rowKind}, a column a ${columnKind}. Click, then the wheel or + and − zoom; drag moves; double-click shows all.`;
}

function said(explorer: CellsExplorer, table: CellsTable, { row, column }: Spot): string {
  const { block, inside } = blockAt(explorer.blocks, column);
  const number = block.columnNumbers?.[inside] ?? inside;
  const value = table.values[row * table.columns + column];
  const exact = block.values instanceof Float32Array;
  const about = exact
    ? numberText(value, 7)
    : `about ${numberText(value, 4)} (±${numberText((block.high - block.low) / 508, 1)}, 1/255 of the layer's range)`;
  return `${explorer.rowNames[table.order[row]]} · ${block.name}, ${explorer.columnKind} ${number}: ${explorer.quantity} ${about}`;
}
