/**
 * Figures of label maps' neighbourhoods.
 *
 * @module
 */

import type { UniformShareRow } from "../analysis/spatial/uniform-share.ts";
import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { uniformShareView } from "./views/uniform-share.ts";

export interface UniformShareSet {
  /** "COCO-Stuff". */
  readonly name: string;

  /** Of `uniformShare(labelMaps)`. */
  readonly rows: readonly UniformShareRow[];
}

/**
 * The share of pixels with a one-class neighbourhood, and the number of different ones, against resolution.
 *
 * @throws FigureError if there is nothing to show.
 */
export function uniformShareFigure(
  sets: readonly UniformShareSet[],
  options: FigureOptions = {},
): Figure {
  checkOptions("uniform share", options, {});
  if (sets.length === 0 || sets.some(({ rows }) => rows.length === 0)) {
    throw new FigureError({
      what: "there is no resolution to show",
      where: "uniform share",
      expected: "one set of label maps or more, each with rows",
      got:
        sets.length === 0
          ? "none"
          : sets.map(({ name, rows }) => `${name}: ${rows.length} rows`).join(", "),
      hint: "uniformShare(labelMaps) makes the rows",
    });
  }
  return Figure.of(uniformShareView, { sets }, options);
}
