/**
 * Texts that stand at places of a panel's axes: where a panel is too narrow, they run into each other.
 *
 * @module
 */

import type { Mark } from "../chart/chart.ts";
import type { ChartLayout, PanelLayout } from "../chart/layout.ts";
import { positions } from "../chart/scale.ts";
import type { Theme } from "../color/theme.ts";
import type { Box } from "../pen/pen.ts";
import type { TextWidth } from "../text/fitted.ts";
import { markerSize, PIXELS } from "./page-units.ts";

/** Between texts beside each other there is to be at least this, in units of their size. */
const GAP = 0.25;

/** Lines need this of their size at least. */
const INK = 0.9;

/** How many pairs of texts touch, and how many texts reach beyond the page. */
export function touchingTexts(layout: ChartLayout, theme: Theme, textWidth: TextWidth): number {
  const size = theme.fontSize - 1;
  const boxes = layout.panels
    .flatMap((panel) => [
      ...tickBoxes(panel, size, textWidth),
      ...textBoxes(panel, size, textWidth),
    ])
    .sort((a, b) => a.x - b.x);
  let touching = 0;
  for (const [i, one] of boxes.entries()) {
    if (one.x < 0 || one.x + one.width + GAP * size > layout.width) touching++;
    for (let j = i + 1; j < boxes.length; j++) {
      const other = boxes[j];
      if (other.x >= one.x + one.width + GAP * size) break;
      if (Math.abs(other.y - one.y) < INK * size) touching++;
    }
  }
  return touching;
}

/** What is written below a panel, where it is not plotly that picks the numbers. */
function tickBoxes(
  { panel: { x: axis }, inside, xTicks, steep }: PanelLayout,
  size: number,
  textWidth: TextWidth,
): Box[] {
  if (axis.kind === "linear" && axis.ticks === undefined) return [];
  const x = positions(axis, inside.x, inside.x + inside.width);
  return xTicks.map(({ value, text }) => {
    // Of names written upwards, the lines must not touch; between them there need be nothing.
    const width = steep ? (INK - GAP) * size : textWidth(text, size);
    return { x: x(value) - width / 2, y: inside.y + inside.height, width, height: size };
  });
}

function textBoxes({ panel, inside }: PanelLayout, size: number, textWidth: TextWidth): Box[] {
  const x = positions(panel.x, inside.x, inside.x + inside.width);
  const upwards = panel.y.kind === "linear" || panel.y.kind === "log";
  const [from, to] = upwards
    ? [inside.y + inside.height, inside.y]
    : [inside.y, inside.y + inside.height];
  const y = positions(panel.y, from, to);
  return panel.marks.filter(isTexts).flatMap((mark) =>
    mark.texts.map((text, i): Box => {
      const width = textWidth(text, size, mark.bold);
      const away = awayFromPoint(mark);
      const before = { start: -away, middle: width / 2, end: width + away }[
        mark.anchor ?? "middle"
      ];
      const top = y(mark.y[i]) - (mark.lift ?? 0) - size / 2;
      return { x: x(mark.x[i]) - before, y: top, width, height: size };
    }),
  );
}

/** What plotly leaves between a point and a text beside it: `textPointPosition` of its src/components/drawing/index.js. */
function awayFromPoint({ lift }: Extract<Mark, { kind: "texts" }>): number {
  return (markerSize(lift) / 2 / 0.8 + 1) / PIXELS;
}

function isTexts(mark: Mark): mark is Extract<Mark, { kind: "texts" }> {
  return mark.kind === "texts";
}
