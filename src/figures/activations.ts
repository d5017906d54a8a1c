/**
 * Figures of activations.
 *
 * @module
 */

import type { ActivationRow } from "../analysis/activations.ts";
import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { activationsView } from "./views/activations.ts";

/**
 * Mean ± standard deviation of each channel before and after modulation, a line of panels for each layer.
 *
 * @param rows Of `activationRows(generator, pictures, layers)`.
 * @throws FigureError if there are none.
 */
export function activationsFigure(
  rows: readonly ActivationRow[],
  options: FigureOptions = {},
): Figure {
  checkOptions("activations", options, {});
  if (rows.length === 0) {
    throw new FigureError({
      what: "there is no activation to show",
      where: "activations",
      expected: "rows of one layer or more",
      got: "none",
      hint: "await activationRows(generator, pictures, layers)",
    });
  }
  return Figure.of(activationsView, { rows }, options);
}
