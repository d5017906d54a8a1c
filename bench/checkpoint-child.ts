/**
 * One measurement of bench/checkpoint.ts, in a process of its own: `node checkpoint-child.js TASK FILE`.
 *
 * @module
 */

import { closeSync, openSync, readSync, statSync } from "node:fs";
import { openCheckpoint } from "../src/checkpoint/open-checkpoint.ts";
import { TfjsGenerator } from "../src/engines/tfjs/generator.ts";
import { asGenerator } from "../src/models/network.ts";
import { openNetwork } from "../src/models/open-network.ts";

const TASKS: Readonly<Record<string, (path: string) => Promise<void>>> = {
  async bytes(path) {
    const buffer = Buffer.allocUnsafe(1 << 24);
    const file = openSync(path, "r");
    for (let rest = statSync(path).size; rest > 0; ) rest -= readSync(file, buffer);
    closeSync(file);
  },
  async open(path) {
    const network = await openNetwork(path);
    await network.close();
  },
  async load(path) {
    const stateDict = await openCheckpoint(path);
    const tensors = new Map<string, unknown>(); // all at once in memory, as torch.load has them
    for (const name of stateDict.tensors.keys()) tensors.set(name, await stateDict.read(name));
    await stateDict.close();
  },
  async wasm(path) {
    const network = asGenerator(await openNetwork(path));
    const generator = await TfjsGenerator.load(network);
    generator.dispose();
    await network.close();
  },
};

const [task, path] = process.argv.slice(2);
const start = performance.now();
await TASKS[task](path);
const seconds = (performance.now() - start) / 1000;
// Linux and macOS give kilobytes here.
console.log(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1000 }));
