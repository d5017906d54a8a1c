/**
 * Seconds per picture of a SEAN on one engine in one way, in a process of its own: `main.ts` runs it.
 *
 *     node dist/bench/sean/child.js CHECKPOINT --engine onnx|tfjs --way tables|convolutions --threads 1 --runs 3 --maps 3
 *
 * @module
 */

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openGenerator } from "../../src/engines/open-generator.ts";
import { asGenerator } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { faceMaps } from "./faces.ts";
import { randomCodes, SIZE } from "./network.ts";

/** Seconds of a picture: on the clock, and of processor time, which others on the machine change little. */
export interface Seconds {
  readonly wall: number;
  readonly processor: number;
}

/** What is printed. */
export interface ChildResult {
  readonly maps: readonly {
    readonly name: string;

    /** Each picture after the first, in the same style. */
    readonly sameStyle: readonly Seconds[];

    /** Each in a style of its own. */
    readonly newStyle: readonly Seconds[];
  }[];

  /** Seconds from the checkpoint on disk to the first picture. */
  readonly first: number;
  readonly memoryMiB: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: "string", default: "onnx" },
    way: { type: "string", default: "tables" },
    threads: { type: "string", default: "1" },
    runs: { type: "string", default: "3" },
    maps: { type: "string", default: "3" },
    cache: { type: "string", default: "" },
    pictures: { type: "string" },
  },
});
const [checkpoint] = positionals;
const onnx = values.engine === "onnx";
const runs = Number(values.runs);

const start = performance.now();
const network = asGenerator(await openNetwork(checkpoint));
const generator = await openGenerator(network, {
  engine: onnx ? "onnx" : "tfjs",
  // "auto" makes tables, but for sizes at which a label map has too many neighbourhoods.
  spade: values.way === "convolutions" ? "convolutions" : "auto",
  ...(onnx && { threads: Number(values.threads), cache: { folder: values.cache } }),
});

let style = 1;
let first = 0;
const maps = [];
for (const { name, rows } of faceMaps().slice(0, Number(values.maps))) {
  const paint = async (seed: number) => {
    const before = performance.now();
    const used = process.cpuUsage();
    const { image } = await generator.synthesize({
      ...{ batch: 1, ...SIZE, labels: rows },
      styles: randomCodes(seed),
    });
    const wall = (performance.now() - before) / 1000;
    const { user, system } = process.cpuUsage(used);
    return { image, seconds: { wall, processor: (user + system) / 1e6 } };
  };
  const { image } = await paint(1);
  if (first === 0) first = (performance.now() - start) / 1000;
  if (values.pictures !== undefined) {
    writeFileSync(`${values.pictures}-${name}.f32`, new Uint8Array(image.data.buffer));
  }
  const sameStyle: Seconds[] = [];
  const newStyle: Seconds[] = [];
  for (let run = 0; run < runs; run++) sameStyle.push((await paint(1)).seconds);
  for (let run = 0; run < runs; run++) newStyle.push((await paint(++style)).seconds);
  maps.push({ name, sameStyle, newStyle });
}
const memoryMiB = process.resourceUsage().maxRSS / 1024;
await generator.dispose();
await network.close();
const result: ChildResult = { maps, first, memoryMiB };
console.log(JSON.stringify(result));
