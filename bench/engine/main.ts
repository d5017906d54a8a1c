/**
 * `npm run bench:engine`: seconds per picture of our ONNX engine, of PyTorch on the same processor, and of what PyTorch
 * exports, in the same run on the same weights and label maps.
 *
 *     npm run bench:engine                              ADE20K's size, CLADE and SPADE, 1 and 2 threads, the bundled label maps
 *     npm run bench:engine -- --maps DIR --networks clade,spade,icpe,cityscapes,coco
 *     npm run bench:engine -- --runs 3 --threads 1 --ways eager,onnx
 *     npm run bench:engine -- --output docs/benchmarks-engine       both .json and .md
 *
 * Ours is timed on every label map, since SPADE's tables depend on it, with the search for neighbourhoods; the others on
 * the first `--reference-maps`, since their work is the same for every map. Each way runs in a process of its own. The pictures are held against PyTorch's in float64: a difference above 3e-5 fails the run.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readNpy } from "../../src/checkpoint/npy.ts";
import { bytesSource } from "../../src/checkpoint/source.ts";
import { pytorchPython } from "../pytorch-venv.ts";
import { type Inputs, writeInputs } from "./inputs.ts";
import { MOST_DIFFERENCE, type Results, report, spread, type Timing } from "./report.ts";

const { values } = parseArgs({
  options: {
    maps: { type: "string", default: process.env.CLADESCOPE_LABEL_MAPS ?? "data/label-maps" },
    networks: { type: "string", default: "clade,spade" },
    ways: { type: "string", default: "eager,channels_last,compile,onnx,openvino" },
    threads: { type: "string", default: "1,2" },
    runs: { type: "string", default: "7" },
    "reference-maps": { type: "string", default: "1" },
    memory: { type: "string", default: "normal,small,large" },
    tfjs: { type: "boolean", default: true },
    output: { type: "string", default: "out/benchmarks-engine" },
  },
  allowNegative: true,
});

interface Spec {
  readonly method: "clade" | "spade";
  readonly classes: number;
  readonly edges: number;
  readonly positional: boolean;
  readonly hidden: number;
  readonly kernel: number;
  readonly ngf: number;
  readonly upsampling: "normal" | "more";
}

const ADE: Spec = {
  method: "clade",
  classes: 151,
  edges: 0,
  positional: false,
  hidden: 128,
  kernel: 3,
  ngf: 64,
  upsampling: "normal",
};

const NETWORKS: Readonly<Record<string, { spec: Spec; height: number; width: number }>> = {
  clade: { spec: ADE, height: 256, width: 256 },
  spade: { spec: { ...ADE, method: "spade" }, height: 256, width: 256 },
  icpe: { spec: { ...ADE, positional: true }, height: 256, width: 256 },
  "coco-spade": {
    spec: { ...ADE, method: "spade", classes: 183, edges: 1 },
    height: 256,
    width: 256,
  },
  "coco-clade": { spec: { ...ADE, classes: 183, edges: 1 }, height: 256, width: 256 },
  "cityscapes-spade": {
    spec: { ...ADE, method: "spade", classes: 35, edges: 1, upsampling: "more" },
    height: 256,
    width: 512,
  },
  "cityscapes-clade": {
    spec: { ...ADE, classes: 35, edges: 1, upsampling: "more" },
    height: 256,
    width: 512,
  },
};

const here = fileURLToPath(new URL(".", import.meta.url));
const script = fileURLToPath(new URL("../../../bench/engine/pytorch.py", import.meta.url));
const python = pytorchPython("engine");
if (python === null) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), "cladescope-bench-"));
const timings: Timing[] = [];
let mapNames: string[] = [];
const differences: Record<string, number> = {};
const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} threads, Node ${process.version}`;
const load = loadavg()[0];
console.log(`${machine}, load ${load.toFixed(1)}\n`);
try {
  for (const name of values.networks.split(",")) await bench(name);
} finally {
  rmSync(folder, { recursive: true });
}
mkdirSync(dirname(values.output), { recursive: true });
const results: Results = {
  date: new Date().toISOString(),
  machine,
  load,
  versions: JSON.parse(run(python, [script, "versions"])) as Record<string, string>,
  maps: mapNames,
  differences,
  timings,
};
writeFileSync(`${values.output}.json`, `${JSON.stringify(results, null, 2)}\n`);
writeFileSync(`${values.output}.md`, report(results));
console.log(`written to ${values.output}.json and .md`);
for (const [name, difference] of Object.entries(differences)) {
  if (difference <= MOST_DIFFERENCE) continue;
  console.error(
    `${name} differs from float64 by ${difference.toExponential(1)}: more than ${MOST_DIFFERENCE}`,
  );
  process.exitCode = 1;
}

async function bench(name: string): Promise<void> {
  const network = NETWORKS[name];
  if (network === undefined) {
    throw new Error(`no network ${name}; there are ${Object.keys(NETWORKS).join(", ")}`);
  }
  const { spec, height, width } = network;
  const own = join(folder, name);
  mkdirSync(own);
  const { upsampling, positional } = spec;
  const wanted = { height, width, upsampling, edges: spec.edges === 1, positional };
  const inputs = writeInputs(values.maps, own, wanted);
  mapNames = (JSON.parse(readFileSync(inputs, "utf8")) as Inputs).maps.map(({ name }) => name);
  const specPath = join(own, "spec.json");
  writeFileSync(specPath, JSON.stringify(spec));
  const checkpoint = join(own, "net_G.safetensors");
  run(python as string, [script, "make", specPath, inputs, checkpoint]);
  const model = join(own, "plain.onnx");
  for (const threads of values.threads.split(",")) {
    for (const memory of values.memory.split(",")) {
      add(name, `ours, ${memory}`, ours(checkpoint, inputs, threads, "onnx", memory));
    }
    if (values.tfjs && threads === "1") {
      add(name, "ours, tfjs wasm", ours(checkpoint, inputs, threads, "tfjs", "normal"));
    }
    for (const way of values.ways.split(",")) {
      const args = [script, "time", checkpoint, inputs, "--way", way, "--threads", threads];
      const maps = ["--runs", values.runs, "--maps", values["reference-maps"]];
      const env = { OMP_NUM_THREADS: threads, MKL_NUM_THREADS: threads };
      const result = run(python as string, [...args, ...maps, "--model", model], env);
      add(name, way, JSON.parse(result.trim().split("\n").at(-1) ?? "") as Timing);
    }
  }
  differences[name] = await difference(checkpoint, inputs, own);
  console.log(`${name}: at most ${differences[name].toExponential(1)} from float64\n`);
}

function ours(
  checkpoint: string,
  inputs: string,
  threads: string,
  engine: string,
  memory: string,
): Timing {
  const slow = engine === "tfjs";
  const args = ["--engine", engine, "--threads", threads, "--memory", memory];
  const some = slow ? ["--runs", "3", "--maps", values["reference-maps"]] : ["--runs", values.runs];
  const child = [join(here, "ours-child.js"), checkpoint, inputs, ...args];
  // A cache of its own: the first start finds nothing, the second what the first left.
  const cache = mkdtempSync(join(folder, "cache-"));
  const env = { CLADESCOPE_CACHE: cache };
  const timing = JSON.parse(run(process.execPath, [...child, ...some], env)) as Timing;
  if (slow) return timing;
  const second = run(process.execPath, [...child, "--runs", "0", "--maps", "1"], env);
  rmSync(cache, { recursive: true });
  const { cold: again, memoryMiB: memoryAgainMiB } = JSON.parse(second) as Timing;
  return { ...timing, ...(again && { again }), ...(memoryAgainMiB && { memoryAgainMiB }) };
}

/** The largest difference of the fast paths from PyTorch in float64, over the first and the hard label map. */
async function difference(checkpoint: string, inputs: string, own: string): Promise<number> {
  const all = JSON.parse(readFileSync(inputs, "utf8")) as Inputs;
  const two = join(own, "two.json");
  const maps = [all.maps[0], all.maps[all.maps.length - 1]];
  writeFileSync(two, JSON.stringify({ ...all, maps }));
  const exact = join(own, "exact");
  run(python as string, [
    ...[script, "time", checkpoint, two, "--way", "float64", "--runs", "1", "--maps", "2"],
    ...["--picture", exact],
  ]);
  let worst = 0;
  for (const memory of values.memory.split(",")) {
    const fast = join(own, memory);
    const child = [join(here, "ours-child.js"), checkpoint, two, "--runs", "1"];
    const env = { CLADESCOPE_CACHE: "off" };
    run(process.execPath, [...child, "--memory", memory, "--picture", fast], env);
    for (const map of maps) {
      const [a, b] = await Promise.all([exact, fast].map((at) => picture(`${at}-${map.name}.npy`)));
      for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
  }
  return worst;
}

async function picture(path: string): Promise<ArrayLike<number>> {
  const { data } = await readNpy(bytesSource(readFileSync(path), path));
  return data as Float32Array;
}

function add(network: string, way: string, timing: Timing): void {
  timings.push({ ...timing, way, network });
  const { threads, cold, again, memoryMiB } = timing;
  const { median, least, most } = spread(timing);
  const more =
    cold === undefined
      ? ""
      : `  first picture ${cold.toFixed(1)} s, then ${again?.toFixed(1)} s, ${memoryMiB?.toFixed(0)} MiB`;
  console.log(
    `${network.padEnd(17)}${`${threads} thr`.padEnd(7)}${way.padEnd(17)}${median.toFixed(3)} s (${least.toFixed(3)} to ${most.toFixed(3)})${more}`,
  );
}

function run(program: string, args: readonly string[], env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, ORT_DISABLE_TELEMETRY: "1", ...env },
    maxBuffer: 2 ** 26,
  });
  if (status === 0) return stdout;
  throw new Error(
    `${program} ${args.slice(0, 3).join(" ")}: ${stderr.trim().split("\n").slice(-5).join("\n")}`,
  );
}
