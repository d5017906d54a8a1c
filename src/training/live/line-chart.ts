/**
 * A small line chart as SVG: one horizontal axis, each line with its name and last value at its end.
 *
 * @module
 */

import { escapeXml } from "./escape-xml.ts";

export interface Line {
  readonly name: string;

  /** As in CSS. */
  readonly color: string;

  /** As many as there are places along the axis. */
  readonly values: readonly number[];
}

export interface LineChartOptions {
  readonly title: string;

  /** Where the values lie along the axis; not falling. */
  readonly at: readonly number[];

  /** Right end of the axis, which starts at 0. */
  readonly end: number;
}

const WIDTH = 420;
const HEIGHT = 170;
const MARGIN = { left: 34, right: 104, top: 22, bottom: 20 };
const PLOT = {
  width: WIDTH - MARGIN.left - MARGIN.right,
  height: HEIGHT - MARGIN.top - MARGIN.bottom,
};

/** Lines of text stay this far from each other. */
const LINE = 13;

export function lineChart(lines: readonly Line[], { title, at, end }: LineChartOptions): string {
  const ticks = niceTicks(lines.flatMap(({ values }) => values));
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  const x = (step: number) => MARGIN.left + (PLOT.width * step) / Math.max(end, 1);
  const y = (value: number) => MARGIN.top + PLOT.height * (1 - (value - low) / (high - low));
  const parts = [
    `<text x="${MARGIN.left}" y="12" font-weight="600">${escapeXml(title)}</text>`,
    ...ticks.map(
      (tick) =>
        `<path d="M${MARGIN.left} ${fixed(y(tick))}h${PLOT.width}" stroke="currentColor" opacity="${tick === 0 ? 0.4 : 0.15}"/>` +
        `<text x="${MARGIN.left - 5}" y="${fixed(y(tick) + 4)}" text-anchor="end" opacity="0.7">${number(tick)}</text>`,
    ),
    `<text x="${MARGIN.left}" y="${HEIGHT - 5}" opacity="0.7">0</text>`,
    `<text x="${MARGIN.left + PLOT.width}" y="${HEIGHT - 5}" text-anchor="end" opacity="0.7">step ${end}</text>`,
  ];
  for (const { color, values } of lines) {
    const points = values.map((value, i) => `${fixed(x(at[i]))},${fixed(y(value))}`);
    parts.push(
      `<polyline points="${points.join(" ")}" fill="none" stroke="${color}" stroke-width="1.6" stroke-linejoin="round"/>`,
    );
  }
  const ends = lines.filter(({ values }) => values.length > 0);
  const places = spread(ends.map(({ values }) => y(values[values.length - 1])));
  for (const [i, { name, color, values }] of ends.entries()) {
    const value = values[values.length - 1];
    parts.push(
      `<text x="${fixed(x(at[at.length - 1]) + 5)}" y="${fixed(places[i] + 4)}" fill="${color}">${escapeXml(name)} ${number(value)}</text>`,
    );
  }
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escapeXml(title)}" font-family="system-ui, sans-serif" font-size="11" fill="currentColor">${parts.join("")}</svg>`;
}

/** Three to six round numbers around the values, and 0 among them. */
export function niceTicks(values: readonly number[]): number[] {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span));
  const step = [0.2, 0.5, 1, 2, 5].map((s) => s * power).find((s) => span / s <= 4) ?? span;
  const [first, last] = [Math.floor(low / step), Math.max(1, Math.ceil(high / step))];
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** Moves heights apart so that texts do not lie on each other; their order stays. */
function spread(heights: readonly number[]): number[] {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b]);
  const places = [...heights];
  for (let k = 1; k < order.length; k++) {
    places[order[k]] = Math.max(places[order[k]], places[order[k - 1]] + LINE);
  }
  for (let k = order.length - 1, floor = HEIGHT - MARGIN.bottom; k >= 0; k--, floor -= LINE) {
    places[order[k]] = Math.min(places[order[k]], floor); // not below the axis
  }
  return places;
}

function fixed(value: number): string {
  return value.toFixed(1);
}

/** Three digits, without zeros at the end. */
function number(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
