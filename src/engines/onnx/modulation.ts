/**
 * Modulation in a graph: y = A[row] · x + B[row], the rows looked up or, for SPADE, made first.
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";
import { EPSILON } from "../../modulation/batch-norm.ts";
import type { NormLayer, SpadeMethod } from "../../modulation/norm-layer.ts";
import type { TableWay } from "./choices.ts";
import { toChannelsFirst } from "./convolution.ts";
import type { Graph } from "./graph.ts";
import { bankName } from "./inputs.ts";
import type { Sources } from "./sources.ts";

/** An activation: a matrix [batch · height · width, channels]. */
export interface Value extends Size {
  readonly name: string;
  readonly channels: number;

  /** Whether the matrix has half the height and width: an upsampling that whoever reads it does on the way. */
  readonly up: boolean;
}

/** What the nodes of a layer are built with. */
export interface Building {
  readonly graph: Graph;
  readonly batch: number;
  readonly sources: Sources;

  /** Puts a constant of the network into the graph; returns its name. */
  readonly constant: (name: string) => string;

  /** Layers whose scale and shift by class are inputs, in the place of their own modulation. */
  readonly given?: ReadonlySet<string> | undefined;

  /** How SPADE's rows are made at a size. */
  readonly tableWay: (size: Size) => TableWay;
}

/** Normalises and modulates x; CLADE with instance edges returns one channel more. */
export function modulated(building: Building, x: Value, layer: NormLayer): Value {
  const { graph } = building;
  const normalised =
    layer.paramFreeNorm === "instance" ? { ...x, name: instanceNorm(building, x) } : x;
  const { method, channels } = layer;
  const y = { name: "", channels, height: x.height, width: x.width, up: false };
  const given = building.given?.has(layer.name) ?? false;
  switch (method.kind) {
    case "clade": {
      const name = given
        ? lookedUp(building, normalised, layer)
        : clade(building, normalised, layer);
      if (!method.instanceEdges) return { ...y, name };
      const all = graph.op("Concat", [name, edgeChannel(building, layer, x)], { axis: 1 });
      return { ...y, name: all, channels: channels + 1 };
    }
    case "spade": {
      if (given) return { ...y, name: lookedUp(building, normalised, layer) };
      const [scale, shift] = spadeMaps(building, layer, method, x);
      return { ...y, name: graph.op("Add", [times(building, scale, normalised), shift]) };
    }
    case "sean":
      throw new Error("networkConstants() refuses SEAN");
    default:
      return method satisfies never;
  }
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

function clade(building: Building, x: Value, { name, method, channels }: NormLayer): string {
  const { graph, sources } = building;
  const index = sources.labels(x);
  const look = (part: string) =>
    graph.op("Gather", [building.constant(`${name}.${part}`), index], { axis: 0 });
  const scaled = times(building, look("scale"), { ...x, channels });
  if (method.kind !== "clade" || !method.positional) {
    return graph.op("Add", [scaled, look("shift")]);
  }
  // f_γ · (A x + offset) + f_β · shift, with f = (dy, dx) · w + 1 + b.
  const positions = sources.positions(x);
  const planes = building.constant(`${name}.planes`);
  const [weights, bias] = graph.ops("Split", [planes, graph.integers([2, 1])], 2, { axis: 0 });
  const factors = graph.op("Add", [graph.op("MatMul", [positions, weights]), bias]);
  const [scale, shift] = graph.ops("Split", [factors, graph.integers([1, 1])], 2, { axis: 1 });
  const first = graph.op("Mul", [graph.op("Add", [scaled, look("offset")]), scale]);
  return graph.op("Add", [first, graph.op("Mul", [look("shift"), shift])]);
}

/** Rows by class that are inputs of the graph. */
function lookedUp(building: Building, x: Value, { name, channels, method }: NormLayer): string {
  const { graph, sources } = building;
  const index = sources.labels(x);
  const look = (kind: "scale" | "shift") => {
    const bank = graph.input(bankName(kind, name), "float32", [method.classes, channels]);
    return graph.op("Gather", [bank, index], { axis: 0 });
  };
  return graph.op("Add", [times(building, look("scale"), { ...x, channels }), look("shift")]);
}

/** w · edge + b; [pixels, 1]. */
function edgeChannel(building: Building, { name }: NormLayer, size: Size): string {
  const { graph, sources } = building;
  const edges = sources.edges(size);
  const numbers = building.constant(`${name}.edge`);
  const [weight, bias] = graph.ops("Split", [numbers, graph.integers([1, 1])], 2, { axis: 0 });
  return graph.op("Add", [graph.op("Mul", [edges, weight]), bias]);
}

/** Scale and shift of every pixel, batch norm folded in; [pixels, C] each. */
function spadeMaps(
  building: Building,
  { name, channels }: NormLayer,
  method: SpadeMethod,
  size: Size,
): [scale: string, shift: string] {
  const { graph, batch, constant, sources } = building;
  const pixels = batch * size.height * size.width;
  const halves = graph.integers([channels, channels]);
  const bias = constant(`${name}.secondBias`);
  const dense = building.tableWay(size) === "dense" && method.kernel === 3;
  const hidden = hiddenRows(building, name, method, size, !dense); //           [first, h]
  const second = constant(`${name}.second`); //                                [k², h, 2C]
  const [taps, columns] = [method.kernel ** 2, 2 * channels];
  if (dense) {
    const centre = sources.centre(size);
    const map = centre === null ? hidden : graph.op("Gather", [hidden, centre], { axis: 0 });
    const weight = graph.op("Transpose", [graph.reshape(second, [3, 3, method.hidden, columns])], {
      perm: [3, 2, 0, 1],
    });
    const x = toChannelsFirst(graph, map, { batch, ...size }, method.hidden);
    const y = graph.op("Conv", [x, weight], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
    const back = graph.op("Transpose", [y], { perm: [0, 2, 3, 1] });
    const rows = graph.op("Add", [graph.reshape(back, [pixels, columns]), bias]);
    const [scale, shift] = graph.ops("Split", [rows, halves], 2, { axis: 1 });
    return [scale, shift];
  }
  const rows = graph.op("Add", [
    taps === 1
      ? graph.op("MatMul", [hidden, graph.reshape(second, [method.hidden, columns])])
      : secondRows(building, hidden, second, method.hidden, columns, size),
    bias,
  ]); //                                                                        [rows, 2C]
  const [scale, shift] = graph.ops("Split", [rows, halves], 2, { axis: 1 });
  const index = sources.index(size);
  if (index === null) return [scale, shift];
  return [
    graph.op("Gather", [scale, index], { axis: 0 }),
    graph.op("Gather", [shift, index], { axis: 0 }),
  ];
}

/** The hidden layer of every row of the first table after its ReLU, and, for tables of 3×3, a row of zeros for "outside". */
function hiddenRows(
  { graph, constant, sources }: Building,
  name: string,
  { hidden, kernel }: SpadeMethod,
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
