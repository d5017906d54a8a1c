/**
 * The back end to train on: the fastest that is there.
 *
 * @module
 */

import type { BackendName } from "../../engines/tfjs/backend.ts";
import { note } from "../note.ts";

export async function trainingBackend(wish: BackendName | "auto"): Promise<BackendName> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2"; // TensorFlow greets otherwise
  if (wish !== "auto") return wish;
  const { testBackend } = await import("../../engines/tfjs/test-backend.ts");
  for (const name of ["tfjs-node-gpu", "tfjs-node"] as const) {
    if (!(await testBackend(name)).works) continue;
    note(`training on ${name}`);
    return name;
  }
  note("training on wasm; @tensorflow/tfjs-node, where it is installed, is faster");
  return "wasm";
}
