/**
 * Figures of what networks cost.
 *
 * @module
 */

import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { costView, type LayerCostInput } from "./views/cost.ts";

/** One method's cost, as `costOf(generatorSteps(config, size))` counts it. */
export interface MethodCost {
  /** "spade", "clade", "clade-icpe" … */
  readonly method: string;
  readonly layers: readonly LayerCostInput[];

  /** What the modulation adds by the published convention, in percent: `overheads(config, size, "published")`. */
  readonly overhead?: { readonly parameters: number; readonly compute: number } | undefined;
}

export interface CostOptions extends FigureOptions {
  /** Of the picture that is painted. */
  readonly size: { readonly height: number; readonly width: number };
}

/** Percent that modulation adds: abstract of arXiv 2004.02867, ADE20K. */
const PUBLISHED: Readonly<
  Record<string, { readonly parameters: number; readonly compute: number }>
> = {
  spade: { parameters: 39.21, compute: 234.73 },
  clade: { parameters: 4.57, compute: 0.07 },
};

/**
 * Parameters and multiply-adds of each layer's modulation for several methods, beside those of the convolution after it; with
 * overheads, what was published for ADE20K is marked beside them.
 *
 * @throws FigureError if there is no method, or they are of generators of different layers.
 */
export function costFigure(methods: readonly MethodCost[], options: CostOptions): Figure {
  checkOptions("cost", options, { size: null });
  const names = methods.map(({ layers }) =>
    layers.filter(({ kind }) => kind === "modulation").map(({ name }) => name),
  );
  const other = names.findIndex((one) => one.join() !== names[0].join());
  if (methods.length === 0 || names[0].length === 0 || other > 0) {
    throw new FigureError({
      what: "these costs cannot be put side by side",
      where: other > 0 ? `${methods[0].method} and ${methods[other].method}` : "cost",
      expected: "one method or more, all with the same modulation layers",
      got:
        methods.map(({ method }, i) => `${method}: ${names[i].length} layers`).join(", ") || "none",
      hint: "count the same generator with another modulation: withMethod(config, method)",
    });
  }
  const { height, width } = options.size;
  return Figure.of(
    costView,
    {
      height,
      width,
      methods: methods.map(({ method, layers, overhead }) => ({
        name: method,
        layers: layers.map(({ name, kind, parameters, macs }) => ({
          name,
          kind,
          parameters,
          macs,
        })),
        overhead: overhead ?? null,
        published: (overhead && PUBLISHED[method.toLowerCase()]) ?? null,
      })),
    },
    options,
  );
}
