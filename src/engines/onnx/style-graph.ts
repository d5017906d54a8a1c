/**
 * SEAN's style part in a graph. What a layer makes of the style codes does not depend on the label map: μ = relu(FC(code))
 * of each region and, of each, the products with the nine taps of the style convolutions. A pixel's style is then a sum of
 * nine rows of those (../../modulation/sean.ts).
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";
import { toChannelsFirst } from "./convolution.ts";
import type { Graph } from "./graph.ts";

/** Names of a layer's constants; see weights.ts. */
export interface RegionMaps {
  /** [K, S, S] (region, out, in). */
  readonly regions: string;

  /** [K, S, 1]. */
  readonly bias: string;
}

/**
 * μ of each region.
 *
 * @param codes [sets, K, S].
 * @returns [sets · K, S].
 */
export function regionStyles(
  graph: Graph,
  codes: string,
  { regions, bias }: RegionMaps,
  { rows, length }: { readonly rows: number; readonly length: number },
): string {
  const columns = graph.op("Transpose", [codes], { perm: [1, 2, 0] }); //        [K, S, sets]
  const product = graph.op("MatMul", [regions, columns]);
  const mu = graph.op("Relu", [graph.op("Add", [product, bias])]);
  return graph.reshape(graph.op("Transpose", [mu], { perm: [2, 0, 1] }), [rows, length]);
}

/**
 * What each tap adds where it meets each region; the last row of each tap is that of "outside", zeros.
 *
 * @param mu [rows, S].
 * @param kernel [9, S, 2C].
 * @returns [9 (rows + 1), 2C].
 */
export function styleTable(graph: Graph, mu: string, kernel: string, length: number): string {
  const outside = graph.floats(new Float32Array(length), [1, length]);
  const all = graph.op("Concat", [mu, outside], { axis: 0 });
  const byTap = graph.op("MatMul", [all, kernel]); //                          [9, rows + 1, 2C]
  return graph.op("Flatten", [byTap], { axis: 2 });
}

/**
 * The style of each 3×3 window: the sum of nine rows of the table. (As a product with one-hot rows it takes as long for 19
 * regions, and longer for more.)
 *
 * @param windows [first, 9]: row of the table at each tap.
 * @returns [first, 2C].
 */
export function windowStyles(graph: Graph, table: string, windows: string): string {
  const found = graph.op("Gather", [table, windows], { axis: 0 }); //           [first, 9, 2C]
  return graph.op("ReduceSum", [found, graph.integers([1])], { keepdims: 0 });
}

/**
 * A 3×3 convolution of a map by the operator, without bias.
 *
 * @param map [pixels, inputs].
 * @param kernel Constant [9, inputs, columns].
 * @returns [pixels, columns].
 */
export function mapConvolution(
  graph: Graph,
  map: string,
  kernel: string,
  size: Size & { readonly batch: number },
  { inputs, columns }: { readonly inputs: number; readonly columns: number },
): string {
  const { batch, height, width } = size;
  const weight = graph.op("Transpose", [graph.reshape(kernel, [3, 3, inputs, columns])], {
    perm: [3, 2, 0, 1],
  });
  const x = toChannelsFirst(graph, map, size, inputs);
  const y = graph.op("Conv", [x, weight], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
  const back = graph.op("Transpose", [y], { perm: [0, 2, 3, 1] });
  return graph.reshape(back, [batch * height * width, columns]);
}
