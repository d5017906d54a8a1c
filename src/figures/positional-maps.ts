/**
 * Figures of positional maps.
 *
 * @module
 */

import { FigureError } from "../errors.ts";
import { type LabelMap, sizeText } from "../labels/label-map.ts";
import type { LabelSet } from "../labels/label-set.ts";
import type { PositionalMap, PositionalMapOptions } from "../positions/positional-map.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { labelsInput } from "./label-map.ts";
import { positionalMapsView } from "./views/positional-maps.ts";

export interface PositionalMapsOptions extends FigureOptions {
  /** Names and colours of the classes. */
  readonly labelSet?: LabelSet | null | undefined;

  /** As the map was made with; default "component". */
  readonly unit?: PositionalMapOptions["unit"];

  /** As the map was made with; default true. */
  readonly normalise?: boolean | undefined;
}

/**
 * Vertical and horizontal offset, radius and angle of a positional map, beside its label map.
 *
 * @throws FigureError if they are of different sizes.
 */
export function positionalMapsFigure(
  labels: LabelMap,
  positions: PositionalMap,
  options: PositionalMapsOptions = {},
): Figure {
  checkOptions("positional maps", options, {
    labelSet: null,
    unit: ["component", "class", "instance"],
    normalise: null,
  });
  const { labelSet, unit = "component", normalise = true } = options;
  const input = labelsInput(labels, labelSet);
  const same = positions.height === labels.height && positions.width === labels.width;
  if (!same || positions.data.length !== 2 * input.rows.length) {
    throw new FigureError({
      what: "the positional map does not fit the label map",
      where: "positional maps",
      expected: `[2, ${labels.height}, ${labels.width}], as the label map of ${sizeText(labels)}`,
      got: `${positions.data.length} numbers, ${sizeText(positions)}`,
      hint: "positionalMap(labels) makes one of the same size",
    });
  }
  return Figure.of(
    positionalMapsView,
    { labels: input, positions: positions.data, unit, normalised: normalise },
    options,
  );
}
