/**
 * `npm run bench:engine`: seconds per picture of our ONNX engine, of PyTorch on the same processor, and of what PyTorch
 * exports, in the same run on the same weights and label maps.
 *
 *     npm run bench:engine                              ADE20K's size, CLADE and SPADE, 1 and 2 threads, the bundled label maps
 *     npm run bench:engine -- --maps DIR,DIR --instances DIR --networks clade,spade,icpe,coco-spade,cityscapes-clade
 *     npm run bench:engine -- --runs 1 --rounds 1 --threads 1 --ways eager,onnx --memory normal --no-tfjs
 *     npm run bench:engine -- --output docs/benchmarks-engine       both .json and .md
 *
 * Edges are borders of instances where a label map has an instance map: X.instances.png beside it, or a file of its name
 * in a folder of --instances. All ways take turns in --rounds rounds; figures are over the runs of all rounds. Ours is
 * timed on every label map, since SPADE's tables depend on it, with the search for neighbourhoods; the others on
 * --reference-maps of them (the first and the last), since their work is the same for every map.
 *
 * Two checks fail the run: PyTorch's network here within 1e-4 of the released modules (test/goldens), and our pictures
 * within 3e-5 of PyTorch's in float64. A bar missed is a result; it is named at the end. JSON and page are written after
 * each network.
 *
 * @module
 */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { readNpy } from "../../src/checkpoint/npy.ts";
import { bytesSource } from "../../src/checkpoint/source.ts";
import { pytorchPython } from "../pytorch-venv.ts";
import { parseArguments, WAYS } from "./arguments.ts";
import { aimsOf, barLines, barsOf } from "./bars.ts";
import {
  checkPeer,
  makeCheckpoint,
  oursOnce,
  oursOnTfjs,
  oursThrice,
  peer,
  pythonVersions,
  type Task,
} from "./children.ts";
import { checkClasses, HARD, type Inputs, readMaps, writeInputs, writeSome } from "./inputs.ts";
import { NETWORKS } from "./networks.ts";
import { MOST_DIFFERENCE, type Results, report } from "./report.ts";
import { type ChildResult, pooled, spread, type Timing } from "./timings.ts";

const asked = parseArguments();
const maps = readMaps(asked.maps, asked.instances);
for (const name of asked.networks) checkClasses(maps, name, NETWORKS[name]);
mkdirSync(dirname(asked.output), { recursive: true });
const python = pytorchPython("engine") ?? process.exit(1);
const versions = pythonVersions(python);
for (const way of asked.ways) {
  const lacking = WAYS[way].filter((name) => versions[name] === undefined);
  if (lacking.length > 0) throw new Error(`--ways ${way}: ${python} has no ${lacking.join(", ")}`);
}
const peerDifferences = checkPeer(python);
const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} threads, Node ${process.version}`;
console.log(`${machine}\n${maps.length + 1} label maps`);
console.log(
  `PyTorch's network: at most ${worstOf(peerDifferences)} from the released modules, in ${Object.keys(peerDifferences).length} networks\n`,
);

const timings: Timing[] = [];
const rounds: { network: string; round: number; load: number }[] = [];
const differences: Record<string, number> = {};
let referenceMaps: string[] = [];
const date = new Date().toISOString();
const folder = mkdtempSync(join(tmpdir(), "cladescope-bench-"));
try {
  for (const name of asked.networks) await bench(name);
} finally {
  rmSync(folder, { recursive: true });
}
console.log(
  [...barLines(barsOf(timings)), ...aimsOf(timings).map((aim) => `aim: ${aim}`)].join("\n"),
);
for (const [name, difference] of Object.entries(differences)) {
  if (difference <= MOST_DIFFERENCE) continue;
  console.error(
    `${name} differs from float64 by ${difference.toExponential(1)}: more than ${MOST_DIFFERENCE}`,
  );
  process.exitCode = 1;
}

