/**
 * Return on investment: a measure against steps and against processor time, in each corner, with each trunk.
 *
 * @module
 */

import {
  CORNERS,
  type Corner,
  cornerName,
  type ExperimentMethod,
  TRUNKS,
  type Trunk,
} from "../../../src/analysis/experiment/design.ts";
import type { CurvePoint, RunRecord } from "../../../src/analysis/experiment/run-record.ts";
import { type StepTimes, secondsPerStep } from "../../../src/analysis/experiment/step-times.ts";
import type { Metric } from "../../../src/analysis/quality/evaluate.ts";
import { cornerText, LOOKS, METRIC_NAMES, marker, TRUNK_NAMES } from "./look.ts";
import { element, figure, gridLine, type Svg, text, ticks } from "./svg.ts";

/** The methods drawn; the variants of CLADE-ICPE cost the same and are in the dot plot. */
const DRAWN: readonly ExperimentMethod[] = ["spade", "spade-1x1", "clade", "clade-icpe"];

/** Where on an axis a point of a run's curve lies. */
type XOf = (point: CurvePoint, record: RunRecord) => number;

const [LEFT, TOP, WIDTH, HEIGHT, GAP_X, GAP_Y, TRUNK_TITLE] = [56, 108, 222, 118, 26, 44, 26];

/** A line for each method, the mean over its seeds; around it the band of its seeds. */
export function learningCurves(
  records: readonly RunRecord[],
  metric: Metric,
  times: StepTimes | null = null,
): Svg {
  const against: readonly { readonly title: string; readonly xOf: XOf }[] = [
    { title: "steps", xOf: ({ step }) => step },
    {
      title: "seconds of one core",
      xOf: ({ step }, { design: { method, trunk } }) =>
        step * secondsPerStep(method, trunk, records, times),
    },
  ];
  const width = LEFT + CORNERS.length * (WIDTH + GAP_X) - GAP_X + 24;
  const height = TOP + TRUNKS.length * (TRUNK_TITLE + 2 * (HEIGHT + GAP_Y)) + 4;
  const drawn = records.filter(({ design }) => DRAWN.includes(design.method));
  const values = drawn.flatMap(({ curve }) => curve.map((point) => point.metrics[metric] ?? 0));
  // What untrained networks do is off the scale: the question is how the lines end.
  const yMarks = ticks(quantile(values, 0.95));
  const parts = [
    text(16, 28, `How fast they learn: ${METRIC_NAMES[metric]}, smaller is better`, {
      size: 16,
      weight: "bold",
    }),
    text(
      16,
      48,
      "Lines: mean over seeds. Bands: smallest to largest seed, where there are several. What lies above the scale is cut off.",
      {
        soft: true,
      },
    ),
    legend(),
    ...CORNERS.map((corner, i) =>
      text(LEFT + i * (WIDTH + GAP_X), TOP - 8, cornerText(corner), { size: 11, weight: "bold" }),
    ),
    ...TRUNKS.flatMap((trunk, t) => {
      const top = TOP + t * (TRUNK_TITLE + 2 * (HEIGHT + GAP_Y));
      const title = text(16, top + 14, TRUNK_NAMES[trunk], { size: 13, weight: "bold" });
      const panels = against.flatMap(({ title: axis, xOf }, row) => {
        const all = drawn.flatMap((record) => record.curve.map((point) => xOf(point, record)));
        const xMarks = ticks(Math.max(0, ...all));
        return CORNERS.map((corner, i) =>
          panel(
            linesOf(drawn, trunk, corner, metric, xOf),
            LEFT + i * (WIDTH + GAP_X),
            top + TRUNK_TITLE + row * (HEIGHT + GAP_Y),
            { xMarks, yMarks, axis, first: i === 0 },
          ),
        );
      });
      return [title, ...panels];
    }),
  ];
  const label = `Line charts of ${METRIC_NAMES[metric]} against steps and against processor time, for both knobs at 0 and 1 and both trunks`;
  return figure(width, height, label, parts.join("\n"));
}

interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

interface Line {
  readonly method: ExperimentMethod;
  readonly points: readonly LinePoint[];
}

function linesOf(
  records: readonly RunRecord[],
  trunk: Trunk,
  corner: Corner,
  metric: Metric,
  xOf: XOf,
): Line[] {
  return DRAWN.map((method) => {
    const own = records.filter(
      ({ design }) =>
        design.method === method &&
        design.trunk === trunk &&
        cornerName(design) === cornerName(corner),
    );
    const steps = [...new Set(own.flatMap(({ curve }) => curve.map(({ step }) => step)))];
    const points = steps
      .sort((a, b) => a - b)
      .flatMap((step) => {
        const here = own.flatMap((record) =>
          record.curve.filter((point) => point.step === step).map((point) => ({ point, record })),
        );
        const values = here
          .map(({ point }) => point.metrics[metric])
          .filter((value) => value !== null);
        if (values.length === 0) return [];
        const low = Math.min(...values);
        const x = mean(here.map(({ point, record }) => xOf(point, record)));
        return [{ x, y: mean(values), low, high: Math.max(...values) }];
      });
    return { method, points };
  }).filter(({ points }) => points.length > 0);
}

interface PanelAxes {
  readonly xMarks: readonly number[];
  readonly yMarks: readonly number[];
  readonly axis: string;

  /** Whether it is the first of its row, with numbers at its y axis. */
  readonly first: boolean;
}

function panel(
  lines: readonly Line[],
  left: number,
  top: number,
  { xMarks, yMarks, axis, first }: PanelAxes,
): Svg {
  const [xMax, yMax] = [xMarks[xMarks.length - 1], yMarks[yMarks.length - 1]];
  const bottom = top + HEIGHT;
  const xAt = (x: number): number => left + (WIDTH * x) / xMax;
  const yAt = (y: number): number => bottom - (HEIGHT * Math.min(Math.max(y, 0), yMax)) / yMax;
  const path = (points: readonly (readonly [number, number])[]): string =>
    points.map(([x, y]) => `${xAt(x).toFixed(1)},${yAt(y).toFixed(1)}`).join(" ");
  return [
    ...yMarks.map((y) => gridLine(left, yAt(y), left + WIDTH, yAt(y))),
    ...(first
      ? yMarks.map((y) =>
          text(left - 6, yAt(y) + 4, `${y}`, { size: 10, anchor: "end", soft: true }),
        )
      : []),
    ...xMarks.map((x) =>
      text(xAt(x), bottom + 14, `${x}`, { size: 10, anchor: "middle", soft: true }),
    ),
    text(left + WIDTH / 2, bottom + 28, axis, { size: 10, anchor: "middle", soft: true }),
    ...lines.map(({ method, points }) => {
      const { color, shape } = LOOKS[method];
      const band = [
        ...points.map(({ x, low }) => [x, low] as const),
        ...points.map(({ x, high }) => [x, high] as const).reverse(),
      ];
      const last = points[points.length - 1];
      return [
        element("polygon", { points: path(band), fill: color, "fill-opacity": 0.2 }),
        element("polyline", {
          points: path(points.map(({ x, y }) => [x, y] as const)),
          fill: "none",
          stroke: color,
          "stroke-width": 1.8,
        }),
        marker(shape, xAt(last.x), yAt(last.y), color),
      ].join("");
    }),
  ].join("\n");
}

function legend(): Svg {
  return DRAWN.map((method, i) => {
    const { name, color, shape } = LOOKS[method];
    const x = 22 + i * 130;
    return (
      element("line", { x1: x - 6, x2: x + 18, y1: 70, y2: 70, stroke: color, "stroke-width": 2 }) +
      marker(shape, x + 6, 70, color) +
      text(x + 26, 74, name)
    );
  }).join("\n");
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(p * (sorted.length - 1))] ?? 0;
}
