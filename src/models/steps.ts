/**
 * The operations of a whole network, in the order in which they run.
 *
 * @module
 */

import { type DiscriminatorConfig, discriminator } from "./discriminator.ts";
import { generator } from "./generator.ts";
import { type GeneratorConfig, smallestSize } from "./generator-config.ts";
import { type ImageEncoderConfig, imageEncoder } from "./image-encoder.ts";
import type { Size } from "./ops.ts";
import { type StyleEncoderConfig, styleEncoder } from "./style-encoder.ts";
import { type Step, trace } from "./trace.ts";

/** What kind of network, and its configuration. */
export type NetworkConfig =
  | {
      readonly network: "generator";
      readonly config: GeneratorConfig;

      /** SEAN alone. */
      readonly styleEncoder: StyleEncoderConfig | null;
    }
  | { readonly network: "discriminator"; readonly config: DiscriminatorConfig }
  | { readonly network: "encoder"; readonly config: ImageEncoderConfig };

/** @param size Of a generator's output; default the smallest, which will do for names and shapes of parameters. */
export function networkSteps(network: NetworkConfig, size?: Size): Step[] {
  switch (network.network) {
    case "discriminator":
      return trace((ops) => discriminator(network.config, ops));
    case "encoder":
      return trace((ops) => imageEncoder(network.config, ops));
    case "generator": {
      const { config, styleEncoder: style } = network;
      const steps = generatorSteps(config, size ?? smallestSize(config));
      if (style === null) return steps;
      const image = size ?? smallestSize(config); // a style picture of the output's size, as released
      return [...trace((ops) => styleEncoder(style, ops), { image }), ...steps];
    }
    default:
      return network satisfies never;
  }
}

/**
 * A generator alone, for an output of `size`.
 *
 * @param exemplar Size of the exemplar of a network that takes one; default that of the output.
 */
export function generatorSteps(config: GeneratorConfig, size: Size, exemplar: Size = size): Step[] {
  return trace((ops) => generator(config, size, ops), { semantics: size, image: exemplar });
}

/** Sum of the learned parameters of `steps`, as PyTorch counts them. */
export function countParameters(steps: readonly Step[]): number {
  let count = 0;
  for (const step of steps) {
    for (const { role, shape } of step.parameters) {
      if (role === "parameter" || role === "idle") count += shape.reduce((a, b) => a * b, 1);
    }
  }
  return count;
}
