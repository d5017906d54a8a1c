/**
 * Modulation in a graph: y = A[row] · x + B[row], the rows looked up or, for SPADE, made first.
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";
import { EPSILON } from "../../modulation/batch-norm.ts";
import { appendedChannels, type NormLayer } from "../../modulation/norm-layer.ts";
import type { Building, Rows, Value } from "./building.ts";
import { givenModulated } from "./given-modulations.ts";
import { bankName } from "./inputs.ts";
import { spadeRows } from "./spade-rows.ts";

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

/** x with its layer's noise: SEAN's, of one value a pixel, scaled for each channel. */
export function withNoise(building: Building, x: Value, { name, channels }: NormLayer): Value {
  const { graph, constant, sources } = building;
  const factor = graph.reshape(constant(`${name}.noise`), [1, channels]);
  const noise = graph.op("Mul", [sources.noise(name, x), factor]); //           [pixels, C]
  return { ...x, name: plus(building, noise, x), up: false };
}
