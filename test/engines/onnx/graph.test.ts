import { expect, test } from "vitest";
import { Graph } from "../../../src/engines/onnx/graph.ts";

const kernel = {
  name: "kernel",
  type: "float32",
  dims: [9, 2, 3],
  byteLength: 4 * 54,
  load: () => new Uint8Array(4 * 54),
} as const;

test("a constant in a file beside is read in another shape; one within the model is reshaped", () => {
  const shapes = [
    [9, 6],
    [18, 3],
  ];
  const viewed = new Graph({ viewed: true });
  const views = shapes.map((dims) => viewed.reshape(viewed.constant(kernel), dims));
  viewed.op("MatMul", views);
  viewed.op("Transpose", [viewed.reshape(views[0], [9, 2, 3])]);
  expect(viewed.nodes.map(({ type }) => type)).toEqual(["MatMul", "Transpose"]);
  expect(viewed.constants.map(({ dims, of }) => ({ dims, of }))).toEqual(
    [...shapes, [9, 2, 3]].map((dims) => ({ dims, of: "kernel" })),
  );

  const plain = new Graph();
  plain.op(
    "MatMul",
    shapes.map((dims) => plain.reshape(plain.constant(kernel), dims)),
  );
  expect(plain.nodes.map(({ type }) => type)).toEqual(["Reshape", "Reshape", "MatMul"]);
  expect(plain.constants[0]).toEqual(kernel);
});

test("what an operation gives is reshaped, and constants that nothing uses are left out", () => {
  const graph = new Graph({ viewed: true });
  graph.constant(kernel);
  const x = graph.input("x", "float32", [6]);
  graph.reshape(graph.op("Relu", [x]), [2, 3]);
  expect(graph.nodes.map(({ type }) => type)).toEqual(["Relu", "Reshape"]);
  expect(graph.constants.map(({ dims }) => dims)).toEqual([[2]]); // the new shape alone
});
