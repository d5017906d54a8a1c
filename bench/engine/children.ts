/**
 * Runs our engine and PyTorch's, each in a process of its own.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ChildResult } from "./timings.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const script = join(root, "bench/engine/pytorch.py");
const child = fileURLToPath(new URL("ours-child.js", import.meta.url));

/** Reference outputs of the released modules that pytorch.py's network covers (it has no VAE, no instance norm, no SEAN). */
const GOLDENS = [
  "tiny/clade",
  "tiny/clade_icpe_instance",
  "tiny/spade",
  "networks/clade_icpe_more",
  "networks/spade_1x1",
  "networks/spade_instance_edges",
  "networks/spade_no_spectral_norm",
];

export interface Task {
  readonly checkpoint: string;

  /** Path of a JSON file that `writeInputs` made. */
  readonly inputs: string;
  readonly threads: number;
  readonly runs: number;

  /** Where pictures go: PICTURE-name.npy. */
  readonly picture?: string;
}

/** Versions of the Python packages that are there. */
export function pythonVersions(python: string): Record<string, string> {
  return JSON.parse(run(python, [script, "versions"])) as Record<string, string>;
}

/**
 * Largest difference of pytorch.py's network from the released modules, by folder of test/goldens.
 *
 * @throws Error above 1e-4: what is timed would not be the released network.
 */
export function checkPeer(python: string): Record<string, number> {
  const folders = GOLDENS.map((name) => join(root, "test/goldens", name));
  return JSON.parse(run(python, [script, "check", ...folders])) as Record<string, number>;
}

/** Writes a checkpoint with random weights. */
export function makeCheckpoint(python: string, spec: string, inputs: string, to: string): void {
  run(python, [script, "make", spec, inputs, to]);
}

/** @param model Where the plain export lies, or is put by the first way that needs it. */
export function peer(python: string, task: Task, way: string, model: string): ChildResult {
  const { checkpoint, inputs } = task;
  const threads = String(task.threads);
  const args = [script, "time", checkpoint, inputs, "--way", way, "--model", model];
  const env = { OMP_NUM_THREADS: threads, MKL_NUM_THREADS: threads };
  const printed = run(python, [...args, ...common(task)], env);
  return JSON.parse(printed.trim().split("\n").at(-1) ?? "") as ChildResult;
}

/** On TensorFlow.js, by its wasm back end. */
export function oursOnTfjs(task: Task): ChildResult {
  const printed = run(process.execPath, [...ours(task), "--engine", "tfjs"]);
  return JSON.parse(printed) as ChildResult;
}

/** Three starts: from the checkpoint with timed runs, then twice from what is in the cache by then, up to the first picture. */
export function oursThrice(task: Task, memory: string, folder: string): ChildResult {
  const cache = mkdtempSync(join(folder, "cache-"));
  const env = { CLADESCOPE_CACHE: cache };
  try {
    const first = once(task, memory, env);
    const [{ cold: again }, { cold: later, memoryMiB: memoryLaterMiB }] = [2, 3].map(() =>
      once({ ...task, runs: 0 }, memory, env),
    );
    return {
      ...first,
      ...(again && { again }),
      ...(later && { later }),
      ...(memoryLaterMiB && { memoryLaterMiB }),
    };
  } finally {
    rmSync(cache, { recursive: true });
  }
}

/** Without a cache. */
export function oursOnce(task: Task, memory: string): ChildResult {
  return once(task, memory, { CLADESCOPE_CACHE: "off" });
}

function once(task: Task, memory: string, env: Record<string, string>): ChildResult {
  return JSON.parse(run(process.execPath, [...ours(task), "--memory", memory], env)) as ChildResult;
}

function ours(task: Task): string[] {
  return [child, task.checkpoint, task.inputs, ...common(task)];
}

function common({ threads, runs, picture }: Task): string[] {
  const some = ["--threads", String(threads), "--runs", String(runs)];
  return picture === undefined ? some : [...some, "--picture", picture];
}

function run(program: string, args: readonly string[], env: Record<string, string> = {}): string {
  const { status, signal, error, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, ORT_DISABLE_TELEMETRY: "1", ...env },
    maxBuffer: 2 ** 26,
  });
  if (status === 0) return stdout;
  const why = error?.message ?? (stderr.trim().split("\n").slice(-5).join("\n") || signal);
  throw new Error(`${program} ${args.slice(0, 3).join(" ")}: ${why}`);
}
