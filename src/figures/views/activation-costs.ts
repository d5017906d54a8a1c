/**
 * The cost of a layer beside its activations.
 *
 * @module
 */

import type { KeyEntry, Mark, Panel } from "../chart/chart.ts";
import { countText } from "../text/number-text.ts";
import type { ActivationCost } from "./activations.ts";
import { convolutionAfter } from "./convolution-after.ts";
import { logAxis } from "./log-axis.ts";

const MODULATION = "cost of the modulation";
const CONVOLUTION = "of the convolution after it";

export const COST_KEY: readonly KeyEntry[] = [
  { name: MODULATION, color: 2, sign: "dot" },
  { name: CONVOLUTION, color: "soft", sign: "dot" },
];

export const COST_NOTE =
  "Cost: multiply-adds for one picture and learned parameters, on one logarithmic scale for all layers; what costs nothing has no dot.";

/** @param all Of every layer in the figure, for a scale in common. */
export function costPanel(
  cost: ActivationCost,
  all: readonly ActivationCost[],
  points: number,
): Panel {
  const numbers = all.flatMap(({ layer: _, ...values }) => Object.values(values));
  const { layer } = cost;
  const dots = (
    name: string,
    what: string,
    color: 2 | "soft",
    macs: number,
    parameters: number,
    lift: number,
  ): Mark => ({
    kind: "dots",
    x: [macs, parameters].map((value) => (value > 0 ? value : Number.NaN)),
    y: [0.5 - lift, 1.5 - lift],
    color,
    radius: 2.3,
    names: [
      `${what}: ${countText(macs)} multiply-adds`,
      `${what}: ${countText(parameters)} parameters`,
    ],
    group: name,
  });
  return {
    title: `${layer}, cost`,
    weight: 0.8,
    x: logAxis("", numbers, 3, 4),
    y: { kind: "band", label: "", names: ["multiply-adds", "parameters"] },
    height: { points },
    marks: [
      { kind: "rule", y: 1, color: "faint" },
      dots(
        CONVOLUTION,
        convolutionAfter(layer),
        "soft",
        cost.convolutionMacs,
        cost.convolutionParameters,
        -0.15,
      ),
      dots(MODULATION, layer, 2, cost.modulationMacs, cost.modulationParameters, 0.15),
    ],
  };
}
