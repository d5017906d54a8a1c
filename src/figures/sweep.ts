/**
 * Figures of a sweep over the values of a parameter.
 *
 * @module
 */

import type { Sweep } from "../analysis/interventions/sweep.ts";
import { checkOptions } from "./check-option.ts";
import { compared } from "./compare-networks.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { paintedInput } from "./painted.ts";
import { sweepView } from "./views/sweep.ts";

export interface SweepFigureOptions extends FigureOptions {
  /** What the parameter is called: "t", "positional factor"; default "value". */
  readonly parameter?: string | undefined;

  /** Default: "A sweep over t: 5 values". */
  readonly title?: string | undefined;
}

/** A strip of pictures, one for each value, and how far they have moved, by class. */
export function sweepFigure(
  { before, steps, rows }: Sweep,
  options: SweepFigureOptions = {},
): Figure {
  checkOptions("sweep", options, { parameter: null, title: null });
  const { parameter = "value" } = options;
  const count = `${steps.length} ${steps.length === 1 ? "value" : "values"}`;
  const { title = `A sweep over ${parameter}: ${count}` } = options;
  const base = { name: "before", image: before };
  return Figure.of(
    sweepView,
    {
      title,
      parameter,
      before: paintedInput(base),
      steps: steps.map(({ value, image }) => {
        const { painted, meanAbsolute } = compared({ name: String(value), image }, base);
        return { value, painted, meanAbsolute };
      }),
      rows,
    },
    options,
  );
}
