/**
 * ONNX Runtime, where it is installed.
 *
 * @module
 */

import type { InferenceSession } from "onnxruntime-node";
import { EngineError } from "../../errors.ts";

type Runtime = typeof import("onnxruntime-node");

let loaded: Promise<Runtime> | undefined;

/** @throws EngineError if it is not installed, or not for this platform. */
export function onnxRuntime(): Promise<Runtime> {
  loaded ??= import("onnxruntime-node").catch((cause: unknown) => {
    loaded = undefined;
    throw new EngineError({
      what: "ONNX Runtime is not there",
      where: "engine onnx",
      expected: "the package onnxruntime-node, for this platform",
      got: String(cause).split("\n")[0].slice(0, 200),
      hint: "npm install onnxruntime-node with onnxruntime-node-install=skip in .npmrc; --engine tfjs runs without it",
      cause,
    });
  });
  return loaded;
}

export interface SessionOptions {
  /** Default: one for each core. */
  readonly threads?: number | undefined;

  /** Where the files of constants are that the model refers to. */
  readonly folder?: string | undefined;

  /** The model comes from `saveTo`, and is taken as it is. */
  readonly optimized?: boolean | undefined;

  /** Path at which the optimised model is written, its constants beside it. */
  readonly saveTo?: string | undefined;
}

/** Name of the file of constants beside a model that was written by `saveTo`. */
const CONSTANTS = "constants.bin";

/** Constants of fewer bytes are in the model: ONNX Runtime wants shapes there. */
const SMALL = "1024";

/** @param model A model file's bytes. */
export async function openSession(
  model: Uint8Array,
  { threads, folder, optimized = false, saveTo }: SessionOptions = {},
): Promise<InferenceSession> {
  const { InferenceSession: Session } = await onnxRuntime();
  const entries = {
    ...(folder !== undefined && { model_external_initializers_file_folder_path: folder }),
    ...(saveTo !== undefined && {
      optimized_model_external_initializers_file_name: CONSTANTS,
      optimized_model_external_initializers_min_size_in_bytes: SMALL,
    }),
  };
  return Session.create(model, {
    graphOptimizationLevel: optimized ? "disabled" : "all",
    logSeverityLevel: 3,
    extra: { session: entries },
    ...(saveTo !== undefined && { optimizedModelFilePath: saveTo }),
    ...(threads !== undefined && { intraOpNumThreads: threads }),
  });
}
