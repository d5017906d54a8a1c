/**
 * ONNX Runtime, where it is installed.
 *
 * @module
 */

import type { InferenceSession } from "onnxruntime-node";
import { EngineError } from "../../errors.ts";

type Runtime = typeof import("onnxruntime-node");

let loaded: Promise<Runtime> | undefined;

/**
 * Since 1.29 ONNX Runtime reports models and runs to its makers from Linux and macOS, and leaves files in the home folder
 * and the temporary one, unless this says otherwise before it is loaded (microsoft/onnxruntime#27379). Nothing of ours
 * is sent anywhere without being asked for; whoever wants it sets the variable to 0.
 */
function withoutTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY ||= "1";
}

/** @throws EngineError if it is not installed, or not for this platform. */
export function onnxRuntime(): Promise<Runtime> {
  withoutTelemetry();
  loaded ??= import("onnxruntime-node").catch((cause: unknown) => {
    loaded = undefined;
    throw new EngineError({
      what: "ONNX Runtime is not there",
      where: "engine onnx",
      expected: "the package onnxruntime-node, for this platform",
      got: reasonOf(cause),
      hint: "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node; --engine tfjs runs without it",
      cause,
    });
  });
  return loaded;
}

/** Why it does not load, in words where they are known. */
function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === "ERR_MODULE_NOT_FOUND") return "onnxruntime-node is not installed";
  if (code === "MODULE_NOT_FOUND" && message.includes("onnxruntime_binding.node")) {
    return `the onnxruntime-node that is installed has nothing for ${process.platform} ${process.arch}`;
  }
  return String(cause).split("\n")[0].slice(0, 200);
}

export interface SessionOptions {
  /** Default: one for each core. */
  readonly threads?: number | undefined;

  /** Whether threads wait for work without sleeping; default true: right for one run after the other. */
  readonly spinning?: boolean | undefined;

  /** Where the files of constants are that the model refers to. */
  readonly folder?: string | undefined;

  /** Whether constant matrices are copied into the order in which they are multiplied fastest; default true. */
  readonly packing?: boolean | undefined;

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
  {
    threads,
    spinning = true,
    packing = true,
    folder,
    optimized = false,
    saveTo,
  }: SessionOptions = {},
): Promise<InferenceSession> {
  const { InferenceSession: Session } = await onnxRuntime();
  const entries = {
    ...(!spinning && { intra_op: { allow_spinning: "0" } }),
    ...(!packing && { disable_prepacking: "1" }),
    ...(folder !== undefined && { model_external_initializers_file_folder_path: folder }),
    ...(saveTo !== undefined && {
      optimized_model_external_initializers_file_name: CONSTANTS,
      optimized_model_external_initializers_min_size_in_bytes: SMALL,
    }),
  };
  return Session.create(model, {
    graphOptimizationLevel: optimized ? "disabled" : "all",
    logSeverityLevel: 4, // errors are thrown, and need not be printed as well
    extra: { session: entries },
    ...(saveTo !== undefined && { optimizedModelFilePath: saveTo }),
    ...(threads !== undefined && { intraOpNumThreads: threads }),
  });
}