/** Times every way of a network in turns, checks its pictures, writes the results so far. */
async function bench(network: string): Promise<void> {
  const own = join(folder, network);
  mkdirSync(own);
  const inputs = writeInputs(maps, own, NETWORKS[network]);
  const reference = writeSome(inputs, join(own, "reference.json"), asked.referenceMaps);
  referenceMaps = readInputs(reference).maps.map(({ name }) => name);
  const spec = join(own, "spec.json");
  writeFileSync(spec, JSON.stringify(NETWORKS[network].spec));
  const checkpoint = join(own, "net_G.safetensors");
  makeCheckpoint(python, spec, inputs, checkpoint);

  const turns = asked.threads.flatMap((threads) =>
    turnsOf(own, checkpoint, inputs, reference, threads),
  );
  const results: ChildResult[][] = turns.map(() => []);
  for (let round = 1; round <= asked.rounds; round++) {
    const [load] = loadavg();
    rounds.push({ network, round, load });
    console.log(`${network}, round ${round} of ${asked.rounds}, load ${load.toFixed(1)}`);
    for (const [i, { way, threads, time }] of turns.entries()) {
      const result = time();
      results[i].push(result);
      print(pooled({ network, way, threads }, [result]));
    }
  }
  for (const [i, { way, threads }] of turns.entries()) {
    timings.push(pooled({ network, way, threads }, results[i]));
  }
  differences[network] = await difference(checkpoint, inputs, own);
  console.log(`at most ${differences[network].toExponential(1)} from float64`);
  write();
  rmSync(own, { recursive: true });
}

interface Turn {
  readonly way: string;
  readonly threads: number;
  readonly time: () => ChildResult;
}

function turnsOf(
  own: string,
  checkpoint: string,
  inputs: string,
  reference: string,
  threads: number,
): Turn[] {
  const every: Task = { checkpoint, inputs, threads, runs: asked.runs };
  const some: Task = { ...every, inputs: reference };
  const turn = (way: string, time: () => ChildResult): Turn => ({ way, threads, time });
  return [
    ...asked.memory.map((memory) => turn(`ours, ${memory}`, () => oursThrice(every, memory, own))),
    // Its wasm back end has one thread.
    ...(asked.tfjs && threads === 1 ? [turn("ours, tfjs wasm", () => oursOnTfjs(some))] : []),
    ...asked.ways.map((way) => turn(way, () => peer(python, some, way, join(own, "plain.onnx")))),
  ];
}

/** The largest difference of the fast paths from PyTorch in float64, over the first and the hard label map. */
async function difference(checkpoint: string, inputs: string, own: string): Promise<number> {
  const two = writeSome(inputs, join(own, "two.json"), 2);
  const task: Task = { checkpoint, inputs: two, threads: 1, runs: 1 };
  const exact = join(own, "exact");
  peer(python, { ...task, runs: 0, picture: exact }, "float64", "");
  let worst = 0;
  for (const memory of asked.memory) {
    const fast = join(own, memory);
    oursOnce({ ...task, picture: fast }, memory);
    for (const { name } of readInputs(two).maps) {
      const [a, b] = await Promise.all([exact, fast].map((at) => picture(`${at}-${name}.npy`)));
      for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
  }
  return worst;
}

function write(): void {
  const results: Results = {
    ...{ date, machine, versions, runs: asked.runs, rounds },
    maps: [
      ...maps.map(({ name, ids }) => ({ name, edges: edgesOf(ids) })),
      { name: HARD, edges: edgesOf(undefined) },
    ],
    ...{ referenceMaps, peerDifferences, differences, timings },
  };
  writeFileSync(`${asked.output}.json`, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(`${asked.output}.md`, report(results, `${basename(asked.output)}.json`));
  console.log(`written to ${asked.output}.json and .md\n`);
}

function print(timing: Timing): void {
  const { way, threads, cold, again, later, memoryMiB } = timing;
  const { median, least, most } = spread(timing);
  const more =
    cold === undefined
      ? ""
      : `  first picture ${[...cold, ...(again ?? []), ...(later ?? [])].map((s) => s.toFixed(1)).join(" s, then ")} s, ${memoryMiB?.toFixed(0)} MiB`;
  console.log(
    `  ${`${threads} thr`.padEnd(7)}${way.padEnd(17)}${median.toFixed(3)} s (${least.toFixed(3)} to ${most.toFixed(3)})${more}`,
  );
}

function readInputs(path: string): Inputs {
  return JSON.parse(readFileSync(path, "utf8")) as Inputs;
}

async function picture(path: string): Promise<ArrayLike<number>> {
  const { data } = await readNpy(bytesSource(readFileSync(path), path));
  return data as Float32Array;
}

function edgesOf(ids: Int32Array | undefined): "instances" | "classes" {
  return ids === undefined ? "classes" : "instances";
}

function worstOf(all: Readonly<Record<string, number>>): string {
  return Math.max(...Object.values(all)).toExponential(1);
}
