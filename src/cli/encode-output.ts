/**
 * A synthesis as the bytes of a file.
 *
 * @module
 */

import { encodeNpy } from "../checkpoint/npy.ts";
import { type SafetensorsEntry, writeSafetensors } from "../checkpoint/safetensors.ts";
import type { Activation } from "../engines/activation.ts";
import type { LayerModulations } from "../engines/modulations.ts";
import { type ModulationsOptions, openModulations } from "../engines/open-modulations.ts";
import { encodeRgbPng, toRgbBytes } from "../engines/picture.ts";
import type { Synthesis } from "../engines/synthesis.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import { generatorSteps } from "../models/steps.ts";
import type { Conditions } from "../modulation/conditions.ts";
import { denseMaps, type Modulation } from "../modulation/modulation.ts";
import { spadePart } from "../modulation/sean-label-part.ts";

/** What γ and β maps are computed from, and on what. */
interface Tapped {
  readonly network: GeneratorNetwork;
  readonly conditions: Conditions;
  readonly engine: ModulationsOptions;
}

/**
 * @param extension ".png", ".npy" or ".safetensors".
 * @param tapped With `--taps`.
 */
export async function encodeOutput(
  extension: string,
  { image, taps }: Synthesis,
  tapped?: Tapped,
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
  if (tapped !== undefined) entries.push(...(await rawMaps(tapped)));
  return writeSafetensors(entries, [["layout", "NCHW"]]);
}

/**
 * Raw γ and β of every layer of SPADE and SEAN; of SEAN's label part, before it is blended with the styles, as well, under
 * the name of its module: "gamma/up_2.ace_0.Spade".
 */
async function rawMaps({ network, conditions, engine }: Tapped): Promise<SafetensorsEntry[]> {
  const modulations = await openModulations(network, engine);
  try {
    return await mapsOf(modulations, conditions);
  } finally {
    await modulations.dispose();
  }
}

async function mapsOf(
  { network, source }: LayerModulations,
  conditions: Conditions,
): Promise<SafetensorsEntry[]> {
  const entries: SafetensorsEntry[] = [];
  for (const step of generatorSteps(network.config, conditions)) {
    if (step.kind !== "modulate" || step.layer.method.kind === "clade") continue;
    const { layer, output: size } = step;
    const put = (name: string, modulation: Modulation) => {
      const { scale, shift } = denseMaps(modulation);
      const shape = [conditions.batch, layer.channels, size.height, size.width] as const;
      entries.push(entry(`gamma/${name}`, { shape, data: scale.map((s) => s - 1) }));
      entries.push(entry(`beta/${name}`, { shape, data: shift }));
    };
    put(layer.name, await source(layer, conditions, size));
    if (layer.method.kind !== "sean" || layer.method.labels === "clade") continue;
    const name = `${layer.name}.Spade`;
    const part = { ...layer, name, method: spadePart(layer.method) };
    put(name, await source(part, conditions, size));
  }
  return entries;
}

function entry(name: string, { shape, data }: Activation): SafetensorsEntry {
  return { name, dtype: "float32", shape, data };
}
