/**
 * Tables in a graph: the rows of SPADE's and SEAN's neighbourhoods, and of the start's.
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";
import type { NormLayer, SpadeMethod } from "../../modulation/norm-layer.ts";
import type { Building, Rows } from "./building.ts";
import { mapConvolution, regionStyles, styleTable, windowStyles } from "./style-graph.ts";

/**
 * Scale and shift of each neighbourhood, batch norm folded in; [rows, C] each.
 *
 * @param styleLength Of SEAN's layers that have a style.
 */
export function spadeRows(
  building: Building,
  layer: NormLayer,
  { hidden, kernel }: Pick<SpadeMethod, "hidden" | "kernel">,
  size: Size,
  styleLength: number | null = null,
): Rows {
  const { name, channels } = layer;
  const { graph, batch, constant, sources } = building;
  const halves = graph.integers([channels, channels]);
  const bias = constant(`${name}.secondBias`);
  const dense = building.tableWay(size) === "dense" && kernel === 3;
  const first = hiddenRows(building, name, { hidden, kernel }, size, !dense); // [first, h]
  const second = constant(`${name}.second`); //                                [k², h, 2C]
  const columns = 2 * channels;
  const styled = (rows: string) =>
    styleLength === null
      ? rows
      : graph.op("Add", [rows, styleRows(building, layer, size, styleLength, dense)]);
  if (dense) {
    const centre = sources.centre(size);
    const map = centre === null ? first : graph.op("Gather", [first, centre], { axis: 0 });
    const shape = { inputs: hidden, columns };
    const y = mapConvolution(graph, map, second, { batch, ...size }, shape);
    const rows = styled(graph.op("Add", [y, bias]));
    const [scale, shift] = graph.ops("Split", [rows, halves], 2, { axis: 1 });
    return { scale, shift, index: null };
  }
  const rows = graph.op("Add", [
    kernel === 1
      ? graph.op("MatMul", [first, graph.reshape(second, [hidden, columns])])
      : secondRows(building, first, second, hidden, columns, size),
    bias,
  ]); //                                                                        [rows, 2C]
  const [scale, shift] = graph.ops("Split", [styled(rows), halves], 2, { axis: 1 });
  return { scale, shift, index: sources.index(size) };
}

/** SEAN: what the style adds to each row or, where rows are "dense", to each pixel; [rows, 2C]. */
function styleRows(
  building: Building,
  { name, channels, method }: NormLayer,
  size: Size,
  length: number,
  dense: boolean,
): string {
  const { graph, batch, constant, sources, styleSets = 1, convolved = false } = building;
  const rows = styleSets * method.classes;
  const columns = 2 * channels;
  if (dense && convolved) {
    const mu = sources.mu(name, [rows, length]) ?? ownStyles(building, name, rows, length, method);
    const map = graph.op("Gather", [mu, sources.regions(size)], { axis: 0 });
    const kernel = constant(`${name}.style`);
    return mapConvolution(graph, map, kernel, { batch, ...size }, { inputs: length, columns });
  }
  const made = sources.styleTable(name, [9 * (rows + 1), columns]);
  const table =
    made ??
    styleTable(
      graph,
      ownStyles(building, name, rows, length, method),
      constant(`${name}.style`),
      length,
    );
  const windows = windowStyles(graph, table, sources.styleWindows(size));
  const places = dense ? sources.centre(size) : sources.centres(size);
  return places === null ? windows : graph.op("Gather", [windows, places], { axis: 0 });
}

/** μ of each region of each picture, from the codes that are an input. */
function ownStyles(
  { graph, constant, sources, styleSets = 1 }: Building,
  name: string,
  rows: number,
  length: number,
  { classes }: NormLayer["method"],
): string {
  const codes = sources.codes([styleSets, classes, length]);
  const maps = { regions: constant(`${name}.regions`), bias: constant(`${name}.regionBias`) };
  return regionStyles(graph, codes, maps, { rows, length });
}

/** The hidden layer of every row of the first table after its ReLU, and, for tables of 3×3, a row of zeros for "outside". */
function hiddenRows(
  { graph, constant, sources }: Building,
  name: string,
  { hidden, kernel }: Pick<SpadeMethod, "hidden" | "kernel">,
  size: Size,
  outside: boolean,
): string {
  const taps = kernel ** 2;
  const windows = sources.windows(size);
  const found = graph.op("Gather", [constant(`${name}.first`), windows], { axis: 0 });
  const summed =
    taps === 1
      ? found
      : graph.op("ReduceSum", [graph.reshape(found, [-1, taps, hidden]), graph.integers([1])], {
          keepdims: 0,
        });
  const rows = graph.op("Relu", [graph.op("Add", [summed, constant(`${name}.firstBias`)])]);
  if (taps === 1 || !outside) return rows;
  const zeros = graph.floats(new Float32Array(hidden), [1, hidden]);
  return graph.op("Concat", [rows, zeros], { axis: 0 });
}

/** The rows of the second table, without bias; [rows, 2C]. */
function secondRows(
  { graph, tableWay, sources }: Building,
  hiddenRows: string,
  second: string,
  hidden: number,
  columns: number,
  size: Size,
): string {
  const five = sources.five(size);
  if (tableWay(size) === "joined") {
    const found = graph.op("Gather", [hiddenRows, five], { axis: 0 });
    const rows = graph.reshape(found, [-1, 9 * hidden]);
    return graph.op("MatMul", [rows, graph.reshape(second, [9 * hidden, columns])]);
  }
  // Constant: [h, 9 · 2C], made once, when the session is.
  const turned = graph.op("Transpose", [second], { perm: [1, 0, 2] });
  const matrix = graph.reshape(turned, [hidden, 9 * columns]);
  const products = graph.reshape(graph.op("MatMul", [hiddenRows, matrix]), [-1, columns]);
  const found = graph.op("Gather", [products, five], { axis: 0 });
  return graph.op("ReduceSum", [graph.reshape(found, [-1, 9, columns]), graph.integers([1])], {
    keepdims: 0,
  });
}

/** `fc`: the rows of nine taps of each pixel of the start, summed; [pixels, out]. */
export function startRows(
  { graph, batch, constant, sources }: Building,
  name: string,
  size: Size,
  outChannels: number,
  taps: number,
): string {
  const pixels = batch * size.height * size.width;
  const windows = sources.start(size);
  const found = graph.op("Gather", [constant(`${name}.rows`), windows], { axis: 0 });
  const sums = graph.op(
    "ReduceSum",
    [graph.reshape(found, [pixels, taps, outChannels]), graph.integers([1])],
    { keepdims: 0 },
  );
  return graph.op("Add", [sums, constant(`${name}.bias`)]);
}
