/**
 * What cached weights and graphs depend on, hashed: two that could differ never share an entry.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import type { GeneratorConfig } from "../../models/generator-config.ts";
import { packageVersion } from "../../package-version.ts";
import type { CacheKey } from "./cache-entry.ts";
import type { Constant } from "./graph.ts";
import { FOLDING } from "./weights.ts";

/**
 * @param checkpoint SHA-256 of the whole file: 0.2 s for 286 MB where the processor has instructions for it, and nothing
 * less (times, samples) tells every two files apart.
 * @param constants Their names and shapes.
 */
export function weightsKey(
  checkpoint: string,
  config: GeneratorConfig,
  constants: ReadonlyMap<string, Constant>,
): CacheKey {
  const layout = [...constants].map(([name, { type, dims }]) => [name, type, dims]);
  return { kind: "weights", hash: sha256([packageVersion, FOLDING, checkpoint, config, layout]) };
}

/**
 * @param weights Key of the weights that the model refers to.
 * @param model Its bytes: every operator and every constant that is not of the network.
 * @param runtime Version of ONNX Runtime.
 */
export function graphKey(weights: CacheKey, model: Uint8Array, runtime: string): CacheKey {
  const text = createHash("sha256").update(model).digest("hex");
  return { kind: "graph", hash: sha256([weights.hash, text, runtime, processor()]) };
}

/**
 * The processor and what it can do: ONNX Runtime lays weights out for it. Virtual machines show models without a number,
 * so that the name alone is not enough.
 */
export function processor(): readonly string[] {
  const { platform, arch } = process;
  const model = cpus()[0]?.model ?? "";
  return [platform, arch, model, process.env.PROCESSOR_IDENTIFIER ?? "", features()];
}

/** Of Linux; the other systems' models tell them. */
function features(): string {
  if (process.platform !== "linux") return "";
  try {
    return /^(flags|Features)\s*:.*$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[0] ?? "";
  } catch {
    return "";
  }
}

function sha256(parts: unknown): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
