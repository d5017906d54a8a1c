/**
 * How many pixels see one class only, against resolution: where a pixel does, SPADE is a look-up by class.
 *
 * @module
 */

import type { UniformShareRow } from "../../analysis/spatial/uniform-share.ts";
import { counted } from "../../labels/counted.ts";
import type { Chart, Ink, KeyEntry, Mark } from "../chart/chart.ts";
import { domainOf } from "../chart/scale.ts";
import { countText, numberText, percentText } from "../text/number-text.ts";
import type { View } from "../view.ts";
import { resolutionAxis, side } from "./resolution-axis.ts";

export interface UniformShareInput {
  /** One data set after the other; its name stands in the key where there are several. */
  readonly sets: readonly { readonly name: string; readonly rows: readonly UniformShareRow[] }[];
}

type Field = Exclude<keyof UniformShareRow, "height" | "width" | "maps" | "neighbourhoodShare">;

interface Line {
  readonly name: string;
  readonly field: Field;
  readonly rows: readonly UniformShareRow[];
  readonly color: Ink;
  readonly dashed: boolean;
}

export const uniformShareView: View<UniformShareInput> = {
  name: "uniform-share",
  picture: ({ sets }) => {
    const title = "Pixels whose neighbourhood is of one class, against resolution";
    const text = sets.flatMap(({ name, rows }) => {
      const [coarse, fine] = [rows[0], rows[rows.length - 1]];
      if (coarse === undefined) return [`${name}: no resolution`];
      const said = (row: UniformShareRow) =>
        `${percentText(row.oneClass5)} at ${row.height} × ${row.width}`;
      return [
        `${name}: 5 × 5 labels of one class: ${said(coarse)}, ${said(fine)}; there ${countText(Math.round(fine.neighbourhoodsPerMap))} different neighbourhoods a map, ${percentText(fine.neighbourhoodShare)} of its pixels; ${counted(fine.maps, "label map")}`,
      ];
    });
    return {
      title,
      alt: `Lines over resolution: the share of pixels whose 5 × 5 and 3 × 3 labels are of one class, and the number of different neighbourhoods. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: () => sets.flatMap(({ name, rows }) => rows.map((row) => ({ set: name, ...row }))),
      chart: () => chartOf(sets, title),
    };
  },
};

function chartOf(given: UniformShareInput["sets"], title: string): Chart {
  const sets = given.map(({ name, rows }) => ({
    name,
    rows: [...rows].sort((a, b) => side(a) - side(b)),
  }));
  const shares = sets.flatMap(shareLines(sets.length));
  const counts = sets.flatMap(countLines(sets.length));
  const x = resolutionAxis(sets.flatMap(({ rows }) => rows));
  const largest = counts.map(({ rows, field }) => rows.map((row) => row[field]));
  const [low, high] = domainOf(largest, { margin: 0 });
  return {
    title,
    columns: 2,
    key: keyOf(
      sets.map(({ name }) => name),
      [...shares, ...counts],
    ),
    panels: [
      {
        title: "Share of pixels",
        x,
        y: { kind: "linear", label: "neighbourhood of one class", domain: [0, 1], percent: true },
        height: { points: 160 },
        marks: shares.flatMap(marksOf),
      },
      {
        title: "Different 5 × 5 neighbourhoods",
        x,
        y: { kind: "log", label: "number", domain: [Math.max(0.8, low * 0.8), high * 1.3] },
        height: { points: 160 },
        marks: counts.flatMap(marksOf),
      },
    ],
    notes: [
      `${sets.map(({ name, rows }) => `${name}: ${counted(rows[0]?.maps ?? 0, "label map")}`).join("; ")}, resized as inside a network. The picture's border counts as another class, since SPADE's padding makes it one${sets.length === 1 ? "; dashed: the border counts as nothing" : ""}. A number of neighbourhoods is the number of rows that SPADE's table has.`,
    ],
  };
}

/** Of one set: 5 × 5 and 3 × 3, with and without the border. Of several: a colour for each, 3 × 3 dashed. */
function shareLines(count: number): (set: UniformShareInput["sets"][number], i: number) => Line[] {
  return ({ name, rows }, i) =>
    count === 1
      ? [
          { name: "5 × 5", field: "oneClass5", rows, color: 0, dashed: false },
          { name: "3 × 3", field: "oneClass3", rows, color: 1, dashed: false },
          { name: "5 × 5", field: "oneClass5Inside", rows, color: 0, dashed: true },
          { name: "3 × 3", field: "oneClass3Inside", rows, color: 1, dashed: true },
        ]
      : [
          { name, field: "oneClass5", rows, color: i, dashed: false },
          { name, field: "oneClass3", rows, color: i, dashed: true },
        ];
}

function countLines(count: number): (set: UniformShareInput["sets"][number], i: number) => Line[] {
  return ({ name, rows }, i) =>
    count === 1
      ? [
          {
            name: "neighbourhoods of all maps",
            field: "neighbourhoods",
            rows,
            color: 2,
            dashed: false,
          },
          {
            name: "neighbourhoods of a map, mean",
            field: "neighbourhoodsPerMap",
            rows,
            color: 3,
            dashed: false,
          },
          { name: "classes", field: "classes", rows, color: 6, dashed: true },
        ]
      : [
          { name, field: "neighbourhoodsPerMap", rows, color: i, dashed: false },
          { name, field: "classes", rows, color: i, dashed: true },
        ];
}

function keyOf(sets: readonly string[], lines: readonly Line[]): KeyEntry[] {
  if (sets.length > 1) {
    return [
      ...sets.map((name, i) => ({ name, color: i, sign: "line" as const })),
      { name: "left: 5 × 5; right: mean of a map", color: "soft", sign: "line" },
      { name: "left: 3 × 3; right: classes", color: "soft", sign: "dashed" },
    ];
  }
  const named = new Map(lines.map((one) => [one.name, one]));
  return [...named.values()].map(({ name, color, field }) => ({
    name,
    color,
    sign: field === "classes" ? "dashed" : "line",
  }));
}

function marksOf({ name, field, rows, color, dashed }: Line): Mark[] {
  const x = rows.map(side);
  const y = rows.map((row) => row[field]);
  const text = (value: number) =>
    field.startsWith("oneClass") ? percentText(value) : numberText(value);
  return [
    { kind: "line", x, y, color, dashed, group: name },
    {
      kind: "dots",
      x,
      y,
      color,
      names: rows.map(
        (row, i) => `${name}, ${row.height} × ${row.width}: ${FIELDS[field]} ${text(y[i])}`,
      ),
      group: name,
    },
  ];
}

const FIELDS: Readonly<Record<Field, string>> = {
  oneClass3: "3 × 3 of one class",
  oneClass5: "5 × 5 of one class",
  oneClass3Inside: "3 × 3 of one class, border not counted,",
  oneClass5Inside: "5 × 5 of one class, border not counted,",
  neighbourhoodsPerMap: "different neighbourhoods a map",
  neighbourhoods: "different neighbourhoods of all maps",
  classes: "classes",
};
