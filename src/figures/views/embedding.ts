/**
 * Classes (or channels) as points in a plane: those with similar parameters lie together, as far as a plane can show it.
 *
 * @module
 */

import type { Ink, Mark } from "../chart/chart.ts";
import { domainOf } from "../chart/scale.ts";
import { sentence } from "../text/listed.ts";
import type { Picture, Row, View } from "../view.ts";
import { BESIDE, type LabelSide, placedLabels } from "./place-labels.ts";

export interface EmbeddingInput {
  /** "Classes of up_2.norm_0 by scale and shift". */
  readonly title: string;
  readonly names: readonly string[];

  /** [points, 2]; NaN for what has no place. */
  readonly coordinates: Float64Array;

  /** What each coordinate is; absent in figures that were saved before it was told. */
  readonly axes?: readonly [x: string, y: string] | undefined;

  /** How it was made and how far to trust it. */
  readonly caption: string;

  /** Points in focus; the rest is grey. Empty: all alike. */
  readonly focus: readonly number[];

  /** What had no part in it; absent in figures that were saved before it was told. */
  readonly leftOut?: readonly string[] | undefined;
}

/** How far to the side a name stands, and how. */
const SIDES: readonly (readonly [
  LabelSide,
  beside: number,
  style: { readonly anchor?: "start" | "end"; readonly lift?: number },
])[] = [
  ["above", 0, { lift: 7 }],
  ["below", 0, { lift: -7 }],
  ["right", 1, { anchor: "start" }],
  ["left", -1, { anchor: "end" }],
];

export const embeddingView: View<EmbeddingInput> = {
  name: "embedding",
  picture: (input): Picture => {
    const { title, names, coordinates, axes = ["", ""], caption, focus, leftOut = [] } = input;
    const x = names.map((_, i) => coordinates[2 * i]);
    const y = names.map((_, i) => coordinates[2 * i + 1]);
    const missing = x.filter((value) => !Number.isFinite(value)).length;
    const pair = closest(names, x, y);
    const text = [
      caption,
      ...(pair === null ? [] : [`closest in the plane: ${pair}`]),
      ...(missing > 0 ? [`${missing} are not finite and stand nowhere`] : []),
      ...leftOut,
    ];
    return {
      title,
      alt: `${names.length} points in a plane. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: () => names.map((name, i): Row => ({ name, x: x[i], y: y[i] })),
      chart: () => {
        const xDomain = domainOf([x], { margin: 0.08 });
        const yDomain = domainOf([y], { margin: 0.1 });
        const inFocus = new Set(focus);
        const points = names.map((name, i) => ({
          x: x[i],
          y: y[i],
          name,
          weight: inFocus.has(i) ? 1 : 0,
        }));
        const letterWidth = (4.4 * (xDomain[1] - xDomain[0])) / 440;
        const shown = placedLabels(points, {
          letterWidth,
          letterHeight: (9 * (yDomain[1] - yDomain[0])) / 290,
          left: xDomain[0],
          right: xDomain[1],
        });
        const unnamed = points.filter(
          (one, i) => !shown.has(i) && Number.isFinite(one.x) && Number.isFinite(one.y),
        ).length;
        const ink = (i: number): Ink => (focus.length === 0 || inFocus.has(i) ? 0 : "rest");
        const marks: Mark[] = [
          { kind: "dots", x, y, color: names.map((_, i) => ink(i)), radius: 2.4, names },
          ...SIDES.flatMap(([side, beside, style]): Mark[] => {
            const labelled = names.flatMap((_, i) => (shown.get(i) === side ? [i] : []));
            if (labelled.length === 0) return [];
            return [
              {
                kind: "texts",
                x: labelled.map((i) => x[i] + beside * BESIDE * letterWidth),
                y: labelled.map((i) => y[i]),
                texts: labelled.map((i) => names[i]),
                color: "ink",
                ...style,
              },
            ];
          }),
        ];
        return {
          title,
          notes: [
            `${caption[0].toUpperCase()}${caption.slice(1)}. Distances in the plane are not those of the parameters.${roomWords(unnamed)}`,
            ...leftOut.map(sentence),
          ],
          panels: [
            {
              x: { kind: "linear", label: axes[0], domain: xDomain },
              y: { kind: "linear", label: axes[1], domain: yDomain },
              height: { points: 290 },
              marks,
            },
          ],
        };
      },
    };
  },
};

function roomWords(unnamed: number): string {
  if (unnamed === 0) return "";
  const dots = unnamed === 1 ? "1 dot has" : `${unnamed} dots have`;
  return ` ${dots} no room for a name: point at one in a page, or see the table.`;
}

function closest(
  names: readonly string[],
  x: readonly number[],
  y: readonly number[],
): string | null {
  let [best, pair] = [Number.POSITIVE_INFINITY, null as string | null];
  for (let i = 0; i < names.length; i++) {
    for (let j = i + 1; j < names.length; j++) {
      const distance = Math.hypot(x[i] - x[j], y[i] - y[j]);
      if (distance < best) [best, pair] = [distance, `${names[i]} and ${names[j]}`];
    }
  }
  return best > 0 ? pair : null;
}
