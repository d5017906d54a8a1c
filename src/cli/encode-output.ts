/**
 * A synthesis as the bytes of a file.
 *
 * @module
 */

import { encodeNpy } from "../checkpoint/npy.ts";
import { type SafetensorsEntry, writeSafetensors } from "../checkpoint/safetensors.ts";
import type { Activation } from "../engines/activation.ts";
import { encodeRgbPng, toRgbBytes } from "../engines/picture.ts";
import type { Synthesis } from "../engines/tfjs/generator.ts";
import { layerModulation } from "../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import { generatorSteps } from "../models/steps.ts";
import type { Conditions } from "../modulation/conditions.ts";
import { denseMaps } from "../modulation/modulation.ts";

/**
 * @param extension ".png", ".npy" or ".safetensors".
 * @param tapped With `--taps`: what SPADE's γ and β maps are computed from.
 */
export async function encodeOutput(
  extension: string,
  { image, taps }: Synthesis,
  tapped?: { network: GeneratorNetwork; conditions: Conditions },
): Promise<Iterable<Uint8Array> | AsyncIterable<Uint8Array>> {
  const [, channels, height, width] = image.shape;
  if (extension === ".png") return [encodeRgbPng(toRgbBytes(image), height, width)];
  if (extension === ".npy") {
    return [encodeNpy({ dtype: "float32", shape: [channels, height, width], data: image.data })];
  }
  const entries = [entry("output", image)];
  for (const [name, activation] of taps) {
    if (name !== "output") entries.push(entry(`act/${name}`, activation));
  }
  if (tapped !== undefined) entries.push(...(await spadeMaps(tapped.network, tapped.conditions)));
  return writeSafetensors(entries, [["layout", "NCHW"]]);
}

/** SPADE's raw γ and β of every layer, under the names of the released modules' outputs. */
async function spadeMaps(
  network: GeneratorNetwork,
  conditions: Conditions,
): Promise<SafetensorsEntry[]> {
  const entries: SafetensorsEntry[] = [];
  for (const step of generatorSteps(network.config, conditions)) {
    if (step.kind !== "modulate" || step.layer.method.kind !== "spade") continue;
    const { name, channels } = step.layer;
    const modulation = await layerModulation(network, step.layer, conditions, step.output);
    const { scale, shift } = denseMaps(modulation);
    const { height, width } = step.output;
    const shape = [conditions.batch, channels, height, width] as const;
    entries.push(entry(`gamma/${name}`, { shape, data: scale.map((s) => s - 1) }));
    entries.push(entry(`beta/${name}`, { shape, data: shift }));
  }
  return entries;
}

function entry(name: string, { shape, data }: Activation): SafetensorsEntry {
  return { name, dtype: "float32", shape, data };
}
