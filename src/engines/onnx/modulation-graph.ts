/**
 * The rows of SPADE and SEAN alone as a graph: scale 1 + γ and shift β of every neighbourhood, nothing folded in.
 *
 * The weights are inputs and the sizes names, so that one session of a few kilobytes serves every layer of a network and
 * every label map. Tap by tap: all taps' products side by side would need as much memory as nine results.
 *
 * @module
 */

import type { SeanMethod, SpadeMethod } from "../../modulation/norm-layer.ts";
import { Graph } from "./graph.ts";
import { regionStyles, styleTable, windowStyles } from "./style-graph.ts";

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

  /** SEAN: what `styleGraph` gives, [9 (K + 1), 2C]. */
  styleTable: "style table",

  /** SEAN: [first, 9]: row of the table at each tap of a window. */
  styleWindows: "style windows",

  /** SEAN: [second]: the window around the pixel itself. */
  centres: "centres",

  /** [second, C] each. */
  scale: "scale",
  shift: "shift",
} as const;

/** @param regions SEAN's layers with a style: how many regions there are. */
export function rowsGraph(
  { hidden, kernel }: Pick<SpadeMethod, "hidden" | "kernel">,
  regions: number | null = null,
): Graph {
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
  if (regions !== null) {
    const table = graph.input(ROWS.styleTable, "float32", [9 * (regions + 1), "columns"]);
    const windows = graph.input(ROWS.styleWindows, "int64", ["first", 9]);
    const styles = windowStyles(graph, table, windows); //           [first, 2C]
    const centres = graph.input(ROWS.centres, "int64", ["second"]);
    sum = graph.op("Add", [graph.op("Gather", [styles, centres], { axis: 0 }), sum]);
  }
  const [scale, shift] = graph.ops("Split", [sum], 2, { axis: 1 });
  graph.output(scale, ROWS.scale, ["second", "channels"]);
  graph.output(shift, ROWS.shift, ["second", "channels"]);
  return graph;
}

/** Names of the inputs and the output of `styleGraph`. */
export const STYLE = {
  /** [1, K, S]. */
  codes: "codes",

  /** [K, S, S] (region, out, in). */
  regions: "regions",

  /** [K, S, 1]. */
  regionBias: "region bias",

  /** [9, S, 2C]: the style convolutions times α. */
  kernel: "kernel",

  /** [9 (K + 1), 2C]. */
  table: "table",
} as const;

/** What one layer of SEAN makes of style codes, for `rowsGraph`. Its weights are inputs as well. */
export function styleGraph({ classes, styleLength }: SeanMethod & { styleLength: number }): Graph {
  const graph = new Graph();
  const [K, S] = [classes, styleLength];
  const codes = graph.input(STYLE.codes, "float32", [1, K, S]);
  const maps = {
    regions: graph.input(STYLE.regions, "float32", [K, S, S]),
    bias: graph.input(STYLE.regionBias, "float32", [K, S, 1]),
  };
  const kernel = graph.input(STYLE.kernel, "float32", [9, S, "columns"]);
  const mu = regionStyles(graph, codes, maps, { rows: K, length: S });
  const table = styleTable(graph, mu, kernel, S);
  graph.output(table, STYLE.table, [9 * (K + 1), "columns"]);
  return graph;
}
