/**
 * Modulation in a graph: y = A[row] · x + B[row], the rows looked up or, for SPADE, made first.
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";
import { EPSILON } from "../../modulation/batch-norm.ts";
import { appendedChannels, type NormLayer, type SpadeMethod } from "../../modulation/norm-layer.ts";
import type { TableWay } from "./choices.ts";
import { type Given, givenModulated } from "./given-modulations.ts";
import type { Graph } from "./graph.ts";
import { bankName } from "./inputs.ts";
import type { Sources } from "./sources.ts";
import { mapConvolution, regionStyles, styleTable, windowStyles } from "./style-graph.ts";

/** An activation: a matrix [batch · height · width, channels]. */
export interface Value extends Size {
  readonly name: string;
  readonly channels: number;

  /** Whether the matrix has half the height and width: an upsampling that whoever reads it does on the way. */
  readonly up: boolean;

  /** With `up`: values of the pixels that are not those of their block, [others, channels]; see borders.ts. */
  readonly border?: string | undefined;
}

/** What the nodes of a layer are built with. */
export interface Building {
  readonly graph: Graph;
  readonly batch: number;
  readonly sources: Sources;

  /** Puts a constant of the network into the graph; returns its name. */
  readonly constant: (name: string) => string;

  /** Layers whose scale and shift are inputs, in the place of their own modulation. */
  readonly given?: ReadonlyMap<string, Given> | undefined;

  /** How the rows of SPADE and SEAN are made at a size. */
  readonly tableWay: (size: Size) => TableWay;

  /** SEAN: how many styles the pictures have together; default 1. */
  readonly styleSets?: number;

  /** SEAN: whether the styles are convolved, where rows are "dense". */
  readonly convolved?: boolean;

  /** SEAN: whether noise is added. */
  readonly noisy?: boolean;

  /** Whether upsampled maps of a size are kept at half of it, with the borders of their regions beside. */
  readonly halved: (size: Size) => boolean;
}

/** Rows by which a layer scales and shifts, and the row of each pixel; null where each has its own, in order. */
interface Rows {
  readonly scale: string;
  readonly shift: string;
  readonly index: string | null;
}

/** Normalises and modulates x; CLADE with instance edges returns one channel more. */
export function modulated(building: Building, x: Value, layer: NormLayer): Value {
  const normalised =
    layer.paramFreeNorm === "instance" ? { ...x, name: instanceNorm(building, x) } : x;
  const { method } = layer;
  const given = building.given?.get(layer.name);
  if (given === "rows" || given === "factors") {
    const { graph, batch } = building;
    const { height, width } = x;
    const channels = layer.channels + appendedChannels(method);
    const name = givenModulated(graph, layer, given, batch * height * width, (map) =>
      times(building, map, normalised),
    );
    return { name, channels, height, width, up: false };
  }
  if (method.kind === "clade" && method.positional && given === undefined) {
    return withEdges(building, layer, positional(building, normalised, layer));
  }
  const rows = given === "classes" ? givenRows(building, layer, x) : ownRows(building, layer, x);
  return withEdges(building, layer, looked(building, normalised, layer, rows));
}

function ownRows(building: Building, layer: NormLayer, size: Size): Rows {
  const { name, method } = layer;
  switch (method.kind) {
    case "clade":
      return {
        scale: building.constant(`${name}.scale`),
        shift: building.constant(`${name}.shift`),
        index: building.sources.labels(size),
      };
    case "spade":
      return spadeRows(building, layer, method, size);
    case "sean":
      return spadeRows(building, layer, { ...method, kernel: 3 }, size, method.styleLength);
    default:
      return method satisfies never;
  }
}

/** y = scale[row] · x + shift[row]; of an upsampled map at half its size, where it may be. */
function looked(
  building: Building,
  x: Value,
  { channels }: NormLayer,
  { scale, shift, index }: Rows,
): Value {
  const { graph, sources } = building;
  const y = { channels, height: x.height, width: x.width, up: false };
  if (index === null) {
    return { ...y, name: graph.op("Add", [times(building, scale, x), shift]) };
  }
  const look = (table: string, rows: string) => graph.op("Gather", [table, rows], { axis: 0 });
  if (!x.up || !building.halved(x)) {
    const scaled = times(building, look(scale, index), x);
    return { ...y, name: graph.op("Add", [scaled, look(shift, index)]) };
  }
  const { own, others, blocks } = sources.borders(x);
  const by = (rows: string, values: string) =>
    graph.op("Add", [graph.op("Mul", [look(scale, rows), values]), look(shift, rows)]);
  return {
    ...y,
    up: true,
    name: by(look(index, own), x.name),
    border: by(look(index, others), x.border ?? look(x.name, blocks)),
  };
}

/** `map · x`, where x may be of half the size: each of its pixels meets a square of four. */
function times(building: Building, map: string, x: Value): string {
  return spread(building, "Mul", map, x);
}

