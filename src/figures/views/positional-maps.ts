/**
 * The positional map of CLADE-ICPE: where each pixel lies from the centre of its region.
 *
 * @module
 */

import { polarMap } from "../../analysis/positions/polar.ts";
import type { Chart, Colorbar, Mark, Panel } from "../chart/chart.ts";
import {
  type ColorDomain,
  type Colormap,
  CYCLIC,
  DIVERGING,
  SEQUENTIAL,
} from "../color/colormap.ts";
import { countText, numberText } from "../text/number-text.ts";
import type { Row, View } from "../view.ts";
import { classKeyPanel, labelPanel } from "./label-panels.ts";
import type { LabelsInput } from "./label-raster.ts";
import { notFiniteWords } from "./not-finite.ts";
import { pixelMapPanel } from "./pixel-map-panel.ts";
import { robustDomain } from "./robust-domain.ts";

export interface PositionalMapsInput {
  readonly labels: LabelsInput;

  /** [2, height, width]: vertical (down), then horizontal (right). */
  readonly positions: Float32Array;

  /** What has a centre of its own: "component", "class", "instance". */
  readonly unit: string;

  /** Whether offsets are shares of the region's extent, in (−1, 1), or pixels. */
  readonly normalised: boolean;
}

export const positionalMapsView: View<PositionalMapsInput> = {
  name: "positional-maps",
  picture: (input) => {
    const { labels, unit } = input;
    const title = `Positional map: offsets of each pixel from the centre of its ${unit}`;
    const text = words(input);
    return {
      title,
      alt: `Six panels of ${labels.height} × ${labels.width} pixels: the label map with arrows away from the centres, vertical and horizontal offset, radius and angle. ${text.join(". ")}.`,
      text: text.join("\n"),
      lighter: "show smaller pictures",
      rows: () => rowsOf(input),
      chart: () => chartOf(input, title),
    };
  },
};

/** In degrees; a pixel without an offset has no angle. */
function polar({ labels, positions }: PositionalMapsInput): {
  radius: Float32Array;
  angle: Float32Array;
} {
  const { radius, angle } = polarMap({ ...labels, data: positions });
  return {
    radius,
    angle: angle.map((a, p) => (radius[p] > 0 ? (a * 180) / Math.PI : Number.NaN)),
  };
}

function words(input: PositionalMapsInput): string[] {
  const { positions, normalised } = input;
  const { radius } = polar(input);
  const pixels = radius.length;
  const finite = radius.filter(Number.isFinite);
  const mean = finite.reduce((sum, r) => sum + r, 0) / finite.length;
  const zero = finite.reduce((sum, r) => sum + Number(r === 0), 0);
  const range = (from: number) => {
    const part = positions.subarray(from, from + pixels).filter(Number.isFinite);
    const ends = [
      part.reduce((a, b) => Math.min(a, b), 0),
      part.reduce((a, b) => Math.max(a, b), 0),
    ];
    return ends.map((end) => numberText(end, 3)).join(" to ");
  };
  return [
    `dy ${range(0)}, dx ${range(pixels)}, mean radius ${numberText(mean, 3)}, ${normalised ? "in units of the region's extent" : "in pixels"}`,
    `${countText(zero)} of ${countText(pixels)} pixels have no offset`,
    ...notFiniteWords(pixels - finite.length, "pixel"),
  ];
}

function* rowsOf(input: PositionalMapsInput): Generator<Row> {
  const { labels, positions } = input;
  const { width, rows, classNames } = labels;
  const { radius, angle } = polar(input);
  for (let p = 0; p < rows.length; p++) {
    yield {
      y: Math.floor(p / width),
      x: p % width,
      class: rows[p],
      className: classNames[rows[p]] ?? `row ${rows[p]}`,
      dy: positions[p],
      dx: positions[rows.length + p],
      radius: radius[p],
      angleDegrees: angle[p],
    };
  }
}

function chartOf(input: PositionalMapsInput, title: string): Chart {
  const { labels, positions, unit, normalised } = input;
  const pixels = labels.rows.length;
  const aspect = labels.height / labels.width;
  const [dy, dx] = [positions.subarray(0, pixels), positions.subarray(pixels)];
  const { radius, angle } = polar(input);
  const offsets = normalised ? { low: -1, high: 1 } : robustDomain([dy, dx], 0);
  const radii = { low: 0, high: normalised ? Math.SQRT2 : robustDomain([radius], 0).high };
  const around = { low: -180, high: 180 };
  const zero = { value: 0, name: "0" };
  return {
    title,
    columns: 3,
    panels: [
      labelPanel(labels, aspect, "Label map", arrows(input)),
      mapPanel(labels, "dy: down", dy, DIVERGING, offsets, { neutral: zero }),
      mapPanel(labels, "dx: right", dx, DIVERGING, offsets, { neutral: zero }),
      classKeyPanel(labels, aspect),
      mapPanel(labels, "radius", radius, SEQUENTIAL, radii),
      mapPanel(labels, "angle", angle, CYCLIC, around, {
        label: "degrees",
        ticks: [-180, -90, 0, 90, 180],
      }),
    ],
    notes: [
      `Each ${unit} has a centre, the mean of its pixels; arrows point away from it. ${normalised ? "Offsets are shares of the farthest pixel's, downwards and to the right positive." : "Offsets are in pixels, downwards and to the right positive."} Angles: 0 is right, 90 down; a pixel without an offset has none (grey).`,
    ],
  };
}

function mapPanel(
  { height, width }: LabelsInput,
  title: string,
  values: Float32Array,
  colormap: Colormap,
  domain: ColorDomain,
  bar: Partial<Colorbar> = {},
): Panel {
  return pixelMapPanel({ title, values, height, width, colormap, domain, scale: bar });
}

/** Arrows along the longer side. */
const ARROWS = 15;

/** Offsets at the points of a coarse grid, dark on a light edge so that they show on any colour. */
function arrows({ labels, positions, normalised }: PositionalMapsInput): Mark[] {
  const { height, width } = labels;
  const pixels = height * width;
  const step = Math.max(1, Math.max(height, width) / ARROWS);
  const unit = normalised ? 1 : robustDomain([positions], 0).high;
  const ends: { x0: number[]; y0: number[]; x1: number[]; y1: number[] } = {
    x0: [],
    y0: [],
    x1: [],
    y1: [],
  };
  for (let y = step / 2; y < height; y += step) {
    for (let x = step / 2; x < width; x += step) {
      const p = Math.floor(y) * width + Math.floor(x);
      const [dy, dx] = [positions[p] / unit, positions[pixels + p] / unit];
      if (!(Math.hypot(dy, dx) > 0.05)) continue;
      ends.x0.push(x);
      ends.y0.push(y);
      ends.x1.push(x + 0.85 * step * Math.max(-1, Math.min(1, dx)));
      ends.y1.push(y + 0.85 * step * Math.max(-1, Math.min(1, dy)));
    }
  }
  return [
    { kind: "segments", ...ends, color: "#ffffff", width: 2 },
    { kind: "segments", ...ends, color: "#101418", width: 0.8, heads: true },
  ];
}
