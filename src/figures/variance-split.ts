/**
 * How spatial the modulation of networks is.
 *
 * @module
 */

import type { VarianceSplitRow } from "../analysis/variance-split.ts";
import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { checkSameClasses } from "./comparable.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { varianceSplitView } from "./views/variance-split.ts";

/**
 * The share of variance within classes, layer by layer, of one network or several.
 *
 * @param networks Rows of each network by its name, at most eight.
 * @throws FigureError if there is none, more than colours tell apart, or their rows say that they are of different
 * classes.
 */
export function varianceSplitFigure(
  networks: Readonly<Record<string, readonly VarianceSplitRow[]>>,
  options: FigureOptions = {},
): Figure {
  checkOptions("variance split", options, {});
  const named = Object.entries(networks).map(([name, rows]) => ({ name, rows }));
  if (named.length >= 1 && named.length <= 8) {
    checkSameClasses(named.map(({ name, rows }) => ({ name, classes: rows[0] ?? {} })));
    return Figure.of(varianceSplitView, { networks: named }, options);
  }
  throw new FigureError({
    what: "this many networks cannot be shown side by side",
    where: "variance split",
    expected: "the rows of one network to eight",
    got: String(named.length),
    hint: "make several figures",
  });
}
