/**
 * What a conversion to CLADE loses, before anything is painted: how far SPADE's γ and β of each pixel are from those of
 * its class's interior, which is what `spadeToClade` and `seanToClade` put in their place. 0 in interiors and for 1×1 nets.
 *
 * @module
 */

import { EngineError, ModelError } from "../../errors.ts";
import { seanParameters, spadeParameters } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { generatorSteps } from "../../models/steps.ts";
import { type Conditions, conditionsAt } from "../../modulation/conditions.ts";
import type { Bank, Modulation } from "../../modulation/modulation.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { spadePart } from "../../modulation/sean-label-part.ts";
import { spadeModulation } from "../../modulation/spade.ts";
import { type SpadeInterior, spadeInterior } from "../../modulation/spade-interior.ts";

export interface ConversionErrorRow {
  /** "up_2.norm_0", of SEAN "up_2.ace_0". */
  readonly layer: string;
  readonly kind: "scale" | "shift";
  readonly channels: number;

  /** Pixels of the layer over all label maps. */
  readonly pixels: number;

  /** Share of pixels where the two are the same to 1e-5 in every channel. */
  readonly equal: number;

  /** Mean and largest |γ − γ_interior| (or β) over pixels and channels, as SPADE's convolutions give it. */
  readonly meanRaw: number;
  readonly maxRaw: number;

  /**
   * The same in the scale and shift that reach the activation: of SEAN times 1 − α, the label part's share; of SPADE the
   * same numbers.
   */
  readonly meanEffective: number;
  readonly maxEffective: number;
}

/** Values nearer than this count as equal: float32 sums in another order. */
const EQUAL = 1e-5;

/**
 * Two rows, scale and shift, for each layer.
 *
 * @param pictures Label maps at the network's output size, with edges where the network has an edge channel.
 * @throws ModelError if the network is no SPADE and no SEAN with SPADE nets; EngineError without pictures.
 */
export async function conversionErrors(
  network: GeneratorNetwork,
  pictures: readonly Conditions[],
): Promise<ConversionErrorRow[]> {
  const { config, where, kind } = network;
  const { method } = config;
  if (method.kind === "clade" || (method.kind === "sean" && method.labels === "clade")) {
    throw new ModelError({
      what: "this network has no SPADE nets to convert",
      where,
      expected: "spade, sean, or msca with SPADE",
      got: kind,
      hint: "its banks are in the file already",
    });
  }
  if (pictures.length === 0) {
    throw new EngineError({
      what: "there are no label maps to take errors over",
      where,
      expected: "one label map or more",
      got: "none",
      hint: "conversionErrors(network, [conditionsOf(…)])",
    });
  }
  const parts = new Map<string, Part>();
  for (const layer of network.layers) parts.set(layer.name, await partOf(network, layer));
  const sums = new Map<string, { scale: Sums; shift: Sums }>();
  for (const conditions of pictures) {
    for (const step of generatorSteps(config, conditions)) {
      if (step.kind !== "modulate") continue;
      const { name, channels } = step.layer;
      const { modulation, interior } = parts.get(name) as Part; // of every layer
      const { height, width } = step.output;
      const rows = modulation(conditionsAt(conditions, height, width));
      const own = sums.get(name) ?? { scale: new Sums(), shift: new Sums() };
      sums.set(name, own);
      own.scale.add(rows.scale, interior.scale, rows, channels);
      own.shift.add(rows.shift, interior.shift, rows, channels);
    }
  }
  return network.layers.flatMap(({ name: layer, channels }) => {
    const { share } = parts.get(layer) as Part;
    const { scale, shift } = sums.get(layer) as { scale: Sums; shift: Sums };
    return [
      { layer, kind: "scale" as const, channels, ...scale.row(channels, share.scale) },
      { layer, kind: "shift" as const, channels, ...shift.row(channels, share.shift) },
    ];
  });
}

/** A layer's SPADE nets. */
interface Part {
  readonly modulation: (here: Conditions) => Modulation;
  readonly interior: SpadeInterior;

  /** Of the result, 1 − α in SEAN. */
  readonly share: { readonly scale: number; readonly shift: number };
}

async function partOf(network: GeneratorNetwork, layer: NormLayer): Promise<Part> {
  const { name, channels, method } = layer;
  if (method.kind === "clade") throw new Error(`${name} has no SPADE nets`);
  const sean = method.kind === "sean" ? await seanParameters(network, layer) : null;
  const spade = method.kind === "sean" ? spadePart(method) : method;
  const parameters = sean?.spade ?? (await spadeParameters(network, name));
  const blend = sean?.style?.blend ?? { gamma: 0, beta: 0 };
  return {
    modulation: (here) => spadeModulation(parameters, spade, here, channels),
    interior: spadeInterior(parameters, spade, channels),
    share: { scale: 1 - blend.gamma, shift: 1 - blend.beta },
  };
}

/** Over the rows of modulations, each as often as it has pixels. */
class Sums {
  #pixels = 0;
  #equal = 0;
  #sum = 0;
  #max = 0;

  add(rows: Bank, interior: Bank, { classes, index }: Modulation, channels: number): void {
    for (let row = 0; row < rows.rows; row++) {
      const [from, own] = [row * channels, classes[row] * channels];
      let [sum, max] = [0, 0];
      for (let c = 0; c < channels; c++) {
        const difference = Math.abs(rows.values[from + c] - interior.values[own + c]);
        sum += difference;
        max = Math.max(max, difference); // NaN stays NaN
      }
      const pixels = index.counts[row];
      this.#pixels += pixels;
      this.#sum += sum * pixels;
      this.#max = Math.max(this.#max, max);
      if (max <= EQUAL) this.#equal += pixels;
    }
  }

  row(channels: number, share: number): Omit<ConversionErrorRow, "layer" | "kind" | "channels"> {
    const meanRaw = this.#sum / (this.#pixels * channels);
    return {
      pixels: this.#pixels,
      equal: this.#equal / this.#pixels,
      meanRaw,
      maxRaw: this.#max,
      meanEffective: share * meanRaw,
      maxEffective: share * this.#max,
    };
  }
}
