/**
 * The tree that rows or columns of a map are ordered by, as a panel beside or above it.
 *
 * @module
 */

import type { Panel } from "../chart/chart.ts";
import { dendrogramLines } from "./dendrogram.ts";

export interface RowOrder {
  readonly name: string;

  /** What stands at each place. */
  readonly permutation: Int32Array;
  readonly tree?: Tree | undefined;
}

export interface Tree {
  /** SciPy's Z, [leaves − 1, 4]. */
  readonly merges: Float64Array;

  /** What row (column) each leaf is. */
  readonly members: Int32Array;
}

/**
 * @param size How many rows (columns) the map has.
 * @param above Above the map, its leaves along x; else on its right, along y.
 */
export function treePanel(
  { permutation }: RowOrder,
  { merges, members }: Tree,
  size: number,
  above: boolean,
  height: Panel["height"],
): Panel {
  const placeOf = new Int32Array(size);
  for (const [place, row] of permutation.entries()) placeOf[row] = place;
  const places = Array.from(members, (row) => placeOf[row]);
  const lines = dendrogramLines(merges, members.length, places);
  const along = { kind: "pixels", size } as const;
  const stroke = { kind: "segments", color: "soft", width: 0.5 } as const;
  const highest = lines.highest > 0 ? lines.highest : 1;
  return above
    ? {
        x: along,
        y: { kind: "pixels", size: 1 },
        height,
        marks: [
          {
            ...stroke,
            x0: lines.place0,
            x1: lines.place1,
            y0: lines.height0.map((h) => 1 - h / highest),
            y1: lines.height1.map((h) => 1 - h / highest),
          },
        ],
      }
    : {
        x: { kind: "pixels", size: 1 },
        y: along,
        height,
        weight: 0.09,
        marks: [
          {
            ...stroke,
            x0: lines.height0.map((h) => h / highest),
            x1: lines.height1.map((h) => h / highest),
            y0: lines.place0,
            y1: lines.place1,
          },
        ],
      };
}
