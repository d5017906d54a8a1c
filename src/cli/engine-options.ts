/**
 * The options that commands which run a network share.
 *
 * @module
 */

import { availableParallelism } from "node:os";
import type { MemoryMode, Tuning } from "../engines/onnx/choices.ts";
import type { EngineName, EngineOptions } from "../engines/open-generator.ts";
import type { BackendName } from "../engines/tfjs/backend.ts";
import type { Arguments, OptionSpec, OptionSpecs } from "./command.ts";
import { note } from "./note.ts";

export const BACKENDS: readonly BackendName[] = [
  "wasm",
  "cpu",
  "tfjs-node",
  "tfjs-node-gpu",
  "webgpu",
];

const backend: OptionSpec = {
  type: "string",
  value: "NAME",
  help: `of tfjs: ${BACKENDS.join(", ")} (default wasm)`,
};

const engine: OptionSpec = {
  type: "string",
  value: "ENGINE",
  help: "auto, onnx or tfjs (default auto: onnx where it is installed and runs the network)",
};

const threads: OptionSpec = {
  type: "string",
  value: "N",
  help: "of onnx (default: one for each core)",
};

/** Of commands that paint. */
export const engineOptions: OptionSpecs = {
  engine,
  memory: {
    type: "string",
    value: "MODE",
    help: "of onnx: small, normal or large; more is faster (default normal)",
  },
  threads,
  backend,
};

/** Of commands that take modulations alone. */
export const modulationOptions: OptionSpecs = { engine, threads, backend };

/** The back end that the arguments ask for. */
export function backendOf(args: Arguments): BackendName {
  return args.choice("backend", BACKENDS) ?? "wasm";
}

/** The engine that the arguments ask for. @throws UsageError if they do not go together. */
export function engineOf(args: Arguments): EngineOptions {
  const engine = args.choice<EngineName>("engine", ["auto", "onnx", "tfjs"]);
  const memory = args.choice<MemoryMode>("memory", ["small", "normal", "large"]);
  const threads = threadsOf(args);
  const named = args.choice("backend", BACKENDS);
  const ofOnnx = memory !== undefined ? "memory" : threads !== undefined ? "threads" : undefined;
  if (named !== undefined && (engine === "onnx" || ofOnnx !== undefined)) {
    throw args.usage(`--backend is of tfjs, --${ofOnnx ?? "engine onnx"} of onnx`);
  }
  if (engine === "tfjs" && ofOnnx !== undefined) throw args.usage(`--${ofOnnx} is of onnx`);
  return { engine, memory, threads, backend: named };
}

/** Threads asked for, as many as there are processors at most: more would wait for each other without sleeping. */
export function threadsOf(args: Arguments): number | undefined {
  const threads = args.integer("threads", 1, 1024);
  const most = availableParallelism();
  if (threads === undefined || threads <= most) return threads;
  note(`--threads ${threads}: this machine has ${most} processors, as many threads are taken`);
  return most;
}

/** What `cladescope tune` measured on this machine for as many threads; tfjs, which a back end is of, takes none. */
export async function storedTuningFor({
  engine,
  backend,
  threads,
}: EngineOptions): Promise<Tuning | undefined> {
  if (engine === "tfjs" || backend !== undefined) return undefined;
  const { storedTuning } = await import("../engines/onnx/stored-tuning.ts");
  return (await storedTuning(threads)) ?? undefined;
}
