/**
 * Loads a generator into the fastest engine that runs it here (Node only where that is ONNX Runtime).
 *
 * @module
 */

import type { GeneratorNetwork } from "../models/network.ts";
import { checkEngineChoice, type EngineChoice, onnxOrNull } from "./choose-engine.ts";
import type { MemoryMode, Tuning } from "./onnx/choices.ts";
import type { GraphState } from "./onnx/graph-session.ts";
import type { CacheOptions } from "./onnx/load-options.ts";
import type { PaintingEngine } from "./synthesis.ts";
import { TfjsGenerator } from "./tfjs/generator.ts";
import type { SpadeMode } from "./tfjs/spade-mode.ts";

export type { EngineName } from "./choose-engine.ts";

export interface EngineOptions extends EngineChoice {
  /** How the modulation of SPADE and SEAN is computed. */
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
}

/**
 * @throws EngineError if there is no such engine, or the one that is asked for by name is not there or does not run the network; CheckpointError
 * if the file cannot be read.
 */
export async function openGenerator(
  network: GeneratorNetwork,
  options: EngineOptions = {},
): Promise<PaintingEngine> {
  checkEngineChoice(options, "openGenerator");
  const { backend, spade, onProgress, onNote } = options;
  // ONNX Runtime never runs attention: nothing is missing that a note could tell.
  const choice = network.kind === "msca" && options.engine !== "onnx" ? "tfjs" : options.engine;
  const onnx = await onnxOrNull({ ...options, engine: choice }, "painting", async () => {
    const { OnnxGenerator } = await import("./onnx/generator.ts");
    const { memory, tuning, threads, cache, onGraph } = options;
    const given = { spade, memory, tuning, threads, cache, onGraph, onProgress, onNote };
    return OnnxGenerator.load(network, given);
  });
  if (onnx !== null) return onnx;
  return TfjsGenerator.load(network, {
    ...(backend !== undefined && { backend }),
    ...(spade !== undefined && { spade }),
    ...(onProgress !== undefined && { onProgress }),
  });
}
