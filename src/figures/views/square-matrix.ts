/**
 * How alike things are, each with each: classes of a layer, or layers of a network.
 *
 * @module
 */

import type { Panel } from "../chart/chart.ts";
import { DIVERGING, SEQUENTIAL } from "../color/colormap.ts";
import { sentence } from "../text/listed.ts";
import { numberText } from "../text/number-text.ts";
import type { Picture, Row, View } from "../view.ts";

export interface SquareMatrixInput {
  readonly title: string;

  /** What rows and columns are: "class", "layer". */
  readonly kind: string;
  readonly names: readonly string[];
  readonly matrices: readonly {
    /** "correlation" */
    readonly name: string;

    /** [names, names]; NaN where two cannot be compared. */
    readonly values: Float64Array;

    /** From −1 to 1, or from 0 to 1. */
    readonly signed: boolean;
  }[];

  /** What stands at each place, and why. */
  readonly order: { readonly name: string; readonly permutation: Int32Array };
  readonly notes: readonly string[];

  /** What had no part in the comparison; absent in figures that were saved before it was told. */
  readonly leftOut?: readonly string[] | undefined;
}

export const squareMatrixView: View<SquareMatrixInput> = {
  name: "square-matrix",
  picture: (input): Picture => {
    const { title, kind, names, matrices, order, notes, leftOut = [] } = input;
    const size = names.length;
    const words = matrices.map(({ name, values }) => {
      const [a, b] = extremes(values, size);
      const pair = ([i, j, v]: Extreme) => `${names[i]} and ${names[j]} (${numberText(v, 3)})`;
      return a === null || b === null
        ? `${name}: nothing can be compared`
        : `${name}: most alike ${pair(b)}, least ${pair(a)}`;
    });
    const text = [...words, ...leftOut];
    return {
      title,
      alt: `${matrices.length === 1 ? "A matrix" : `${matrices.length} matrices`} of ${size} by ${size}. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: function* (): Generator<Row> {
        for (let i = 0; i < size; i++) {
          for (let j = i; j < size; j++) {
            const row: Record<string, string | number> = { [kind]: names[i], other: names[j] };
            for (const { name, values } of matrices) row[name] = values[i * size + j];
            yield row;
          }
        }
      },
      chart: () => ({
        title,
        columns: matrices.length,
        notes: [
          `In order of ${order.name}.${hasGaps(input) ? " Grey: cannot be compared." : ""}`,
          ...notes,
          ...leftOut.map(sentence),
        ],
        panels: matrices.map((matrix, i) => panelOf(input, matrix, i)),
      }),
    };
  },
};

function panelOf(
  { names, order, matrices }: SquareMatrixInput,
  { name, values, signed }: SquareMatrixInput["matrices"][number],
  place: number,
): Panel {
  const size = names.length;
  const { permutation } = order;
  const inOrder = Array.from(permutation, (i) => names[i]);
  const shown = Float32Array.from({ length: size * size }, (_, p) => {
    return values[permutation[Math.floor(p / size)] * size + permutation[p % size]];
  });
  const colormap = signed ? DIVERGING : SEQUENTIAL;
  const domain = { low: signed ? -1 : 0, high: 1 };
  return {
    title: matrices.length > 1 ? name : undefined,
    x: { kind: "band", label: "", names: inOrder },
    y: place === 0 ? { kind: "band", label: "", names: inOrder } : { kind: "pixels", size },
    // A few large squares say no more than as many small boxes.
    height: matrices.length === 1 && size < 30 ? { points: 15 * size } : { aspect: 1 },
    marks: [
      {
        kind: "cells",
        rows: size,
        columns: size,
        values: shown,
        colormap,
        domain,
        rowNames: inOrder,
        columnNames: inOrder,
      },
    ],
    colorbar:
      place === matrices.length - 1
        ? { label: matrices.length > 1 ? "" : name, colormap, domain, tall: true }
        : undefined,
  };
}

function hasGaps({ matrices }: SquareMatrixInput): boolean {
  return matrices.some(({ values }) => values.some((value) => !Number.isFinite(value)));
}

type Extreme = readonly [i: number, j: number, value: number];

/** The least and the most alike two. */
function extremes(values: Float64Array, size: number): [Extreme | null, Extreme | null] {
  let least: Extreme | null = null;
  let most: Extreme | null = null;
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      const v = values[i * size + j];
      if (!Number.isFinite(v)) continue;
      if (least === null || v < least[2]) least = [i, j, v];
      if (most === null || v > most[2]) most = [i, j, v];
    }
  }
  return [least, most];
}
