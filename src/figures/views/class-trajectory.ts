/**
 * A class along the depth of the network: its nearest classes in each layer, and how near they are.
 *
 * @module
 */

import type { NearestRow } from "../../analysis/classes/similarity.ts";
import type { TrajectoryRow } from "../../analysis/classes/trajectory.ts";
import type { Mark } from "../chart/chart.ts";
import { DIVERGING } from "../color/colormap.ts";
import { fitted } from "../text/fitted.ts";
import { textWidth } from "../text/font.ts";
import { sentence } from "../text/listed.ts";
import { numberText, percentText } from "../text/number-text.ts";
import type { Picture, View } from "../view.ts";

export interface ClassTrajectoryInput {
  readonly className: string;
  readonly measure: string;
  readonly steps: readonly TrajectoryRow[];
  readonly neighbours: readonly NearestRow[];

  /** What had no part in the comparison; absent in figures that were saved before it was told. */
  readonly leftOut?: readonly string[] | undefined;
}

export const classTrajectoryView: View<ClassTrajectoryInput> = {
  name: "class-trajectory",
  picture: (input): Picture => {
    const { className, measure, steps, neighbours, leftOut = [] } = input;
    const title = `The nearest classes of ${className} through the layers`;
    const counts = new Map<string, number>();
    for (const { otherName } of neighbours) counts.set(otherName, (counts.get(otherName) ?? 0) + 1);
    const often = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3);
    const kept = steps.flatMap(({ keptNeighbours }) =>
      keptNeighbours === null ? [] : [keptNeighbours],
    );
    const text = [
      often.length === 0
        ? `nothing can be compared with ${className}`
        : `near in most layers: ${often.map(([name, n]) => `${name} (${n} of ${steps.length})`).join(", ")}`,
      ...(kept.length > 0
        ? [
            `from layer to layer ${percentText(kept.reduce((a, b) => a + b, 0) / kept.length)} of the neighbours stay`,
          ]
        : []),
      ...leftOut,
    ];
    return {
      title,
      alt: `A table: layers from coarse to fine, the nearest classes of ${className} in each. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: () => neighbours.map((row) => ({ ...row })),
      chart: () => {
        const ranks = Math.max(1, ...neighbours.map(({ rank }) => rank));
        const layers = steps.map(({ layer }) => layer);
        const values = new Float32Array(layers.length * ranks).fill(Number.NaN);
        const inner = 400 / ranks - 6;
        const texts: Mark & { kind: "texts" } = {
          kind: "texts",
          x: neighbours.map(({ rank }) => rank - 0.5),
          y: neighbours.map(({ layer }) => layers.indexOf(layer) + 0.5),
          texts: neighbours.map(({ otherName }) => fitted(textWidth, otherName, inner, 7)),
          color: "#1c2024",
        };
        for (const { layer, rank, similarity } of neighbours) {
          values[layers.indexOf(layer) * ranks + rank - 1] = 0.62 * similarity;
        }
        const names = neighbours.reduce((all, row) => {
          all[layers.indexOf(row.layer) * ranks + row.rank - 1] =
            `${row.otherName}: ${numberText(row.similarity, 3)}`;
          return all;
        }, [] as string[]);
        return {
          title,
          notes: [
            `Similarity: ${measure} of scale and shift with those of ${className}. Blue: opposite, red: alike; pale: neither${steps.some(({ neighbourDistance }) => Number.isNaN(neighbourDistance)) ? "; grey: nothing to compare" : ""}.`,
            ...leftOut.map(sentence),
          ],
          panels: [
            {
              x: {
                kind: "band",
                label: "nearest first",
                names: Array.from({ length: ranks }, (_, i) => String(i + 1)),
              },
              y: { kind: "band", label: "", names: layers },
              height: { points: 12 * layers.length },
              marks: [
                {
                  kind: "cells",
                  rows: layers.length,
                  columns: ranks,
                  values,
                  colormap: DIVERGING,
                  domain: { low: -1, high: 1 },
                },
                texts,
                {
                  kind: "dots",
                  x: texts.x,
                  y: texts.y,
                  color: "ink",
                  radius: 6,
                  opacity: 0,
                  names,
                },
              ],
            },
          ],
        };
      },
    };
  },
};
