/**
 * The choice of TensorFlow.js back end.
 *
 * `wasm` and `cpu` come with cladescope; `tfjs-node`, `tfjs-node-gpu` and `webgpu` are used when their packages are
 * installed beside it.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";

export type BackendName = "wasm" | "cpu" | "tfjs-node" | "tfjs-node-gpu" | "webgpu";

interface Backend {
  /** The name it has in tfjs's registry. */
  readonly registered: string;

  /** What to install for it; null if it comes with cladescope. */
  readonly packages: string | null;

  readonly load: () => Promise<unknown>;
}

// Names in variables, so that the compiler and bundlers leave optional packages and Node's own alone.
const TFJS_NODE = "@tensorflow/tfjs-node";
const TFJS_NODE_GPU = "@tensorflow/tfjs-node-gpu";
const NODE_UTIL = "node:util";

const BACKENDS: Readonly<Record<BackendName, Backend>> = {
  wasm: {
    registered: "wasm",
    packages: null,
    load: () => import("@tensorflow/tfjs-backend-wasm"),
  },
  cpu: {
    registered: "cpu",
    packages: null,
    load: () => import("@tensorflow/tfjs-backend-cpu"),
  },
  "tfjs-node": {
    registered: "tensorflow",
    packages: TFJS_NODE,
    load: () => loadTfjsNode(TFJS_NODE),
  },
  "tfjs-node-gpu": {
    registered: "tensorflow",
    packages: TFJS_NODE_GPU,
    load: () => loadTfjsNode(TFJS_NODE_GPU),
  },
  webgpu: {
    registered: "webgpu",
    packages: "webgpu @tensorflow/tfjs-backend-webgpu",
    load: loadWebgpu,
  },
};

export const BACKEND_NAMES: readonly BackendName[] = Object.keys(BACKENDS) as BackendName[];

/**
 * Makes `name` tfjs's current back end, loading it first if need be.
 *
 * @throws EngineError if it is not installed or does not start.
 */
export async function useBackend(name: BackendName): Promise<void> {
  checkChoice(EngineError, "back end", name, BACKEND_NAMES);
  const { registered, packages, load } = BACKENDS[name];
  tf.env().set("PROD", true); // else the cpu back end greets every program on stderr
  let cause: unknown;
  try {
    await load();
    if (await tf.setBackend(registered)) {
      await tf.ready();
      return;
    }
  } catch (error) {
    cause = error;
  }
  const missing = isModuleNotFound(cause);
  throw new EngineError({
    what: missing ? "the back end is not installed" : "the back end does not start here",
    where: `back end ${name}`,
    expected: packages === null ? "a working WebAssembly runtime" : `the packages ${packages}`,
    got: missing ? "no such package" : firstLine(cause),
    hint: missing
      ? `npm install ${packages}, or --backend wasm`
      : "--backend wasm or --backend cpu",
    cause,
  });
}

/** tfjs-node needs a helper that Node 23 dropped: every operation would fail without it. */
async function loadTfjsNode(packageName: string): Promise<unknown> {
  const util: { isNullOrUndefined?: (value: unknown) => boolean } = (await import(NODE_UTIL))
    .default;
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2"; // else libtensorflow tells every program what processor it found
  return import(packageName);
}

/** In Node, Dawn gives `navigator.gpu`; in a browser it is there. */
async function loadWebgpu(): Promise<unknown> {
  const backend = "@tensorflow/tfjs-backend-webgpu";
  if (!("gpu" in (globalThis.navigator ?? {}))) {
    const dawn = "webgpu";
    const { create, globals } = await import(dawn);
    Object.assign(globalThis, globals);
    Object.defineProperty(globalThis, "navigator", {
      value: { gpu: create([]) },
      configurable: true,
      writable: true,
    });
  }
  return import(backend);
}

function isModuleNotFound(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
}

function firstLine(error: unknown): string {
  const text =
    error instanceof Error
      ? error.message
      : String(error ?? "it found no device or driver that it can use");
  return text.split("\n")[0].slice(0, 200);
}
