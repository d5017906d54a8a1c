/**
 * How the figures of the experiment name and colour things: the same in all of them.
 *
 * @module
 */

import type { Corner, ExperimentMethod, Trunk } from "../../../src/analysis/experiment/design.ts";
import type { Metric } from "../../../src/analysis/quality/evaluate.ts";
import { element, type Svg } from "./svg.ts";

/** Colours of Okabe and Ito (2008), which most people with a colour deficiency tell apart; a shape each as well. */
export const LOOKS: Readonly<
  Record<ExperimentMethod, { readonly name: string; readonly color: string; readonly shape: Shape }>
> = {
  spade: { name: "SPADE", color: "#0072b2", shape: "circle" },
  "spade-1x1": { name: "SPADE 1×1", color: "#cc79a7", shape: "diamond" },
  clade: { name: "CLADE", color: "#d55e00", shape: "square" },
  "clade-icpe": { name: "CLADE-ICPE", color: "#009e73", shape: "triangle" },
  "clade-icpe-class": { name: "ICPE by class", color: "#e69f00", shape: "triangle" },
  "clade-icpe-instance": { name: "ICPE by instance", color: "#56b4e9", shape: "triangle" },
  "clade-icpe-raw": { name: "ICPE in pixels", color: "#7f7f7f", shape: "triangle" },
};

type Shape = "circle" | "square" | "triangle" | "diamond";

export const TRUNK_NAMES: Readonly<Record<Trunk, string>> = {
  released: "released trunk (3×3)",
  pointwise: "pointwise trunk (1×1)",
};

export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  slicedWasserstein: "sliced Wasserstein",
  frechet: "Fréchet distance",
  colourError: "colour error",
  pixelError: "pixel error",
  textureError: "texture error",
  positionalSlope: "positional slope",
  positionalError: "positional error",
  positionalCorrelation: "positional correlation",
  gradientSlope: "gradient slope",
  gradientCorrelation: "gradient correlation",
  fineSlope: "fine slope",
  fineCorrelation: "fine correlation",
  boundarySlope: "boundary slope",
  boundaryError: "boundary error",
  boundaryCorrelation: "boundary correlation",
};

/** "positional structure 1, context 0". */
export function cornerText({ positional, context }: Corner): string {
  return `positional structure ${positional}, context ${context}`;
}

/** @param filled Or hollow. */
export function marker(shape: Shape, x: number, y: number, color: string, filled = true): Svg {
  const paint = { fill: filled ? color : "none", stroke: color, "stroke-width": 1.5 };
  if (shape === "circle") return element("circle", { cx: x, cy: y, r: 3.5, ...paint });
  const corners: Record<Exclude<Shape, "circle">, readonly (readonly [number, number])[]> = {
    square: [
      [-3, -3],
      [3, -3],
      [3, 3],
      [-3, 3],
    ],
    triangle: [
      [0, -4],
      [4, 3],
      [-4, 3],
    ],
    diamond: [
      [0, -4.5],
      [4.5, 0],
      [0, 4.5],
      [-4.5, 0],
    ],
  };
  const points = corners[shape].map(([dx, dy]) => `${round(x + dx)},${round(y + dy)}`).join(" ");
  return element("polygon", { points, ...paint });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