/** `map + x`, as `times`. */
export function plus(building: Building, map: string, x: Value): string {
  return spread(building, "Add", map, x);
}

function spread(
  { graph, batch }: Building,
  type: "Mul" | "Add",
  map: string,
  { name, channels, height, width, up }: Value,
): string {
  if (!up) return graph.op(type, [map, name]);
  const [rows, columns] = [(batch * height) / 2, width / 2];
  const squares = graph.reshape(map, [rows, 2, columns, 2, channels]);
  const points = graph.reshape(name, [rows, 1, columns, 1, channels]);
  const result = graph.op(type, [squares, points]);
  return graph.reshape(result, [batch * height * width, channels]);
}

/** x̂ of each picture and channel; the upsampling changes neither mean nor variance. */
function instanceNorm({ graph, batch }: Building, { name, channels, height, width, up }: Value) {
  const pixels = (height * width) / (up ? 4 : 1);
  const pictures = graph.reshape(name, [batch, pixels, channels]);
  const mean = (x: string) => graph.op("ReduceMean", [x], { axes: [1], keepdims: 1 });
  const centred = graph.op("Sub", [pictures, mean(pictures)]);
  const variance = mean(graph.op("Mul", [centred, centred]));
  const deviation = graph.op("Sqrt", [graph.op("Add", [variance, graph.floats([EPSILON])])]);
  return graph.reshape(graph.op("Div", [centred, deviation]), [batch * pixels, channels]);
}

/** CLADE-ICPE: f_γ · (A x + offset) + f_β · shift, with f = (dy, dx) · w + 1 + b. */
function positional(building: Building, x: Value, { name, channels }: NormLayer): Value {
  const { graph, sources } = building;
  const index = sources.labels(x);
  const look = (part: string) =>
    graph.op("Gather", [building.constant(`${name}.${part}`), index], { axis: 0 });
  const scaled = times(building, look("scale"), { ...x, channels });
  const positions = sources.positions(x);
  const planes = building.constant(`${name}.planes`);
  const [weights, bias] = graph.ops("Split", [planes, graph.integers([2, 1])], 2, { axis: 0 });
  const factors = graph.op("Add", [graph.op("MatMul", [positions, weights]), bias]);
  const [scale, shift] = graph.ops("Split", [factors, graph.integers([1, 1])], 2, { axis: 1 });
  const first = graph.op("Mul", [graph.op("Add", [scaled, look("offset")]), scale]);
  const y = graph.op("Add", [first, graph.op("Mul", [look("shift"), shift])]);
  return { name: y, channels, height: x.height, width: x.width, up: false };
}

/** Rows by class that are inputs of the graph. */
function givenRows(
  { graph, sources }: Building,
  { name, channels, method }: NormLayer,
  size: Size,
): Rows {
  const bank = (kind: "scale" | "shift") =>
    graph.input(bankName(kind, name), "float32", [method.classes, channels]);
  return { scale: bank("scale"), shift: bank("shift"), index: sources.labels(size) };
}

/** CLADE with instance edges appends a channel of theirs. */
function withEdges(building: Building, { name, method }: NormLayer, y: Value): Value {
  if (method.kind !== "clade" || !method.instanceEdges) return y;
  const { graph, sources } = building;
  const edges = sources.edges(y);
  const append = (values: string, bits: string) =>
    graph.op("Concat", [values, edgeChannel(building, name, bits)], { axis: 1 });
  const channels = y.channels + 1;
  if (y.border === undefined) return { ...y, channels, name: append(y.name, edges) };
  const { own, others } = sources.borders(y);
  const at = (places: string) => graph.op("Gather", [edges, places], { axis: 0 });
  return {
    ...y,
    channels,
    name: append(y.name, at(own)),
    border: append(y.border, at(others)),
  };
}

/** w · edge + b; [pixels, 1]. */
function edgeChannel(building: Building, name: string, edges: string): string {
  const { graph } = building;
  const numbers = building.constant(`${name}.edge`);
  const [weight, bias] = graph.ops("Split", [numbers, graph.integers([1, 1])], 2, { axis: 0 });
  return graph.op("Add", [graph.op("Mul", [edges, weight]), bias]);
}

/**
 * Scale and shift of each neighbourhood, batch norm folded in; [rows, C] each.
 *
 * @param styleLength Of SEAN's layers that have a style.
 */
function spadeRows(
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

/** x with its layer's noise: SEAN's, of one value a pixel, scaled for each channel. */
export function withNoise(building: Building, x: Value, { name, channels }: NormLayer): Value {
  const { graph, constant, sources } = building;
  const factor = graph.reshape(constant(`${name}.noise`), [1, channels]);
  const noise = graph.op("Mul", [sources.noise(name, x), factor]); //           [pixels, C]
  return { ...x, name: plus(building, noise, x), up: false };
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
