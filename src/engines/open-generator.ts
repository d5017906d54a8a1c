/**
 * Loads a generator into the fastest engine that runs it here (Node only where that is ONNX Runtime).
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { MemoryMode, Tuning } from "./onnx/choices.ts";
import type { CacheOptions } from "./onnx/generator.ts";
import type { GraphState } from "./onnx/graph-session.ts";
import type { PaintingEngine } from "./synthesis.ts";
import type { BackendName } from "./tfjs/backend.ts";
import { TfjsGenerator } from "./tfjs/generator.ts";
import type { SpadeMode } from "./tfjs/spade-mode.ts";

/** "auto" is onnx where it is installed and runs the network, else tfjs. */
export type EngineName = "auto" | "onnx" | "tfjs";

export interface EngineOptions {
  /** Default "auto". */
  readonly engine?: EngineName | undefined;

  /** Of tfjs; default "wasm". With one, "auto" is tfjs. */
  readonly backend?: BackendName | undefined;

  /** Of tfjs: how SPADE's modulation is computed. */
  readonly spade?: SpadeMode | undefined;

  /** Of onnx; default "normal". */
  readonly memory?: MemoryMode | undefined;

  /** Of onnx: measured times that convolutions are computed by; default a table that is the same everywhere. */
  readonly tuning?: Tuning | undefined;

  /** Of onnx; default one for each core. */
  readonly threads?: number | undefined;

  /** Of onnx: where folded parameters and graphs are kept; default in a folder of the user's. */
  readonly cache?: CacheOptions | "off" | undefined;

  /** Of onnx: called before a graph is built or opened, and when it is ready. */
  readonly onGraph?: ((state: GraphState) => void) | undefined;

  /** Called as parameters are read. */
  readonly onProgress?: ((done: number, total: number, name: string) => void) | undefined;

  /** Told in one line why "auto" does without onnx, or onnx without its cache. */
  readonly onNote?: ((text: string) => void) | undefined;
}

/**
 * @throws EngineError if the engine that is asked for by name is not there or does not run the network; CheckpointError
 * if the file cannot be read.
 */
export async function openGenerator(
  network: GeneratorNetwork,
  options: EngineOptions = {},
): Promise<PaintingEngine> {
  const { engine = "auto", backend, spade, onProgress, onNote } = options;
  if (engine === "onnx" && backend !== undefined) {
    throw new EngineError({
      what: "a back end is a part of tfjs",
      where: "engine onnx",
      expected: "engine tfjs, or no back end",
      got: backend,
      hint: "leave out --backend, or take --engine tfjs",
    });
  }
  const fits = backend === undefined && network.kind !== "sean"; // which onnx does not run
  if (engine === "onnx" || (engine === "auto" && fits)) {
    try {
      const { OnnxGenerator } = await import("./onnx/generator.ts");
      const { memory, tuning, threads, cache, onGraph } = options;
      const onnx = { memory, tuning, threads, cache, onGraph, onProgress, onNote };
      return await OnnxGenerator.load(network, onnx);
    } catch (error) {
      const without =
        engine === "auto" && error instanceof EngineError && error.where !== undefined;
      if (!without) throw error;
      const [what] = error.message.split("\n");
      onNote?.(`painting on tfjs: ${[what, error.got].filter(Boolean).join(": ")}`);
    }
  }
  return TfjsGenerator.load(network, {
    ...(backend !== undefined && { backend }),
    ...(spade !== undefined && { spade }),
    ...(onProgress !== undefined && { onProgress }),
  });
}
