/**
 * Random weights of a SPADE generator, as a state dict's tensors.
 *
 * @module
 */

import type { Tensor } from "../src/checkpoint/tensor.ts";
import { type GeneratorConfig, smallestSize } from "../src/models/generator-config.ts";
import { seededNormal } from "../src/models/latent.ts";
import { generatorSteps } from "../src/models/steps.ts";
import type { SpadeMethod } from "../src/modulation/norm-layer.ts";

/**
 * @param ngf Width.
 * @param modulationAlone Whether the trunk, which is not run then, is left at zero.
 */
export function randomTensors(
  method: SpadeMethod,
  ngf: number,
  { modulationAlone = false }: { readonly modulationAlone?: boolean } = {},
): Map<string, Tensor> {
  const config: GeneratorConfig = {
    method,
    paramFreeNorm: "instance",
    ngf,
    outputChannels: 3,
    upsampling: "normal",
    spectralNorm: false,
    trunkKernel: 3,
    latent: null,
  };
  const tensors = new Map<string, Tensor>();
  let seed = 1;
  const steps = generatorSteps(config, smallestSize(config));
  for (const { key, shape } of steps.flatMap(({ parameters }) => parameters)) {
    const count = shape.reduce((a, b) => a * b, 1);
    const scale = 1 / Math.sqrt(count / shape[0]);
    const drawn = !modulationAlone || key.includes(".norm_");
    const data = drawn
      ? seededNormal(seed++, count).map((x) => x * scale)
      : new Float32Array(count);
    tensors.set(key, { dtype: "float32", shape, data });
  }
  return tensors;
}
