/** Running a graph under construction. */

import { Graph } from "../../src/engines/onnx/graph.ts";
import { encodeModel } from "../../src/engines/onnx/proto.ts";

/** Result [rows, columns] of a graph of one matrix and constants; x is [.., channels]. */
export async function runOnnxGraph(
  x: { readonly data: Float32Array; readonly dims: readonly number[] },
  constants: Readonly<Record<string, { data: Float32Array; dims: readonly number[] }>>,
  dims: readonly number[],
  build: (graph: Graph, x: string, constant: (name: string) => string) => string,
): Promise<Float32Array> {
  const { InferenceSession, Tensor } = await import("onnxruntime-node");
  const graph = new Graph();
  const constant = (name: string) => {
    const { data, dims } = constants[name];
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const { byteLength } = data;
    return graph.constant({ name, type: "float32", dims, byteLength, load: () => bytes });
  };
  const y = build(graph, graph.input("x", "float32", x.dims), constant);
  graph.output(y, "y", dims);
  const chunks: Uint8Array[] = [];
  for await (const chunk of encodeModel(graph)) chunks.push(chunk);
  const session = await InferenceSession.create(Buffer.concat(chunks), { logSeverityLevel: 3 });
  const { y: result } = await session.run({ x: new Tensor("float32", x.data, [...x.dims]) });
  await session.release();
  return result.data as Float32Array;
}
