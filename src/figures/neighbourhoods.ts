/**
 * Figures of why SPADE is a table.
 *
 * @module
 */

import type { NeighbourhoodCountRow } from "../analysis/spatial/neighbourhoods.ts";
import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { neighbourhoodsView } from "./views/neighbourhoods.ts";

/**
 * The number of different 3×3 and 5×5 neighbourhoods of label maps against their pixels, at each resolution.
 *
 * @param rows Of `neighbourhoodRows(maps)`.
 * @throws FigureError if there is nothing to show.
 */
export function neighbourhoodsFigure(
  rows: readonly NeighbourhoodCountRow[],
  options: FigureOptions = {},
): Figure {
  checkOptions("neighbourhoods", options, {});
  if (rows.length === 0) {
    throw new FigureError({
      what: "there is no resolution to show",
      where: "neighbourhoods",
      expected: "a row or more",
      got: "none",
      hint: "neighbourhoodRows({ name: conditions }) makes the rows",
    });
  }
  return Figure.of(neighbourhoodsView, { rows }, options);
}
