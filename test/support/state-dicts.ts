/** State dicts as a network of a configuration would have them: keys and shapes, without values. */

import type { StateDict } from "../../src/checkpoint/state-dict.ts";
import type { TensorInfo } from "../../src/checkpoint/tensor.ts";
import { type GeneratorConfig, smallestSize } from "../../src/models/generator-config.ts";
import { generatorSteps } from "../../src/models/steps.ts";
import type { Step } from "../../src/models/trace.ts";

export type Infos = Map<string, TensorInfo>;

/** A small CLADE without anything special. */
export const PLAIN: GeneratorConfig = {
  method: { kind: "clade", classes: 5, instanceEdges: false, positional: false },
  paramFreeNorm: "batch",
  ngf: 1,
  outputChannels: 3,
  upsampling: "normal",
  spectralNorm: true,
  trunkKernel: 3,
  latent: null,
};

export function infosOf(steps: readonly Step[]): Infos {
  const infos: Infos = new Map();
  for (const { key, shape } of steps.flatMap((step) => step.parameters)) {
    if (infos.has(key)) throw new Error(`${key} comes twice`);
    infos.set(key, { dtype: "float32", shape });
  }
  return infos;
}

export function generatorInfos(config: GeneratorConfig): Infos {
  return infosOf(generatorSteps(config, smallestSize(config)));
}

/** A state dict whose tensors nobody can read. */
export function keysOnly(
  tensors: Infos,
  metadata: Readonly<Record<string, string>> = {},
): StateDict & { closed: boolean } {
  return {
    where: "net_G.pth",
    format: "memory",
    tensors,
    metadata: new Map(Object.entries(metadata)),
    notes: [],
    closed: false,
    read: async (name) => {
      throw new Error(`${name} was read`);
    },
    async close() {
      this.closed = true;
    },
  };
}

/** The message of what `action` throws. */
export async function messageOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}
