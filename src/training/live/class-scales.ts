/**
 * What one layer does to each class: the effective scale of a few channels, from the layer's modulation.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import type { LabelSet } from "../../labels/label-set.ts";
import { layerModulation } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { generatorSteps } from "../../models/steps.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { Modulation } from "../../modulation/modulation.ts";

export interface ClassScales {
  /** "up_2.norm_0" */
  readonly layer: string;

  /** Numbers of the channels. */
  readonly channels: readonly number[];

  /** Names of the classes in the label maps. */
  readonly classes: readonly string[];

  /** Mean over the pixels of a class: CLADE's γ, SPADE's 1 + γ, with CLADE-ICPE's factor; [classes, channels]. */
  readonly scales: Float32Array;
}

/** What a training shows of itself unless it is asked for something else. */
export function shownScales({ config }: Pick<GeneratorNetwork, "config">): {
  readonly layer: string;
  readonly channels: number;
} {
  return { layer: config.method.kind === "sean" ? "up_2.ace_0" : "up_2.norm_0", channels: 16 };
}

/**
 * @param layer Name of a normalisation layer of the generator.
 * @param channels How many, evenly spaced over all.
 * @throws EngineError if there is no such layer.
 */
export async function classScales(
  network: GeneratorNetwork,
  conditions: Conditions,
  labelSet: LabelSet,
  { layer: name, channels: most }: { readonly layer: string; readonly channels: number },
): Promise<ClassScales> {
  const steps = generatorSteps(network.config, conditions);
  const step = steps.find((one) => one.kind === "modulate" && one.layer.name === name);
  if (step?.kind !== "modulate") {
    throw new EngineError({
      what: "the generator has no such layer",
      where: name,
      expected: network.layers.map((layer) => layer.name).join(", "),
      hint: "name one of these",
    });
  }
  const modulation = await layerModulation(network, step.layer, conditions, step.output);
  const count = Math.min(most, modulation.scale.channels);
  const channels = Array.from({ length: count }, (_, i) =>
    Math.floor((i * modulation.scale.channels) / count),
  );
  const { sums, pixels } = classSums(modulation, channels, labelSet.rows.length);
  const present = labelSet.rows.filter(({ row }) => pixels[row] > 0);
  const scales = present.flatMap(({ row }) =>
    channels.map((_, i) => sums[row * count + i] / pixels[row]),
  );
  return {
    layer: name,
    channels,
    classes: present.map(({ name: className }) => className),
    scales: Float32Array.from(scales),
  };
}

/** Sums of the scale over the pixels of each class, row by row of the bank: [classes, channels], and the pixels. */
function classSums(
  { scale, index, classes, spatial }: Modulation,
  channels: readonly number[],
  classCount: number,
): { sums: Float64Array; pixels: Float64Array } {
  const factors = new Float64Array(scale.rows);
  for (const [p, row] of index.rows.entries()) factors[row] += spatial ? spatial.scale[p] : 1;
  const sums = new Float64Array(classCount * channels.length);
  const pixels = new Float64Array(classCount);
  for (let row = 0; row < scale.rows; row++) {
    pixels[classes[row]] += index.counts[row];
    for (const [i, channel] of channels.entries()) {
      sums[classes[row] * channels.length + i] +=
        factors[row] * scale.values[row * scale.channels + channel];
    }
  }
  return { sums, pixels };
}
