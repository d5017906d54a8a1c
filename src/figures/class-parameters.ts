/**
 * Figures of class banks: what one layer, or a whole network, does to each class.
 *
 * @module
 */

import type { ClassBank } from "../analysis/classes/class-banks.ts";
import { channelDeviations, deviations } from "../analysis/classes/deviations.ts";
import type { Clustering } from "../analysis/classes/linkage.ts";
import {
  clusterOrder,
  indexOrder,
  normOrder,
  type Order,
  principalOrder,
} from "../analysis/classes/orders.ts";
import { type Matrix, rowOf } from "../analysis/statistics/matrix.ts";
import { FigureError } from "../errors.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { classParametersView, type RowOrder, type Tree } from "./views/class-parameters.ts";

export interface ClassParametersOptions extends FigureOptions {
  /** Default "scale". */
  readonly quantity?: "scale" | "shift" | undefined;

  /** Which order of classes is drawn; the others can be chosen in a page. Default "cluster". */
  readonly order?: "index" | "cluster" | "norm" | "principal component" | undefined;

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
  const { quantity = "scale", order = "cluster", clusterChannels = banks.length === 1 } = options;
  checkBanks(banks);
  const [first] = banks;
  const all = joined(banks, quantity);
  const orders = rowOrders(all);
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
    },
    options,
  );
}

/** Classes can be put side by side only if they are the same. */
function checkBanks(banks: readonly ClassBank[]): void {
  if (banks.length === 0) {
    throw new FigureError({
      what: "there is no layer to show",
      where: "class parameters",
      expected: "the class banks of one layer or more",
      got: "none",
      hint: "classBanks(network) reads those of all layers",
    });
  }
  const [first] = banks;
  const other = banks.find(
    ({ classNames, convention }) =>
      classNames.join("\n") !== first.classNames.join("\n") || convention !== first.convention,
  );
  if (other === undefined) return;
  throw new FigureError({
    what: "these layers are not of one network",
    where: `${first.layer} and ${other.layer}`,
    expected: `${first.classes} classes, scale = ${first.convention}`,
    got: `${other.classes} classes, scale = ${other.convention}`,
    hint: "make a figure for each network",
  });
}

/** Deviations from neutral of all layers side by side, [classes, channels of all]. */
function joined(banks: readonly ClassBank[], part: "scale" | "shift"): Matrix {
  const parts = banks.map((bank) => deviations(bank, { part }));
  const [{ rows }] = parts;
  const columns = parts.reduce((sum, matrix) => sum + matrix.columns, 0);
  const values = new Float64Array(rows * columns);
  let start = 0;
  for (const matrix of parts) {
    for (let row = 0; row < rows; row++) values.set(rowOf(matrix, row), row * columns + start);
    start += matrix.columns;
  }
  return { rows, columns, values };
}

function rowOrders(matrix: Matrix): (RowOrder & { readonly kind: Order["kind"] })[] {
  const cluster = clusterOrder(matrix);
  return [
    { ...plain(cluster.order), tree: treeOf(cluster.clustering) },
    plain(indexOrder(matrix.rows)),
    plain(normOrder(matrix)),
    plain(principalOrder(matrix)),
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
