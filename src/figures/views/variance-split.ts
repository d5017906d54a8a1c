/**
 * How spatial each layer's modulation is: the share of the variance of scale and shift that lies within classes, where a look-up by
 * class has none.
 *
 * @module
 */

import type { VarianceSplitRow } from "../../analysis/variance-split.ts";
import type { Mark } from "../chart/chart.ts";
import { countText, percentText } from "../text/number-text.ts";
import type { Picture, View } from "../view.ts";

export interface VarianceSplitInput {
  /** One network after the other; its name stands in the key. */
  readonly networks: readonly {
    readonly name: string;
    readonly rows: readonly VarianceSplitRow[];
  }[];
}

export const varianceSplitView: View<VarianceSplitInput> = {
  name: "variance-split",
  picture: ({ networks }) => {
    const layers = [...new Set(networks.flatMap(({ rows }) => rows.map(({ layer }) => layer)))];
    const means = networks.map(({ name, rows }) => ({ name, mean: meanShare(rows) }));
    const text = means.map(({ name, mean }) =>
      Number.isNaN(mean)
        ? `${name}: no pixel was counted`
        : `${name}: ${percentText(mean)} within classes, mean over layers`,
    );
    return {
      title: "Variance of the modulation within classes, layer by layer",
      alt: `Dots for ${layers.length} layers from coarse to fine: the share of variance of scale and shift within classes. ${text.join("; ")}.`,
      text: text.join("\n"),
      rows: () =>
        networks.flatMap(({ name, rows }) => rows.map((row) => ({ network: name, ...row }))),
      chart: () => ({
        title: "Variance of the modulation within classes, layer by layer",
        notes: [
          `Scale and shift together, means over channels, weighted by pixels (${countText(pixelsOf(networks))} a layer at most). A look-up by class has none within classes.`,
        ],
        key: networks.map(({ name }, i) => ({ name, color: i, sign: "dot" as const })),
        panels: [
          {
            x: {
              kind: "linear",
              label: "within classes, of all variance",
              domain: [0, 1],
              percent: true,
            },
            y: { kind: "band", label: "", names: layers },
            height: { points: Math.max(60, 11 * layers.length) },
            marks: networks.flatMap(({ name, rows }, i): Mark[] => [
              {
                kind: "segments",
                x0: rows.map(() => 0),
                x1: rows.map(({ share }) => share),
                y0: rows.map(({ layer }) => layers.indexOf(layer) + place(i, networks.length)),
                y1: rows.map(({ layer }) => layers.indexOf(layer) + place(i, networks.length)),
                color: i,
                width: 1,
                group: name,
              },
              {
                kind: "dots",
                x: rows.map(({ share }) => share),
                y: rows.map(({ layer }) => layers.indexOf(layer) + place(i, networks.length)),
                color: i,
                radius: 2.4,
                names: rows.map(
                  ({ layer, share, mixedShare }) =>
                    `${name}, ${layer}: ${percentText(share)} within classes; ${percentText(mixedShare)} of pixels with a mixed neighbourhood`,
                ),
                group: name,
              },
            ]),
          },
        ],
      }),
    } satisfies Picture;
  },
};

/** Several dots on a line stand one below the other. */
function place(i: number, count: number): number {
  return (i + 1) / (count + 1);
}

function meanShare(rows: readonly VarianceSplitRow[]): number {
  return rows.reduce((sum, { share }) => sum + share, 0) / rows.length;
}

function pixelsOf(networks: VarianceSplitInput["networks"]): number {
  return networks.reduce(
    (most, { rows }) => Math.max(most, ...rows.map(({ pixels }) => pixels)),
    0,
  );
}
