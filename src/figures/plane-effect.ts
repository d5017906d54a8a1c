/**
 * Figures of what positions do to γ and β.
 *
 * @module
 */

import type { PlaneEffectRow } from "../analysis/positions/plane-effects.ts";
import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { planeEffectsView } from "./views/plane-effects.ts";

/**
 * Each layer's factors of γ and β in the centre and at the corners of a component, and their mean size there: along the depth
 * of the network what `icpePlanesFigure` shows as planes.
 *
 * @param rows Of `planeEffectRows(network)`.
 * @throws FigureError if there are none.
 */
export function planeEffectFigure(
  rows: readonly PlaneEffectRow[],
  options: FigureOptions = {},
): Figure {
  checkOptions("plane effects", options, {});
  if (rows.length === 0) {
    throw new FigureError({
      what: "there is no plane to show",
      where: "plane effects",
      expected: "ten rows for each layer of a CLADE-ICPE network",
      got: "none",
      hint: "await planeEffectRows(network) of a network with positional maps",
    });
  }
  return Figure.of(planeEffectsView, { rows }, options);
}
