/**
 * A strip of pictures over the values of a parameter, and curves of how far the pixels of each class have moved.
 *
 * @module
 */

import type { ChangeRow } from "../../analysis/interventions/change-rows.ts";
import type { Chart, Ink, Mark, Panel } from "../chart/chart.ts";
import { domainOf } from "../chart/scale.ts";
import { listed } from "../text/listed.ts";
import { countText, numberText } from "../text/number-text.ts";
import type { View } from "../view.ts";
import { filledUp, type PaintedInput, picturePanel } from "./painted.ts";

export interface SweepInput {
  readonly title: string;
  readonly parameter: string;
  readonly before: PaintedInput;

  /** In the order of the strip. */
  readonly steps: readonly {
    readonly value: number;
    readonly painted: PaintedInput;
    readonly meanAbsolute: number;
  }[];
  readonly rows: readonly (ChangeRow & { readonly value: number })[];
}

/** Pictures in a row. */
const PER_ROW = 6;

/** Classes with a curve of their own. */
const MOST = 5;

export const sweepView: View<SweepInput> = {
  name: "sweep",
  picture: (input) => {
    const { title, parameter, before, steps, rows } = input;
    const text = steps.map(
      ({ value, meanAbsolute }) =>
        `${parameter} = ${numberText(value)}: mean |Δ| ${numberText(meanAbsolute, 3)}`,
    );
    const classes = curvesOf(rows).flatMap(({ name, rows: [row] }) =>
      row.class === null ? [] : [name],
    );
    return {
      title,
      alt: `A strip of ${countText(steps.length)} pictures of ${before.height} × ${before.width} pixels, one for each value of ${parameter}, after the picture without interventions; below, curves of the mean difference from that picture, over the whole of it and over the pixels of ${listed(classes) || "no class"}. ${text.join(". ")}.`,
      text: text.join("\n"),
      lighter: "sweep over fewer values",
      rows: () => rows.map((row) => ({ ...row })),
      chart: () => chartOf(input),
    };
  },
};

interface Curve {
  readonly name: string;
  readonly color: Ink;
  readonly rows: SweepInput["rows"];
}

/** The whole picture, and the classes that move farthest. */
function curvesOf(rows: SweepInput["rows"]): Curve[] {
  const of = (k: number | null) =>
    rows.filter((row) => row.class === k).sort((a, b) => a.value - b.value);
  const farthest = new Map<number, { readonly name: string; most: number }>();
  for (const { class: k, className, meanAbsolute } of rows) {
    if (k === null) continue;
    const known = farthest.get(k) ?? { name: className, most: 0 };
    if (meanAbsolute > known.most) known.most = meanAbsolute;
    farthest.set(k, known);
  }
  const classes = [...farthest].sort(([, a], [, b]) => b.most - a.most).slice(0, MOST);
  const whole = of(null);
  return [
    ...(whole.length > 0 ? [{ name: "whole picture", color: "ink" as const, rows: whole }] : []),
    ...classes.map(([k, { name }], i) => ({ name, color: i, rows: of(k) })),
  ];
}

function chartOf({ title, parameter, before, steps, rows }: SweepInput): Chart {
  const pictures = [
    picturePanel(before),
    ...steps.map(({ value, painted, meanAbsolute }) =>
      picturePanel({ ...painted, name: `${parameter} = ${numberText(value)}` }, [
        `mean |Δ| ${numberText(meanAbsolute, 3)}`,
      ]),
    ),
  ];
  const columns = Math.min(PER_ROW, pictures.length);
  const curves = curvesOf(rows);
  const classes = new Set(rows.map((row) => row.class)).size - 1;
  const left = classes - (curves.length - 1);
  return {
    title,
    columns,
    key: curves.map(({ name, color }) => ({ name, color, sign: "line" })),
    panels: [...filledUp(pictures, columns), curvesPanel(curves, parameter)],
    notes: [
      `|Δ|: mean over red, green and blue of the absolute difference from the first picture, values from −1 to 1.${left > 0 ? ` Of ${countText(classes)} classes those ${MOST} that move farthest have a curve.` : ""}`,
    ],
  };
}

function curvesPanel(curves: readonly Curve[], parameter: string): Panel {
  const values = curves.flatMap(({ rows }) => rows.map(({ value }) => value));
  const heights = curves.flatMap(({ rows }) => rows.map(({ meanAbsolute }) => meanAbsolute));
  return {
    wide: true,
    x: { kind: "linear", label: parameter, domain: domainOf([values]) },
    y: { kind: "linear", label: "mean |Δ|", domain: domainOf([heights], { include: [0] }) },
    height: { points: 120 },
    marks: curves.flatMap(({ name, color, rows }): Mark[] => {
      const x = rows.map(({ value }) => value);
      const y = rows.map(({ meanAbsolute }) => meanAbsolute);
      const names = rows.map(
        (row) =>
          `${name}, ${parameter} = ${numberText(row.value)}: mean |Δ| ${numberText(row.meanAbsolute)}`,
      );
      return [
        { kind: "line", x, y, color, group: name },
        { kind: "dots", x, y, color, radius: 2, names, group: name },
      ];
    }),
  };
}
