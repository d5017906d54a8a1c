/**
 * Seconds per picture of our engines, in a process of its own: `main.ts` runs it.
 *
 *     node dist/bench/engine/ours-child.js CHECKPOINT INPUTS.json --engine onnx|tfjs --threads 1 --memory normal --runs 7
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import type { MemoryMode } from "../../src/engines/onnx/choices.ts";
import { type EngineName, openGenerator } from "../../src/engines/open-generator.ts";
import { asGenerator } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { conditionsOf } from "../../src/modulation/conditions.ts";
import type { Inputs } from "./inputs.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: "string", default: "onnx" },
    threads: { type: "string", default: "1" },
    memory: { type: "string", default: "normal" },
    runs: { type: "string", default: "7" },
    picture: { type: "string" },
  },
});
const [checkpoint, inputsPath] = positionals;
const inputs = JSON.parse(readFileSync(inputsPath, "utf8")) as Inputs;
const { height, width } = inputs;

const start = performance.now();
const network = asGenerator(
  await openNetwork(checkpoint, {
    instances: inputs.edges,
    upsampling: inputs.upsampling,
  }),
);
const onnx = values.engine === "onnx";
const generator = await openGenerator(network, {
  engine: values.engine as EngineName,
  ...(onnx && { threads: Number(values.threads), memory: values.memory as MemoryMode }),
});
const maps = [];
let cold = 0;
for (const { name, rows, edges, positions } of inputs.maps) {
  const conditions = conditionsOf({
    labels: { height, width, rows: numbers(rows, Int32Array) },
    edges: inputs.edges && edges !== undefined ? numbers(edges, Uint8Array) : undefined,
    positions:
      positions === undefined
        ? undefined
        : { height, width, data: numbers(positions, Float32Array) },
  });
  const { image } = await generator.synthesize(conditions);
  if (cold === 0) cold = (performance.now() - start) / 1000;
  if (values.picture !== undefined) {
    const file = encodeNpy({ dtype: "float32", shape: [3, height, width], data: image.data });
    writeFileSync(`${values.picture}-${name}.npy`, file);
  }
  if (values.runs === "0") break; // the first picture alone
  const seconds: number[] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    const before = performance.now();
    await generator.synthesize(conditions); // neighbourhoods and feeds included
    seconds.push((performance.now() - before) / 1000);
  }
  maps.push({ name, runs: seconds });
}
const memoryMiB = process.resourceUsage().maxRSS / 1024;
await generator.dispose();
await network.close();
console.log(JSON.stringify({ cold, memoryMiB, maps }));

type Numbers = Int32ArrayConstructor | Uint8ArrayConstructor | Float32ArrayConstructor;

function numbers<T extends Numbers>(path: string, Type: T): InstanceType<T> {
  const bytes = Uint8Array.from(readFileSync(path)); // at the beginning of a buffer of its own
  return new Type(bytes.buffer) as InstanceType<T>;
}
