/**
 * How far the pixels of each class have moved, as bars.
 *
 * @module
 */

import type { ChangeRow } from "../../analysis/interventions/change-rows.ts";
import type { Panel } from "../chart/chart.ts";
import { domainOf } from "../chart/scale.ts";
import { countText, numberText } from "../text/number-text.ts";

/** Classes with a bar of their own. */
const MOST = 12;

/** A bar for each class, the farthest first, and a line at the whole picture's mean. */
export function changeByClassPanel(rows: readonly ChangeRow[]): Panel {
  const whole = rows.find((row) => row.class === null);
  const classes = farthestFirst(rows);
  const shown = classes.slice(0, MOST);
  const finite = shown.map(({ meanAbsolute }) =>
    Number.isFinite(meanAbsolute) ? meanAbsolute : 0,
  );
  const moved = finite.some((value) => value > 0);
  const more = classes.length - shown.length;
  return {
    title: "Where the picture has moved",
    wide: true,
    x: {
      kind: "linear",
      label: "mean |Δ| over the pixels of a class",
      domain: moved ? domainOf([finite], { include: [0] }) : [0, 1],
    },
    y: { kind: "band", label: "", names: shown.map(({ className }) => className) },
    height: { points: Math.max(30, 11 * shown.length) },
    marks: [
      {
        kind: "boxes",
        x0: shown.map(() => 0),
        x1: finite,
        y0: shown.map((_, i) => i + 0.18),
        y1: shown.map((_, i) => i + 0.82),
        color: 0,
        names: shown.map(
          (row) =>
            `${row.className}, ${countText(row.pixels)} pixels: mean |Δ| ${numberText(row.meanAbsolute)}, at most ${numberText(row.maxAbsolute)}`,
        ),
      },
      ...(whole !== undefined && Number.isFinite(whole.meanAbsolute)
        ? [{ kind: "rule", x: whole.meanAbsolute, color: "ink", dashed: true } as const]
        : []),
    ],
    caption: [
      "Dashed: the whole picture.",
      ...(more > 0
        ? [`${countText(more)} more ${more === 1 ? "class moves" : "classes move"} less.`]
        : []),
    ],
  };
}

/** Rows of classes; those that are not a number first, to be seen. */
export function farthestFirst<T extends ChangeRow>(rows: readonly T[]): T[] {
  const size = ({ meanAbsolute }: T) =>
    Number.isNaN(meanAbsolute) ? Number.POSITIVE_INFINITY : meanAbsolute;
  return rows.filter((row) => row.class !== null).sort((a, b) => size(b) - size(a) || 0);
}
