/** Checkpoints of networks of any kind and size, with seeded random weights, as PyTorch would have saved them. */

import { join } from "node:path";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import { networkSteps } from "../../src/models/steps.ts";
import type { StyleEncoderConfig } from "../../src/models/style-encoder.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";
import { type PthEntry, writePth } from "../support/write-pth.ts";

type Shape = readonly number[];

/** A parameter or buffer of a network, with random values. */
function randomEntry(key: string, shape: Shape, shapes: ReadonlyMap<string, Shape>): PthEntry {
  if (key.endsWith("num_batches_tracked")) {
    return { name: key, dtype: "int64", shape, data: () => BigInt64Array.of(1n) };
  }
  return { name: key, dtype: "float32", shape, data: () => values(key, shape, shapes) };
}

/** The entries of a generator's state dict, in the order of its modules. */
export function randomGenerator(
  config: GeneratorConfig,
  styleEncoder: StyleEncoderConfig | null = null,
): PthEntry[] {
  const steps = networkSteps({ network: "generator", config, styleEncoder });
  const specs = steps.flatMap((step) => step.parameters);
  const shapes = new Map(specs.map(({ key, shape }) => [key, shape]));
  return specs.map(({ key, shape }) => randomEntry(key, shape, shapes));
}

/** Writes a generator's checkpoint into `folder`; returns its path. */
export async function writeRandomGenerator(
  folder: string,
  name: string,
  config: GeneratorConfig,
  styleEncoder: StyleEncoderConfig | null = null,
): Promise<string> {
  const path = join(folder, name);
  await writePth(path, randomGenerator(config, styleEncoder));
  return path;
}

/** Of about the size that a trained network's have, so that activations neither vanish nor explode. */
function values(key: string, shape: Shape, shapes: ReadonlyMap<string, Shape>): Float32Array {
  const count = shape.reduce((a, b) => a * b, 1);
  const random = seededNumbers([...key].reduce((hash, c) => hash * 31 + c.charCodeAt(0), 7) | 0);
  if (key.endsWith("running_var")) return random(count).map((x) => 0.5 + Math.abs(x));
  if (key.endsWith(".weight_v")) return rightVector(key, shapes);
  const length = Math.sqrt(count / (shape[0] ?? 1));
  return random(count).map((x) => x / (key.endsWith("weight_u") ? Math.sqrt(count) : length));
}

/** v = Wᵀu / |Wᵀu|: one step of the power iteration, so that σ = uᵀWv is not near zero. */
function rightVector(key: string, shapes: ReadonlyMap<string, Shape>): Float32Array {
  const [weightKey, vectorKey] = [key.replace(/_v$/, "_orig"), key.replace(/_v$/, "_u")];
  const weight = values(weightKey, shapes.get(weightKey) ?? [], shapes);
  const u = values(vectorKey, shapes.get(vectorKey) ?? [], shapes);
  const columns = weight.length / u.length;
  const v = new Float32Array(columns);
  for (let i = 0; i < weight.length; i++) v[i % columns] += weight[i] * u[Math.floor(i / columns)];
  const norm = Math.hypot(...v);
  return v.map((x) => x / norm);
}
