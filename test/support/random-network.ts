/** Networks of any configuration with random weights. */

import { stateDictOf } from "../../src/checkpoint/state-dict.ts";
import type { Tensor } from "../../src/checkpoint/tensor.ts";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import { asGenerator, type GeneratorNetwork, networkOf } from "../../src/models/network.ts";
import { networkSteps } from "../../src/models/steps.ts";
import { seededNumbers } from "./seeded-numbers.ts";
import { infosOf } from "./state-dicts.ts";

/** Activations keep about their size from layer to layer. Spectral norm needs vectors that fit: leave it off. */
export function randomNetwork(config: GeneratorConfig, seed: number): GeneratorNetwork {
  const draw = seededNumbers(seed);
  const tensors = new Map<string, Tensor>();
  const { method } = config;
  const styleLength = method.kind === "sean" ? method.styleLength : null;
  const styleEncoder = styleLength === null ? null : { ngf: 2, styleLength };
  const whole = { network: "generator", config, styleEncoder } as const;
  for (const [key, { dtype, shape }] of infosOf(networkSteps(whole))) {
    const count = shape.reduce((a, b) => a * b, 1);
    const drawn = draw(count);
    const scale = shape.length > 1 ? Math.sqrt(3 / (count / shape[0])) : 0.3;
    const data = key.endsWith("running_var")
      ? drawn.map((x) => 1 + 0.5 * x)
      : drawn.map((x) => x * scale);
    tensors.set(key, { dtype, shape, data } as Tensor);
  }
  const { instanceEdges } = method;
  const options = { instances: instanceEdges, upsampling: config.upsampling };
  return asGenerator(networkOf(stateDictOf(tensors, "random"), options));
}
