/**
 * A label map as a picture: a palette entry for each class that occurs, the largest first.
 *
 * @module
 */

import type { Rgb } from "../../labels/palette.ts";
import type { Raster } from "../pen/pen.ts";

/** A label map and what its bank rows are, as views take it. */
export interface LabelsInput {
  readonly height: number;
  readonly width: number;

  /** Bank row of each pixel; [height, width]. */
  readonly rows: Int32Array;

  /** Of each bank row. */
  readonly classNames: readonly string[];
  readonly classColors: readonly Rgb[];
}

/** A class that occurs. */
export interface PresentClass {
  /** Bank row. */
  readonly class: number;
  readonly className: string;
  readonly color: Rgb;
  readonly pixels: number;

  /** Of all pixels. */
  readonly share: number;
}

export interface LabelRaster {
  readonly raster: Raster & { readonly indices: Uint8Array };

  /** Of the palette's entries. */
  readonly names: readonly string[];
}

/** A palette PNG has 256 entries; one is kept for edges, one for classes beyond. */
const MOST_CLASSES = 254;
const BEYOND: Rgb = [150, 150, 150];

/** The classes that occur, largest first; equal ones by row. */
export function presentClasses({ rows, classNames, classColors }: LabelsInput): PresentClass[] {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || a - b)
    .map(([row, pixels]) => ({
      class: row,
      className: classNames[row] ?? `row ${row}, not in the label set`,
      color: classColors[row] ?? BEYOND,
      pixels,
      share: pixels / rows.length,
    }));
}

/** @param edges 1 where an edge is drawn instead of the class; [height, width]. */
export function labelRaster(labels: LabelsInput, edges?: Uint8Array, edgeColor?: Rgb): LabelRaster {
  const present = presentClasses(labels);
  const shown = present.slice(0, MOST_CLASSES);
  const entry = new Map(shown.map((one, i) => [one.class, i]));
  const palette = shown.map(({ color }) => color);
  const names = shown.map(({ className }) => className);
  const beyond = present.length > shown.length ? palette.push(BEYOND) - 1 : 0;
  if (beyond > 0) names.push(`one of ${present.length - shown.length} further classes`);
  const indices = Uint8Array.from(labels.rows, (row) => entry.get(row) ?? beyond);
  if (edges !== undefined) {
    // Where there are entries enough, an edge has one for each class, so that it still says whose it is.
    const count = palette.length;
    const each = 2 * count <= 256;
    for (const name of each ? [...names] : [""]) {
      palette.push(edgeColor ?? [0, 0, 0]);
      names.push(name === "" ? "instance edge" : `${name}, instance edge`);
    }
    for (let p = 0; p < indices.length; p++) {
      if (edges[p] !== 0) indices[p] = count + (each ? indices[p] : 0);
    }
  }
  const { height, width } = labels;
  return { raster: { width, height, indices, palette }, names };
}
