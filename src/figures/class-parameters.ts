/**
 * Figures of class banks: what one layer, or a whole network, does to each class.
 *
 * @module
 */

import type { ClassBank } from "../analysis/classes/class-banks.ts";
import { channelDeviations } from "../analysis/classes/deviations.ts";
import type { Clustering } from "../analysis/classes/linkage.ts";
import {
  categoryOrder,
  clusterOrder,
  indexOrder,
  normOrder,
  type Order,
  principalOrder,
} from "../analysis/classes/orders.ts";
import type { Matrix } from "../analysis/statistics/matrix.ts";
import type { LabelSet } from "../labels/label-set.ts";
import { joinedDeviations } from "./banks.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { leftOutOfChannelOrder, leftOutParameters, ofOrder } from "./left-out.ts";
import { classParametersView } from "./views/class-parameters.ts";
import type { RowOrder, Tree } from "./views/tree-panel.ts";

export interface ClassParametersOptions extends FigureOptions {
  /** Default "scale". */
  readonly quantity?: "scale" | "shift" | undefined;

  /** Which order of classes is drawn; the others can be chosen in a page. Default "cluster". */
  readonly order?: Order["kind"] | undefined;

  /** Gives an order by semantic groups, where it has them (Cityscapes). */
  readonly labelSet?: LabelSet | undefined;

  /** Of one layer: whether channels stand in the order of a tree, too. Default true for one layer. */
  readonly clusterChannels?: boolean | undefined;
}

/**
 * Class × channel heat map of one bank or of all. Orders of classes are made from all the layers shown.
 *
 * @throws FigureError if there is no bank, or they are of different classes.
 */
export function classParametersFigure(
  banks: readonly ClassBank[],
  options: ClassParametersOptions = {},
): Figure {
  checkOptions("class parameters", options, {
    quantity: ["scale", "shift"],
    order: ["cluster", "index", "norm", "principal component", "category"],
    labelSet: null,
    clusterChannels: null,
  });
  const { quantity = "scale", order = "cluster", clusterChannels = banks.length === 1 } = options;
  const all = joinedDeviations(banks, { part: quantity });
  const [first] = banks;
  const orders = rowOrders(all, options.labelSet);
  const chosen = orders.find(({ kind }) => kind === order) ?? orders[0];
  return Figure.of(
    classParametersView,
    {
      quantity,
      convention: first.convention,
      classNames: first.classNames,
      layers: banks.map((bank) => ({
        layer: bank.layer,
        channels: bank.channels,
        values: bank[quantity],
        ...(clusterChannels && { columnOrder: channelOrder(bank, quantity) }),
      })),
      rowOrders: [chosen, ...orders.filter((one) => one !== chosen)].map(
        ({ kind: _, ...rest }): RowOrder => rest,
      ),
      leftOut: [
        ...ofOrder(leftOutParameters(banks, { part: quantity, joined: true })),
        ...(clusterChannels ? banks.flatMap((bank) => leftOutOfChannelOrder(bank, quantity)) : []),
      ],
    },
    options,
  );
}

function rowOrders(
  matrix: Matrix,
  labelSet: LabelSet | undefined,
): (RowOrder & { readonly kind: Order["kind"] })[] {
  const cluster = clusterOrder(matrix);
  return [
    { ...plain(cluster.order), tree: treeOf(cluster.clustering) },
    plain(indexOrder(matrix.rows)),
    plain(normOrder(matrix)),
    plain(principalOrder(matrix)),
    ...(labelSet === undefined ? [] : [plain(categoryOrder(matrix.rows, labelSet))]),
  ];
}

function channelOrder(bank: ClassBank, part: "scale" | "shift"): RowOrder {
  const { order, clustering } = clusterOrder(channelDeviations(bank, { part }));
  return { name: order.name, permutation: order.permutation, tree: treeOf(clustering) };
}

function plain({ name, kind, permutation }: Order): RowOrder & { readonly kind: Order["kind"] } {
  return { name, kind, permutation };
}

function treeOf({ merges, members }: Clustering): Tree {
  return { merges, members };
}
