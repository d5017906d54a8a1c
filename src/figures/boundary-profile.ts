/**
 * Figures of what happens to modulation near borders.
 *
 * @module
 */

import type { BoundaryProfileRow } from "../analysis/spatial/rows.ts";
import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { boundaryProfileView } from "./views/boundary-profile.ts";

export interface BoundaryProfileOptions extends FigureOptions {
  /** What has a line; default "class" for one layer, "layer" for several. */
  readonly by?: "layer" | "class" | undefined;
}

/**
 * Mean and largest |scale − interior| and |shift − interior| against the distance from the border.
 *
 * @param rows Of `profileRows(statistics)`, of one layer or of several.
 * @throws FigureError if there are none, or lines of classes are wanted for several layers: their pixels differ in size.
 */
export function boundaryProfileFigure(
  rows: readonly BoundaryProfileRow[],
  options: BoundaryProfileOptions = {},
): Figure {
  checkOptions("boundary profile", options, { by: ["layer", "class"] });
  const layers = new Set(rows.map(({ layer }) => layer));
  const { by = layers.size === 1 ? "class" : "layer" } = options;
  if (layers.size === 0 || (by === "class" && layers.size > 1)) {
    throw new FigureError({
      what: "a profile of classes is that of one layer",
      where: "boundary profile",
      expected: by === "class" ? "rows of one layer" : "rows of one layer or more",
      got: `rows of ${layers.size} layers`,
      hint: 'profileRows(statistics[i]) has those of layer i; by: "layer" draws a line for each',
    });
  }
  return Figure.of(boundaryProfileView, { by, rows }, options);
}
