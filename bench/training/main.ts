/**
 * `npm run bench:training`: seconds for a full step (D and G, spectral norm included) of the standard toy network, on every
 * back end there is and in PyTorch eager on the same processor, in turns.
 *
 *     npm run bench:training                            1 thread, 15 steps, 3 rounds
 *     npm run bench:training -- --threads 2 --steps 20 --rounds 5
 *     npm run bench:training -- --backends tfjs-node    some back ends only; --no-pytorch without PyTorch
 *     npm run bench:training -- --no-pytorch --rounds 1 --steps 1000 --ngf 2 --batch 1
 *                                                       a thousand small steps: fails if tensors grow
 *
 * The standard toy network: ngf and ndf 16, hidden width 128, 64 × 64, 20 classes, batch 8.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BACKEND_NAMES, type BackendName } from "../../src/engines/tfjs/backend.ts";
import { testBackend } from "../../src/engines/tfjs/test-backend.ts";
import { median } from "../median.ts";
import { pytorchPython } from "../pytorch-venv.ts";

const { values } = parseArgs({
  options: {
    threads: { type: "string", default: "1" },
    steps: { type: "string", default: "15" },
    rounds: { type: "string", default: "3" },
    backends: { type: "string" },
    ngf: { type: "string", default: "16" },
    batch: { type: "string", default: "8" },
    methods: { type: "string", default: "clade,spade" },
    pytorch: { type: "boolean", default: true },
    output: { type: "string", default: "out/bench-training.json" },
  },
  allowNegative: true,
});

/** Plain JavaScript takes minutes for a step of this network; it is there for tests. */
const TOO_SLOW: readonly BackendName[] = ["cpu"];

const { threads, steps, ngf, batch } = values;
const rounds = Number(values.rounds);
const env = {
  ...process.env,
  TF_NUM_INTRAOP_THREADS: threads,
  TF_NUM_INTEROP_THREADS: threads,
  TF_CPP_MIN_LOG_LEVEL: "2",
};
if (values.pytorch && (ngf !== "16" || batch !== "8")) {
  throw new Error("PyTorch is timed with the standard network alone: give --no-pytorch");
}
const python = values.pytorch ? pytorchPython("training") : null;
const backends = await backendsHere();
const machine = `${cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}, ${threads} thread(s)`;
console.log(`${machine}\nback ends: ${backends.join(", ")}; PyTorch: ${python ?? "not here"}\n`);

const results: Record<string, Record<string, number[]>> = {};
for (const method of values.methods.split(",")) {
  results[method] = {};
  for (let round = 0; round < rounds; round++) {
    for (const backend of backends) add(method, backend, ours(backend, method));
    if (python !== null) add(method, "pytorch", theirs(python, method));
  }
  print(method);
}
mkdirSync("out", { recursive: true });
const date = new Date().toISOString();
writeFileSync(
  values.output,
  `${JSON.stringify({ date, machine, load: loadavg()[0], steps, rounds, seconds: results }, null, 2)}\n`,
);
console.log(`written to ${values.output}`);

async function backendsHere(): Promise<BackendName[]> {
  const asked = values.backends?.split(",");
  const here: BackendName[] = [];
  for (const name of BACKEND_NAMES) {
    if (asked === undefined ? TOO_SLOW.includes(name) : !asked.includes(name)) continue;
    if ((await testBackend(name)).works) here.push(name);
  }
  return here;
}

function add(method: string, who: string, seconds: number[] | null): void {
  if (seconds === null) return;
  results[method][who] ??= [];
  results[method][who].push(...seconds);
}

/** Seconds of each step after the first two; null where the back end cannot train. */
function ours(backend: BackendName, method: string): number[] | null {
  const child = fileURLToPath(new URL("./step-child.js", import.meta.url));
  const args = ["--no-warnings", child, backend, method, steps, ngf, batch];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env });
  if (status !== 0) {
    console.error(`${backend} ${method}: ${stderr.trim().split("\n").slice(-3).join("\n")}`);
    return null;
  }
  const { seconds, tensors, grown, megabytes } = JSON.parse(
    stdout.trim().split("\n").at(-1) ?? "",
  ) as {
    seconds: number[];
    tensors: number;
    grown: number;
    megabytes: readonly number[];
  };
  if (grown !== 0)
    throw new Error(`${backend} ${method}: ${grown} tensors more after ${steps} steps`);
  console.log(
    `${backend} ${method}: ${tensors} tensors after 2 steps and after ${steps} more; the process held ${megabytes.join(", ")} MB on the way`,
  );
  return seconds;
}

/** The better of PyTorch's two memory layouts: its median, smallest and largest. */
function theirs(program: string, method: string): number[] | null {
  const script = fileURLToPath(new URL("../../../bench/training/pytorch.py", import.meta.url));
  const args = [script, "--method", method, "--threads", threads, "--steps", steps];
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) {
    console.error(`PyTorch ${method}: ${stderr.trim().split("\n").slice(-3).join("\n")}`);
    return null;
  }
  const { median: middle, min, max } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  return [middle, min, max];
}

/** Medians with smallest and largest, and how many times PyTorch's that is. */
function print(method: string): void {
  const reference = results[method].pytorch && median(results[method].pytorch);
  console.log(`${method}: seconds per step, median (smallest–largest), against PyTorch`);
  for (const [who, seconds] of Object.entries(results[method])) {
    const [low, high] = [Math.min(...seconds), Math.max(...seconds)];
    const ratio = reference ? `   ${(median(seconds) / reference).toFixed(2)}×` : "";
    console.log(
      `  ${who.padEnd(14)} ${median(seconds).toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})${ratio}`,
    );
  }
  console.log();
}
