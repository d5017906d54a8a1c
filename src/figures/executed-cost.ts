/**
 * Figures of what the engine computes.
 *
 * @module
 */

import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { type ExecutedLayerInput, executedCostView } from "./views/executed-cost.ts";

/** One method's multiply-adds for a label map, as `executedCost(network, conditions)` counts them. */
export interface MethodExecutedCost {
  /** "SPADE", "CLADE" … */
  readonly method: string;
  readonly rows: readonly ExecutedLayerInput[];
}

export interface ExecutedCostOptions extends FigureOptions {
  /** Of the picture that is painted. */
  readonly size: { readonly height: number; readonly width: number };
}

/**
 * Multiply-adds of each layer as the formulas count them and as the onnx engine executes them for a label map, coloured by
 * the way it takes; methods side by side on one scale.
 *
 * @throws FigureError if there is no method, or one without rows.
 */
export function executedCostFigure(
  methods: readonly MethodExecutedCost[],
  options: ExecutedCostOptions,
): Figure {
  checkOptions("executed cost", options, { size: null });
  if (methods.length === 0 || methods.some(({ rows }) => rows.length === 0)) {
    throw new FigureError({
      what: "there is no layer to show",
      where: "executed cost",
      expected: "one method or more, each with rows",
      got: methods.map(({ method, rows }) => `${method}: ${rows.length} rows`).join(", ") || "none",
      hint: "executedCost(network, conditions) makes the rows",
    });
  }
  const { height, width } = options.size;
  const plain = methods.map(({ method, rows }) => ({
    method,
    rows: rows.map(({ name, way, nominal, executed }) => ({ name, way, nominal, executed })),
  }));
  return Figure.of(executedCostView, { height, width, methods: plain }, options);
}
