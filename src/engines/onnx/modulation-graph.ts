/**
 * SPADE's rows alone as a graph: scale 1 + γ and shift β of every neighbourhood, nothing folded in.
 *
 * The weights are inputs and the sizes names, so that one session of a few kilobytes serves every layer of a network and
 * every label map. Tap by tap: all taps' products side by side would need as much memory as nine results.
 *
 * @module
 */

import type { SpadeMethod } from "../../modulation/norm-layer.ts";
import { Graph } from "./graph.ts";

/** Names of the graph's inputs and outputs. */
export const ROWS = {
  /** [k² · inputs + 1, h]: what each tap of the first convolution adds for each input; the last row is zero. */
  table: "table",

  /** [h] */
  firstBias: "first bias",

  /** [first, n]: rows of the table whose sum each window of symbols has. */
  windows: "windows",

  /** [h, 2C]: a tap of the second convolutions, scale before shift. */
  kernel: (tap: number): string => `kernel ${tap}`,

  /** [2C], the 1 of 1 + γ included. */
  secondBias: "second bias",

  /** [second]: the window at a tap of each neighbourhood, `first` for "outside". With kernel 1 there is none. */
  around: (tap: number): string => `around ${tap}`,

  /** [second, C] each. */
  scale: "scale",
  shift: "shift",
} as const;

export function rowsGraph({ hidden, kernel }: Pick<SpadeMethod, "hidden" | "kernel">): Graph {
  const graph = new Graph();
  const taps = kernel ** 2;
  const table = graph.input(ROWS.table, "float32", ["table rows", hidden]);
  const windows = graph.input(ROWS.windows, "int64", ["first", "parts"]);
  const firstBias = graph.input(ROWS.firstBias, "float32", [hidden]);
  const found = graph.op("Gather", [table, windows], { axis: 0 }); //         [first, n, h]
  const sums = graph.op("ReduceSum", [found, graph.integers([1])], { keepdims: 0 });
  const rows = graph.op("Relu", [graph.op("Add", [sums, firstBias])]);
  const outside = graph.floats(new Float32Array(hidden), [1, hidden]);
  const hiddenRows = taps === 1 ? rows : graph.op("Concat", [rows, outside], { axis: 0 });

  let sum = graph.input(ROWS.secondBias, "float32", ["columns"]);
  for (let tap = 0; tap < taps; tap++) {
    const matrix = graph.input(ROWS.kernel(tap), "float32", [hidden, "columns"]);
    const product = graph.op("MatMul", [hiddenRows, matrix]); //              [first + 1, 2C]
    if (taps === 1) {
      sum = graph.op("Add", [product, sum]);
    } else {
      const around = graph.input(ROWS.around(tap), "int64", ["second"]);
      sum = graph.op("Add", [graph.op("Gather", [product, around], { axis: 0 }), sum]);
    }
  }
  const [scale, shift] = graph.ops("Split", [sum], 2, { axis: 1 });
  graph.output(scale, ROWS.scale, ["second", "channels"]);
  graph.output(shift, ROWS.shift, ["second", "channels"]);
  return graph;
}
