/**
 * The experiment's result on one page: a dot with its interval for each method, in each corner, with each trunk.
 *
 * @module
 */

import { CORNERS, cornerName, METHODS, TRUNKS } from "../../../src/analysis/experiment/design.ts";
import type { SummaryRow } from "../../../src/analysis/experiment/rows.ts";
import type { Metric } from "../../../src/analysis/quality/evaluate.ts";
import { cornerText, LOOKS, METRIC_NAMES, marker, TRUNK_NAMES } from "./look.ts";
import { element, figure, gridLine, type Svg, text, ticks } from "./svg.ts";

const METRICS: readonly Metric[] = [
  "slicedWasserstein",
  "pixelError",
  "positionalError",
  "boundaryError",
];

const [LEFT, TOP, COLUMN, GAP, ROW, CORNER_TITLE] = [136, 96, 108, 22, 16, 26];
const CORNER_HEIGHT = CORNER_TITLE + METHODS.length * ROW + 8;
const BOTTOM = TOP + CORNERS.length * CORNER_HEIGHT;

/** @param metrics Columns, each with one scale for both trunks; errors and distances, whose best is 0. */
export function dotPlot(rows: readonly SummaryRow[], metrics: readonly Metric[] = METRICS): Svg {
  const block = metrics.length * (COLUMN + GAP);
  const width = LEFT + TRUNKS.length * block + 12;
  const parts = [
    text(16, 28, "What each method gets wrong, corner by corner", { size: 16, weight: "bold" }),
    text(
      16,
      48,
      "Dots: mean over held-out pictures, smaller is better. Lines: 95 % intervals, over pictures and seeds (filled) or, with one seed, over pictures alone (hollow).",
      { soft: true },
    ),
    ...CORNERS.map((corner, i) =>
      text(16, TOP + i * CORNER_HEIGHT + 15, cornerText(corner), { weight: "bold" }),
    ),
    ...CORNERS.flatMap((_, i) =>
      METHODS.map((method, j) =>
        text(LEFT - 12, rowY(i, j) + 4, LOOKS[method].name, { anchor: "end", size: 11 }),
      ),
    ),
    ...TRUNKS.flatMap((trunk, t) => {
      const left = LEFT + t * block;
      const title = text(left, TOP - 26, TRUNK_NAMES[trunk], { size: 13, weight: "bold" });
      const columns = metrics.map((metric, m) => {
        const own = rows.filter((row) => row.metric === metric);
        const here = own.filter((row) => row.trunk === trunk);
        return column(here, metric, left + m * (COLUMN + GAP), scaleOf(own));
      });
      return [title, ...columns];
    }),
  ];
  const label = `Dot plot of ${metrics.map((metric) => METRIC_NAMES[metric]).join(", ")} of each method, for both knobs at 0 and 1 and both trunks`;
  return figure(width, BOTTOM + 26, label, parts.join("\n"));
}

/** One metric with one trunk, all corners one under the other. */
function column(
  rows: readonly SummaryRow[],
  metric: Metric,
  left: number,
  marks: readonly number[],
): Svg {
  const max = marks[marks.length - 1];
  const xOf = (value: number): number => left + (COLUMN * Math.min(Math.max(value, 0), max)) / max;
  const corners = CORNERS.map((corner) => cornerName(corner));
  return [
    text(left, TOP - 8, METRIC_NAMES[metric], { size: 11 }),
    ...CORNERS.flatMap((_, i) =>
      marks.map((mark) =>
        gridLine(xOf(mark), rowY(i, 0) - 8, xOf(mark), rowY(i, METHODS.length - 1) + 8),
      ),
    ),
    ...marks.map((mark) =>
      text(xOf(mark), BOTTOM + 10, `${mark}`, { size: 10, anchor: "middle", soft: true }),
    ),
    ...rows.map((row) => {
      const { color, shape } = LOOKS[row.method];
      const y = rowY(corners.indexOf(cornerName(row)), METHODS.indexOf(row.method));
      const interval = { x1: xOf(row.low), x2: xOf(row.high), y1: y, y2: y };
      return (
        element("line", { ...interval, stroke: color, "stroke-width": 2 }) +
        marker(shape, xOf(row.estimate), y, color, row.seeds > 1)
      );
    }),
  ].join("\n");
}

function scaleOf(rows: readonly SummaryRow[]): number[] {
  return ticks(Math.max(0, ...rows.map(({ high }) => high)));
}

function rowY(corner: number, method: number): number {
  return TOP + corner * CORNER_HEIGHT + CORNER_TITLE + method * ROW + ROW / 2 - 2;
}
