/**
 * Figures of what has a centre of its own.
 *
 * @module
 */

import type { UnitDifference } from "../analysis/positions/unit-differences.ts";
import { FigureError } from "../errors.ts";
import { type LabelMap, sizeText } from "../labels/label-map.ts";
import type { LabelSet } from "../labels/label-set.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { labelsInput } from "./label-map.ts";
import { unitDifferencesView } from "./views/unit-differences.ts";

export interface UnitDifferenceOptions extends FigureOptions {
  /** Colours of the classes, and their names in the label map; those of the rows are as `unitDifference` was given them. */
  readonly labelSet?: LabelSet | null | undefined;
}

/** Maps beside the label map. */
const MOST_PAIRS = 3;

/**
 * Where the positional maps of two units (component, class, instance) differ, beside the label map; several pairs on one scale.
 *
 * @param differences Of `unitDifference(labels, "component", "class")`, one to three.
 * @throws FigureError if there is none, they are in different units (pixels, the region's extent), or the label map is of another size.
 */
export function unitDifferenceFigure(
  labels: LabelMap,
  differences: readonly UnitDifference[],
  options: UnitDifferenceOptions = {},
): Figure {
  checkOptions("unit difference", options, { labelSet: null });
  const { labelSet } = options;
  const input = labelsInput(labels, labelSet);
  if (differences.length < 1 || differences.length > MOST_PAIRS) {
    throw new FigureError({
      what: "this many pairs of units cannot be shown side by side",
      where: "unit difference",
      expected: `one pair to ${MOST_PAIRS}`,
      got: String(differences.length),
      hint: '[unitDifference(labels, "component", "class")]; with an instance map two more pairs',
    });
  }
  const other = differences.find(({ map }) => map.length !== input.rows.length);
  if (other !== undefined) {
    throw new FigureError({
      what: "the map of differences does not fit the label map",
      where: `unit difference: ${other.rows[0].a} and ${other.rows[0].b}`,
      expected: `${input.rows.length} numbers, as the label map of ${sizeText(labels)}`,
      got: String(other.map.length),
      hint: "positional maps are made at the label file's own size: give the label map of that size",
    });
  }
  const [first] = differences;
  if (differences.some(({ normalised }) => normalised !== first.normalised)) {
    throw new FigureError({
      what: "differences of different units have no scale in common",
      where: "unit difference",
      expected: "all in pixels, or all in shares of the region's extent",
      got: differences
        .map(
          ({ rows: [{ a, b }], normalised }) => `${a} / ${b}: ${normalised ? "shares" : "pixels"}`,
        )
        .join(", "),
      hint: "give unitDifference() the same normalise for all",
    });
  }
  return Figure.of(
    unitDifferencesView,
    {
      labels: input,
      pairs: differences.map(({ rows, map }) => ({ rows, map })),
      normalised: first.normalised,
    },
    options,
  );
}
