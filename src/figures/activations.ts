/**
 * Figures of activations.
 *
 * @module
 */

import type { ActivationRow } from "../analysis/activations.ts";
import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { listed } from "./text/listed.ts";
import { type ActivationCost, activationsView } from "./views/activations.ts";
import { convolutionAfter } from "./views/convolution-after.ts";
import type { LayerCostInput } from "./views/cost.ts";

export interface ActivationsOptions extends FigureOptions {
  /**
   * What the layers cost, to stand beside: `costOf(networkSteps(network, size)).layers`, of the whole network. Default: no cost.
   */
  readonly costs?: readonly LayerCostInput[] | undefined;
}

/**
 * Mean ± standard deviation of each channel before and after modulation, a line of panels for each layer; with `costs` the multiply-adds and
 * parameters of its modulation, and of the convolution after it, beside.
 *
 * @param rows Of `activationRows(generator, pictures, layers)`.
 * @throws FigureError if there are none, or `costs` are of a network without one of the layers.
 */
export function activationsFigure(
  rows: readonly ActivationRow[],
  options: ActivationsOptions = {},
): Figure {
  checkOptions("activations", options, { costs: null });
  if (rows.length === 0) {
    throw new FigureError({
      what: "there is no activation to show",
      where: "activations",
      expected: "rows of one layer or more",
      got: "none",
      hint: "await activationRows(generator, pictures, layers)",
    });
  }
  const { costs } = options;
  const layers = [...new Set(rows.map(({ layer }) => layer))];
  return Figure.of(
    activationsView,
    {
      rows,
      ...(costs !== undefined && { costs: layers.map((layer) => costOfLayer(layer, costs)) }),
    },
    options,
  );
}

function costOfLayer(layer: string, costs: readonly LayerCostInput[]): ActivationCost {
  const after = convolutionAfter(layer);
  const modulation = costs.find(({ name, kind }) => name === layer && kind === "modulation");
  const convolution = costs.find(({ name, kind }) => name === after && kind === "convolution");
  if (modulation === undefined || convolution === undefined) {
    throw new FigureError({
      what: "there is no cost for this layer",
      where: `activations of ${layer}: costs`,
      expected: `rows ${layer} and ${after}`,
      got: `${costs.length} rows, of the modulations of ${listed(costs.flatMap(({ name, kind }) => (kind === "modulation" ? [name] : []))) || "no layer"}`,
      hint: "costOf(networkSteps(network, size)).layers of the same network",
    });
  }
  const { parameters: modulationParameters, macs: modulationMacs } = modulation;
  const { parameters: convolutionParameters, macs: convolutionMacs } = convolution;
  return { layer, modulationParameters, modulationMacs, convolutionParameters, convolutionMacs };
}
