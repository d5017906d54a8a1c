/**
 * What CLADE-ICPE has learned of positions: in each layer one plane for scale and one for shift, over the square of all offsets.
 *
 * @module
 */

import type { PlaneRow } from "../../analysis/spatial/rows.ts";
import { okLab } from "../../labels/palette.ts";
import type { Chart, Mark, Panel } from "../chart/chart.ts";
import { type ColorDomain, colorOf, DIVERGING } from "../color/colormap.ts";
import { numberText, percentText } from "../text/number-text.ts";
import type { View } from "../view.ts";
import { notFiniteWords } from "./not-finite.ts";
import { filledUp } from "./painted.ts";

export interface IcpePlanesInput {
  readonly rows: readonly PlaneRow[];
}

/** Cells along a side. */
const SIDE = 20;
const CORNERS = [
  [-1, -1],
  [-1, 1],
  [1, -1],
  [1, 1],
] as const;

export const icpePlanesView: View<IcpePlanesInput> = {
  name: "icpe-planes",
  picture: ({ rows }) => {
    const layers = new Set(rows.map(({ layer }) => layer)).size;
    const title = `Planes of CLADE-ICPE: factors of scale and shift over all offsets, ${layers} ${layers === 1 ? "layer" : "layers"}`;
    const text = words(rows);
    return {
      title,
      alt: `Small squares, one for scale and one for shift of each layer, from the upper left of a region to its lower right; blue where the factor is below 1, red above, with an arrow along the gradient. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: () =>
        rows.map((row) => {
          const [upperLeft, upperRight, lowerLeft, lowerRight] = CORNERS.map(([y, x]) =>
            at(row, y, x),
          );
          return { ...row, upperLeft, upperRight, lowerLeft, lowerRight };
        }),
      chart: () => chartOf(rows, title),
    };
  },
};

/** The factor 1 + b + w·(dy, dx). */
function at({ weightY, weightX, bias }: PlaneRow, dy: number, dx: number): number {
  return 1 + bias + weightY * dy + weightX * dx;
}

function steepness({ weightY, weightX }: PlaneRow): number {
  const length = Math.hypot(weightY, weightX);
  return Number.isFinite(length) ? length : 0;
}

function words(rows: readonly PlaneRow[]): string[] {
  const broken = rows.filter((row) => !Number.isFinite(at(row, 1, 1) + at(row, -1, -1))).length;
  return [
    ...(["scale", "shift"] as const).flatMap((kind) => {
      const part = rows.filter((row) => row.kind === kind);
      if (part.length === 0) return [];
      const most = part.reduce((a, b) => (steepness(b) > steepness(a) ? b : a));
      const factors = part
        .flatMap((row) => CORNERS.map(([y, x]) => at(row, y, x)))
        .filter(Number.isFinite);
      const [low, high] = [Math.min(...factors), Math.max(...factors)].map((v) => numberText(v, 3));
      return [
        `${kind}: factors from ${low} to ${high}, steepest in ${most.layer} (dy ${numberText(most.weightY, 3)}, dx ${numberText(most.weightX, 3)})`,
      ];
    }),
    ...notFiniteWords(broken, "plane"),
  ];
}

function chartOf(rows: readonly PlaneRow[], title: string): Chart {
  const farthest = rows
    .flatMap((row) => CORNERS.map(([y, x]) => Math.abs(at(row, y, x) - 1)))
    .filter(Number.isFinite)
    .reduce((a, b) => Math.max(a, b), 0);
  const end = roundedUp(farthest || 1);
  const domain = { low: 1 - end, high: 1 + end };
  const longest = rows.reduce((most, row) => Math.max(most, steepness(row)), 0) || 1;
  const columns = Math.max(4, Math.min(6, rows.length));
  return {
    title,
    columns,
    panels: filledUp(
      rows.map((row, i) =>
        planePanel(row, domain, longest, i === Math.min(columns, rows.length) - 1),
      ),
      columns,
    ),
    notes: [
      "Each square holds all offsets of a pixel from the centre of its region: the upper left corner is the region's, dy = dx = −1. Scale (shift) of every class and channel is times 1 + b + w·(dy, dx), written at the corners; 1 changes nothing. Arrows: the gradient, the longest the steepest of all.",
      "Share: how much of the variance of the layer's shift over the pixels counted comes of the plane; that of its scale is in the table.",
    ].slice(0, rows.some(({ share }) => Number.isFinite(share)) ? 2 : 1),
  };
}

function planePanel(
  row: PlaneRow,
  domain: ColorDomain,
  longest: number,
  withScale: boolean,
): Panel {
  const offset = (i: number) => ((i + 0.5) / SIDE) * 2 - 1;
  const values = Float32Array.from({ length: SIDE * SIDE }, (_, p) =>
    at(row, offset(Math.floor(p / SIDE)), offset(p % SIDE)),
  );
  const names = (axis: string) =>
    Array.from({ length: SIDE }, (_, i) => `${axis} ${numberText(offset(i), 2)}`);
  const axis = { kind: "pixels", size: SIDE } as const;
  const length = (0.36 * SIDE) / longest;
  const middle = SIDE / 2;
  return {
    title: row.kind,
    x: axis,
    y: axis,
    height: { aspect: 1 },
    marks: [
      {
        kind: "cells",
        rows: SIDE,
        columns: SIDE,
        values,
        colormap: DIVERGING,
        domain,
        neutral: 1,
        rowNames: names("dy"),
        columnNames: names("dx"),
      },
      ...(steepness(row) > 0
        ? [
            {
              kind: "segments",
              x0: [middle],
              y0: [middle],
              x1: [middle + length * row.weightX],
              y1: [middle + length * row.weightY],
              color: inkOn(at(row, 0, 0), domain),
              width: 1,
              heads: true,
            } as const satisfies Mark,
          ]
        : []),
      ...CORNERS.map(([dy, dx]): Mark => {
        const factor = at(row, dy, dx);
        return {
          kind: "texts",
          x: [middle + dx * 0.94 * middle],
          y: [middle + dy * 0.86 * middle],
          texts: [numberText(factor, 3)],
          color: inkOn(factor, domain),
          anchor: dx < 0 ? "start" : "end",
        };
      }),
    ],
    caption:
      row.kind === "scale"
        ? [row.layer]
        : Number.isFinite(row.share)
          ? [`share ${percentText(row.share)}`]
          : [],
    colorbar: withScale
      ? {
          label: "factor",
          colormap: DIVERGING,
          domain,
          neutral: { value: 1, name: "1" },
          ticks: [domain.low, domain.high],
        }
      : undefined,
  };
}

/** To two digits, so that the ends of the scale can be written. */
function roundedUp(x: number): number {
  const unit = 10 ** (Math.floor(Math.log10(x)) - 1);
  return Number((Math.ceil(x / unit - 1e-9) * unit).toPrecision(2));
}

/** Black or white, whichever can be read on the colour of `value`. */
function inkOn(value: number, domain: ColorDomain): "#ffffff" | "#101418" {
  const [lightness] = okLab(colorOf(value, DIVERGING, domain));
  return lightness < 0.62 ? "#ffffff" : "#101418";
}
