/**
 * A SEAN of the released size for CelebAMask-HQ, with random weights, as a file: 19 regions, ngf 64, style length 512,
 * hidden width 128, 256 × 256; 267 million parameters.
 *
 * @module
 */

import { writeFileAtomically } from "../../src/checkpoint/atomic-file.ts";
import { writeSafetensors } from "../../src/checkpoint/safetensors.ts";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import { seededUniform } from "../../src/models/latent.ts";
import { networkSteps } from "../../src/models/steps.ts";

export const SIZE = { height: 256, width: 256 };
const REGIONS = 19;
const STYLE_LENGTH = 512;

const CONFIG: GeneratorConfig = {
  method: {
    ...{ kind: "sean", labels: "spade", classes: REGIONS, styleLength: STYLE_LENGTH },
    ...{ hidden: 128, kernel: 3 },
    instanceEdges: false,
  },
  paramFreeNorm: "batch",
  ngf: 64,
  outputChannels: 3,
  upsampling: "normal",
  spectralNorm: false,
  trunkKernel: 3,
  latent: null,
};

/**
 * Weights uniform with the variance 1 / inputs, so that activations keep about their size; running statistics and factors of
 * the noise as for activations of unit size; both parts blended half and half, about.
 */
export async function writeRandomSean(path: string): Promise<void> {
  const styleEncoder = { ngf: 32, styleLength: STYLE_LENGTH };
  const steps = networkSteps({ network: "generator", config: CONFIG, styleEncoder });
  const parameters = steps.flatMap((step) => step.parameters);
  const entries = parameters.map(({ key, shape }, i) => ({
    name: key,
    dtype: "float32" as const,
    shape,
    data: async () => {
      const count = shape.reduce((a, b) => a * b, 1);
      const uniform = seededUniform(i + 1);
      const scale = shape.length > 1 ? Math.sqrt(3 / (count / shape[0])) : 0.3;
      const mean = key.endsWith("running_var") ? 1 : 0;
      const data = new Float32Array(count);
      for (let j = 0; j < count; j++) data[j] = mean + scale * (2 * uniform() - 1);
      return data;
    },
  }));
  await writeFileAtomically(path, writeSafetensors(entries));
}

/** Style codes like the encoder's, values of a tanh. */
export function randomCodes(seed: number): Float32Array {
  const uniform = seededUniform(seed);
  return Float32Array.from({ length: REGIONS * STYLE_LENGTH }, () => 1.4 * uniform() - 0.7);
}
