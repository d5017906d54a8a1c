/**
 * A label map in its label set's colours, with the classes that it holds as bars: how much of the picture each takes.
 *
 * @module
 */

import type { Chart, Panel } from "../chart/chart.ts";
import { hex } from "../color/colormap.ts";
import { countText, percentText } from "../text/number-text.ts";
import type { View } from "../view.ts";
import {
  type LabelsInput,
  labelRaster,
  type PresentClass,
  presentClasses,
} from "./label-raster.ts";

export interface LabelMapInput {
  readonly labels: LabelsInput;

  /** Names the map in the title: "street". */
  readonly name: string;

  /** 1 on both sides of a border between instances; [height, width]. */
  readonly edges?: Uint8Array | undefined;
}

/** More bars than this say less than a list. */
const MOST_BARS = 14;

export const labelMapView: View<LabelMapInput> = {
  name: "label-map",
  picture: (input) => {
    const { labels, name, edges } = input;
    const present = presentClasses(labels);
    const title = `Label map${name === "" ? "" : ` ${name}`}: ${labels.height} × ${labels.width} pixels, ${present.length} ${present.length === 1 ? "class" : "classes"}`;
    const largest = present
      .slice(0, 5)
      .map(({ className, share }) => `${className} ${percentText(share)}`);
    const text = [
      `largest: ${largest.join(", ")}`,
      ...(edges === undefined
        ? []
        : [`${percentText(shareOf(edges))} of pixels on instance edges`]),
    ];
    return {
      title,
      alt: `A label map of ${present.length} ${present.length === 1 ? "class" : "classes"}, each in its colour, and bars of the share of pixels. ${text.join(". ")}.`,
      text: text.join("\n"),
      lighter: "show smaller pictures",
      rows: () => present.map(({ color, ...row }) => ({ ...row, color: hex(color) })),
      chart: () => chartOf(input, title, present),
    };
  },
};

function chartOf(
  { labels, edges }: LabelMapInput,
  title: string,
  present: readonly PresentClass[],
): Chart {
  const { height, width } = labels;
  const { raster, names } = labelRaster(labels, edges);
  const bars = present.slice(0, MOST_BARS);
  const rest = present.slice(MOST_BARS);
  const aspect = height / width;
  const map: Panel = {
    x: { kind: "pixels", size: width },
    y: { kind: "pixels", size: height },
    height: { aspect },
    marks: [{ kind: "picture", raster, names }],
  };
  const notes = [
    ...(rest.length > 0
      ? [
          `${rest.length} smaller ${rest.length === 1 ? "class" : "classes"}, together ${percentText(rest.reduce((sum, { share }) => sum + share, 0))}: ${listed(rest)}.`,
        ]
      : []),
    ...(edges === undefined
      ? []
      : [
          `Black: edges between instances, ${percentText(shareOf(edges))} of pixels, as networks with instance edges are given them.`,
        ]),
  ];
  return { title, notes, columns: 2, panels: [map, barsOf(bars, aspect)] };
}

/** Each class's share, in its colour and by its name, so that colours need not be told apart. */
function barsOf(bars: readonly PresentClass[], aspect: number): Panel {
  const most = Math.max(0, ...bars.map(({ share }) => share));
  const at = bars.map((_, i) => i);
  return {
    x: { kind: "linear", label: "share of pixels", domain: [0, 1.45 * most || 1], percent: true },
    y: { kind: "band", label: "", names: bars.map(({ className }) => className) },
    height: { points: Math.max(24, Math.min(12 * bars.length, aspect < 0.6 ? 150 : 220)) },
    weight: 0.62,
    marks: [
      {
        kind: "boxes",
        x0: bars.map(() => 0),
        x1: bars.map(({ share }) => share),
        y0: at.map((i) => i + 0.12),
        y1: at.map((i) => i + 0.88),
        color: bars.map(({ color }) => hex(color) as `#${string}`),
        names: bars.map(
          ({ className, class: row, pixels, share }) =>
            `${className} (row ${row}): ${countText(pixels)} pixels, ${percentText(share)}`,
        ),
      },
      {
        kind: "texts",
        x: bars.map(({ share }) => share + 0.015 * most),
        y: at.map((i) => i + 0.5),
        texts: bars.map(({ share }) => percentText(share)),
        color: "soft",
        anchor: "start",
      },
    ],
  };
}

/** In words, as many as fit in a few lines. */
function listed(classes: readonly PresentClass[]): string {
  const shown = classes
    .slice(0, 40)
    .map(({ className, share }) => `${className} ${percentText(share)}`);
  const left = classes.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join(", ");
}

function shareOf(edges: Uint8Array): number {
  return edges.reduce((sum, edge) => sum + edge, 0) / edges.length;
}
