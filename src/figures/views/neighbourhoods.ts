/**
 * How many different neighbourhoods label maps have against how many pixels: why SPADE is a table.
 *
 * @module
 */

import type { NeighbourhoodCountRow } from "../../analysis/spatial/neighbourhoods.ts";
import { counted } from "../../labels/counted.ts";
import type { Axis, Chart, Ink, Mark, Panel } from "../chart/chart.ts";
import { countText, percentText } from "../text/number-text.ts";
import type { View } from "../view.ts";
import { logAxis } from "./log-axis.ts";
import { resolutionAxis, side } from "./resolution-axis.ts";

export interface NeighbourhoodsInput {
  readonly rows: readonly NeighbourhoodCountRow[];
}

type Window = "three" | "five";

const WINDOWS: readonly { readonly field: Window; readonly name: string; readonly color: Ink }[] = [
  { field: "five", name: "5 × 5", color: 1 },
  { field: "three", name: "3 × 3", color: 0 },
];

const PIXELS = "pixels";

/** All label maps at one resolution. */
interface Resolution {
  readonly height: number;
  readonly width: number;
  readonly rows: readonly NeighbourhoodCountRow[];

  /** Over the label maps. */
  readonly mean: Readonly<Record<Window | "pixels", number>>;
}

export const neighbourhoodsView: View<NeighbourhoodsInput> = {
  name: "neighbourhoods",
  picture: ({ rows }) => {
    const title = "Different neighbourhoods of a label map, against its pixels";
    const resolutions = resolutionsOf(rows);
    const text = resolutions.map(
      ({ height, width, mean }) =>
        `${height} × ${width}: ${countText(Math.round(mean.three))} different 3 × 3 and ${countText(Math.round(mean.five))} different 5 × 5 neighbourhoods of ${countText(mean.pixels)} pixels, ${percentText(mean.five / mean.pixels)}`,
    );
    return {
      title,
      alt: `Lines over resolution: different 3 × 3 and 5 × 5 neighbourhoods of ${counted(mapsOf(rows).length, "label map")} and the number of pixels, and both as a share of the pixels. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: () => rows.map((row) => ({ ...row })),
      chart: () => chartOf(rows, resolutions, title),
    };
  },
};

function mapsOf(rows: readonly NeighbourhoodCountRow[]): string[] {
  return [...new Set(rows.map(({ map }) => map))];
}

function resolutionsOf(rows: readonly NeighbourhoodCountRow[]): Resolution[] {
  const bySize = new Map<string, NeighbourhoodCountRow[]>();
  for (const row of rows) {
    const key = `${row.height}x${row.width}`;
    bySize.set(key, [...(bySize.get(key) ?? []), row]);
  }
  const mean = (all: readonly NeighbourhoodCountRow[], field: Window | "pixels") =>
    all.reduce((sum, row) => sum + row[field], 0) / all.length;
  return [...bySize.values()]
    .map((all) => ({
      height: all[0].height,
      width: all[0].width,
      rows: all,
      mean: { three: mean(all, "three"), five: mean(all, "five"), pixels: mean(all, "pixels") },
    }))
    .sort((a, b) => side(a) - side(b));
}

function chartOf(
  rows: readonly NeighbourhoodCountRow[],
  resolutions: readonly Resolution[],
  title: string,
): Chart {
  const x = resolutionAxis(rows);
  const maps = mapsOf(rows);
  const counts = rows.flatMap(({ three, five, pixels }) => [three, five, pixels]);
  const of =
    maps.length === 1 ? `Label map: ${maps[0]}` : `Dots: ${maps.join(", ")}; lines: their mean`;
  return {
    title,
    columns: 2,
    key: [
      { name: PIXELS, color: "soft", sign: "dashed" },
      ...WINDOWS.map(({ name, color }) => ({ name, color, sign: "line" as const })),
    ],
    panels: [
      {
        title: "Different neighbourhoods",
        x,
        y: logAxis("number, logarithmic", counts),
        height: { points: 160 },
        marks: [pixelLine(resolutions), ...marksOf(resolutions, (row, field) => row[field])],
      },
      sharePanel(x, resolutions),
    ],
    notes: [
      `${of}. Resized as inside a network; beyond the border is a class of its own. SPADE's γ and β of a pixel depend on its 5 × 5 labels alone, its hidden layer on 3 × 3 of them: its tables have a row for each different one.`,
    ],
  };
}

function sharePanel(x: Axis, resolutions: readonly Resolution[]): Panel {
  return {
    title: "As a share of the pixels",
    x,
    y: { kind: "linear", label: "share", domain: [0, 1.03], percent: true },
    height: { points: 160 },
    marks: marksOf(resolutions, (row, field) => row[field] / row.pixels),
  };
}

function pixelLine(resolutions: readonly Resolution[]): Mark {
  return {
    kind: "line",
    x: resolutions.map(side),
    y: resolutions.map(({ mean }) => mean.pixels),
    color: "soft",
    dashed: true,
    group: PIXELS,
  };
}

/** A line through the means, and a dot for each label map. */
function marksOf(
  resolutions: readonly Resolution[],
  value: (row: Resolution["mean"], field: Window) => number,
): Mark[] {
  const dots = resolutions.flatMap(({ rows }) => rows);
  return WINDOWS.flatMap(({ field, name, color }): Mark[] => [
    {
      kind: "line",
      x: resolutions.map(side),
      y: resolutions.map(({ mean }) => value(mean, field)),
      color,
      group: name,
    },
    {
      kind: "dots",
      x: dots.map(side),
      y: dots.map((row) => value(row, field)),
      color,
      names: dots.map(
        (row) =>
          `${row.map}, ${row.height} × ${row.width}: ${countText(row[field])} different ${name} neighbourhoods of ${countText(row.pixels)} pixels`,
      ),
      group: name,
    },
  ]);
}
