/**
 * How strongly each layer modulates each class.
 *
 * @module
 */

import type { ClassBank } from "../analysis/classes/class-banks.ts";
import { classNorms } from "../analysis/classes/norms.ts";
import { clusterOrder, indexOrder, normOrder } from "../analysis/classes/orders.ts";
import { joinedDeviations } from "./banks.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { leftOutParameters, ofOrder } from "./left-out.ts";
import { classNormsView } from "./views/class-norms.ts";

export interface ClassNormsOptions extends FigureOptions {
  /** Of the classes; default "norm", the most modulated first. */
  readonly order?: "index" | "norm" | "cluster" | undefined;
}

/** @throws FigureError if the banks are of different networks. */
export function classNormsFigure(
  banks: readonly ClassBank[],
  options: ClassNormsOptions = {},
): Figure {
  checkOptions("class norms", options, { order: ["norm", "index", "cluster"] });
  const all = joinedDeviations(banks, {});
  const { order: wish = "norm" } = options;
  const [{ classNames }] = banks;
  const order =
    wish === "index"
      ? indexOrder(classNames.length)
      : wish === "norm"
        ? normOrder(all)
        : clusterOrder(all).order;
  const table = (part: "scale" | "shift") => {
    const out = new Float32Array(classNames.length * banks.length);
    for (const [l, bank] of banks.entries()) {
      for (const row of classNorms(bank)) {
        if (row.part === part) out[row.class * banks.length + l] = row.rms;
      }
    }
    return out;
  };
  return Figure.of(
    classNormsView,
    {
      classNames,
      layers: banks.map(({ layer }) => layer),
      scale: table("scale"),
      shift: table("shift"),
      order: { name: order.name, permutation: order.permutation },
      leftOut: wish === "index" ? [] : ofOrder(leftOutParameters(banks, { joined: true })),
    },
    options,
  );
}
