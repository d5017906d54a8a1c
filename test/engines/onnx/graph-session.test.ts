import { rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Graph } from "../../../src/engines/onnx/graph.ts";
import { graphSession } from "../../../src/engines/onnx/graph-session.ts";
import { onnxRuntime } from "../../../src/engines/onnx/session.ts";
import { onnxInstalled } from "../../support/onnx.ts";
import { folderOfTest } from "../../support/temporary-folder.ts";

const COUNT = 4096;
const values = Float32Array.from({ length: COUNT }, (_, i) => i);

/** x + a constant that is in the weights' file. */
function sum(): Graph {
  const graph = new Graph();
  const x = graph.input("x", "float32", [COUNT]);
  const constant = graph.constant({
    name: "constant",
    type: "float32",
    dims: [COUNT],
    byteLength: 4 * COUNT,
    load: () => expect.fail("the constant is in the file"),
  });
  graph.output(graph.op("Add", [x, constant]), "y", [COUNT]);
  return graph;
}

/** Opens the graph with weights that somebody spoils so many times just after they were checked. */
async function open(times: number, spoil: (path: string) => void) {
  const folder = folderOfTest();
  let asked = 0;
  const session = await graphSession(sum(), "", {
    weightsKey: null,
    weightsFolder: async () => {
      const path = join(folder, "weights.bin");
      writeFileSync(path, new Uint8Array(values.buffer));
      if (asked++ < times) setImmediate(spoil, path);
      return folder;
    },
    offsets: new Map([["constant", 0]]),
    bytes: 4 * COUNT,
    store: null,
  });
  return { asked, session };
}

describe.skipIf(!onnxInstalled)("a graph whose weights go between the check and their use", () => {
  test.each<[string, (path: string) => void, RegExp]>([
    ["removed", (path) => rmSync(path), /data path does not exist: .*weights\.bin/],
    ["cut short", (path) => truncateSync(path, 9), /constant .*file_length: 9 are out of bounds/],
  ])("has them written again once: %s", async (_, spoil, failure) => {
    const { asked, session } = await open(1, spoil);
    expect(asked).toBe(2);
    const { Tensor } = await onnxRuntime();
    const { y } = await session.session.run({ x: new Tensor("float32", values, [COUNT]) });
    expect(y.data).toEqual(values.map((value) => 2 * value));
    await session.release();
    await expect(open(2, spoil)).rejects.toThrow(failure);
  });
});
