/**
 * Writes ONNX models: the few messages of the format that our graphs need, in pieces, so that a model of half a
 * gigabyte never lies in memory as a whole.
 *
 * Field numbers: onnx/onnx.proto3 of the ONNX project (IR version 9, opset 17).
 *
 * @module
 */

import protobuf from "protobufjs/minimal.js";
import { EngineError } from "../../errors.ts";
import type { Constant, Graph, GraphNode, GraphValue } from "./graph.ts";

const IR_VERSION = 9;
const OPSET = 17;

/** `TensorProto.DataType`. */
const TYPES = { float32: 1, int64: 7 } as const;

/** `AttributeProto.AttributeType`. */
const ATTRIBUTES = { float: 1, int: 2, ints: 7 } as const;

/** Protobuf's own limit for one message. */
const MOST_BYTES = 2 ** 31 - 1;

/** Where constants are that are not in the model itself: a file beside it. */
export interface ExternalData {
  /** Relative to the model's folder. */
  readonly location: string;

  /** First byte of each constant by name; constants without an entry are in the model. */
  readonly offsets: ReadonlyMap<string, number>;
}

/**
 * The bytes of a model, piece by piece.
 *
 * @param external Constants that are in a file beside the model; without it, all are in the model.
 * @throws EngineError if the model would be larger than the format allows.
 */
export async function* encodeModel(
  graph: Graph,
  external?: ExternalData,
): AsyncGenerator<Uint8Array> {
  const head = bytesOf((w) => {
    for (const node of graph.nodes) w.uint32(tag(1, 2)).bytes(encodeNode(node));
    w.uint32(tag(2, 2)).string("cladescope");
  });
  const tensors = graph.constants.map((constant) => ({
    constant,
    ...encodeTensorHead(constant, external),
  }));
  const tail = bytesOf((w) => {
    for (const value of graph.inputs) w.uint32(tag(11, 2)).bytes(encodeValue(value));
    for (const value of graph.outputs) w.uint32(tag(12, 2)).bytes(encodeValue(value));
  });
  const size = tensors.reduce((sum, { head, data }) => sum + head.length + data, 0);
  const graphBytes = head.length + size + tail.length;
  if (graphBytes > MOST_BYTES - 2 ** 20) throw tooLarge(graphBytes);
  yield bytesOf((w) => {
    w.uint32(tag(1, 0)).int64(IR_VERSION);
    w.uint32(tag(2, 2)).string("cladescope");
    w.uint32(tag(8, 2)).fork().uint32(tag(2, 0)).int64(OPSET).ldelim();
    w.uint32(tag(7, 2)).uint32(graphBytes);
  });
  yield head;
  for (const { constant, head, data } of tensors) {
    yield head;
    if (data > 0) yield await constant.load();
  }
  yield tail;
}

function tag(field: number, wire: 0 | 2 | 5): number {
  return (field << 3) | wire;
}

function bytesOf(write: (writer: protobuf.Writer) => void): Uint8Array {
  const writer = protobuf.Writer.create();
  write(writer);
  return writer.finish();
}

function encodeNode({ type, inputs, outputs, attributes }: GraphNode): Uint8Array {
  return bytesOf((w) => {
    for (const name of inputs) w.uint32(tag(1, 2)).string(name);
    for (const name of outputs) w.uint32(tag(2, 2)).string(name);
    w.uint32(tag(3, 2)).string(outputs[0]);
    w.uint32(tag(4, 2)).string(type);
    for (const [name, value] of Object.entries(attributes)) {
      w.uint32(tag(5, 2)).fork().uint32(tag(1, 2)).string(name);
      if (Array.isArray(value)) {
        for (const each of value) w.uint32(tag(8, 0)).int64(each);
        w.uint32(tag(20, 0)).int32(ATTRIBUTES.ints);
      } else if (typeof value === "object") {
        w.uint32(tag(2, 5)).float((value as { readonly float: number }).float);
        w.uint32(tag(20, 0)).int32(ATTRIBUTES.float);
      } else {
        w.uint32(tag(3, 0)).int64(value as number);
        w.uint32(tag(20, 0)).int32(ATTRIBUTES.int);
      }
      w.ldelim();
    }
  });
}

function encodeValue({ name, type, dims }: GraphValue): Uint8Array {
  return bytesOf((w) => {
    w.uint32(tag(1, 2)).string(name);
    w.uint32(tag(2, 2)).fork(); // TypeProto
    w.uint32(tag(1, 2)).fork().uint32(tag(1, 0)).int32(TYPES[type]);
    w.uint32(tag(2, 2)).fork(); // TensorShapeProto
    for (const dim of dims) {
      w.uint32(tag(1, 2)).fork();
      if (typeof dim === "number") w.uint32(tag(1, 0)).int64(dim);
      else w.uint32(tag(2, 2)).string(dim);
      w.ldelim();
    }
    w.ldelim().ldelim().ldelim();
  });
}

/** The whole model, where its constants are few or beside it. */
export async function modelBytes(graph: Graph, external?: ExternalData): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of encodeModel(graph, external)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A tensor's message up to its data, with the field of the graph; and how many bytes of data follow. */
function encodeTensorHead(
  constant: Constant,
  external: ExternalData | undefined,
): { head: Uint8Array; data: number } {
  const { name, dims, type, byteLength, of = name } = constant;
  const offset = external?.offsets.get(of);
  const body = bytesOf((w) => {
    for (const dim of dims) w.uint32(tag(1, 0)).int64(dim);
    w.uint32(tag(2, 0)).int32(TYPES[type]);
    w.uint32(tag(8, 2)).string(name);
    if (external === undefined || offset === undefined) {
      w.uint32(tag(9, 2)).uint32(byteLength);
      return;
    }
    const entries = { location: external.location, offset: `${offset}`, length: `${byteLength}` };
    for (const [key, value] of Object.entries(entries)) {
      w.uint32(tag(13, 2)).fork();
      w.uint32(tag(1, 2)).string(key).uint32(tag(2, 2)).string(value).ldelim();
    }
    w.uint32(tag(14, 0)).int32(1); // data_location EXTERNAL
  });
  const data = offset === undefined ? byteLength : 0;
  const head = bytesOf((w) => w.uint32(tag(5, 2)).uint32(body.length + data));
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return { head: whole, data };
}

function tooLarge(bytes: number): EngineError {
  return new EngineError({
    what: "the model is larger than an ONNX file can be",
    where: "ONNX export",
    expected: "2 GB at most",
    got: `${(bytes / 1e9).toFixed(2)} GB`,
    hint: "a network of this size runs with --engine onnx, whose weights lie in a file of their own",
  });
}
