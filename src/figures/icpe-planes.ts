/**
 * Figures of the planes that CLADE-ICPE learns.
 *
 * @module
 */

import type { PlaneRow } from "../analysis/spatial/rows.ts";
import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { icpePlanesView } from "./views/icpe-planes.ts";

/**
 * Each layer's plane for scale and for shift, with its values at the corners of a region.
 *
 * @param rows Of `planeRows(statistics)`; also of statistics without pictures, whose shares are not shown.
 * @throws FigureError if there are none: other networks have no planes.
 */
export function icpePlanesFigure(rows: readonly PlaneRow[], options: FigureOptions = {}): Figure {
  checkOptions("ICPE planes", options, {});
  if (rows.length === 0) {
    throw new FigureError({
      what: "there is no plane to show",
      where: "ICPE planes",
      expected: "two rows for each layer of a CLADE-ICPE network",
      got: "none",
      hint: "planeRows(await openStatistics(network)) of a network with positional maps",
    });
  }
  return Figure.of(icpePlanesView, { rows }, options);
}
