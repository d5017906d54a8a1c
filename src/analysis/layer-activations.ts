/**
 * One normalisation layer at work on one batch: what it is given, what it makes of it, and all it takes for that. One
 * run of the network, from which any number of pixels can be explained (pixel.ts).
 *
 * @module
 */

import type { Activation } from "../engines/activation.ts";
import { EngineError } from "../errors.ts";
import { layerNamed } from "../models/layer-named.ts";
import { cladeParameters, layerModulation, runningStatistics } from "../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { RunningStatistics } from "../modulation/batch-norm.ts";
import type { CladeParameters } from "../modulation/clade.ts";
import { type Conditions, conditionsAt } from "../modulation/conditions.ts";
import type { Modulation } from "../modulation/modulation.ts";
import type { NormLayer } from "../modulation/norm-layer.ts";

/** What runs a network and keeps activations: a TfjsGenerator. */
export interface ActivationSource {
  readonly network: GeneratorNetwork;
  synthesize(
    conditions: Conditions,
    options?: { readonly taps?: (name: string) => boolean },
  ): Promise<{ readonly taps: ReadonlyMap<string, Activation> }>;
}

export interface LayerActivations {
  readonly layer: NormLayer;

  /** Size of the picture that was painted. */
  readonly picture: { readonly height: number; readonly width: number };

  /** x, [batch, channels, height, width]. */
  readonly input: Activation;

  /** y; one channel more where CLADE appends that of the instance edges. */
  readonly output: Activation;
  readonly modulation: Modulation;

  /** Conditions at the layer's resolution. */
  readonly conditions: Conditions;

  /** Null with instance norm, whose statistics are the picture's own. */
  readonly statistics: RunningStatistics | null;

  /** Planes and edge channel of CLADE; null for SPADE. */
  readonly clade: CladeParameters | null;
}

/**
 * Runs the network once.
 *
 * @param name Of the layer: "up_2.norm_0".
 * @throws ModelError if the network has no such layer.
 */
export async function layerActivations(
  source: ActivationSource,
  conditions: Conditions,
  name: string,
): Promise<LayerActivations> {
  const { network } = source;
  const layer = layerNamed(network, name);
  const { taps } = await source.synthesize(conditions, {
    taps: (tap) => tap === name || tap === `${name}.input`,
  });
  const [input, output] = [taps.get(`${name}.input`), taps.get(name)];
  if (input === undefined || output === undefined) throw untapped(name);
  const [, , height, width] = input.shape;
  return {
    layer,
    picture: { height: conditions.height, width: conditions.width },
    input,
    output,
    modulation: await layerModulation(network, layer, conditions, { height, width }),
    conditions: conditionsAt(conditions, height, width),
    statistics: await runningStatistics(network, layer),
    clade: layer.method.kind === "clade" ? await cladeParameters(network, layer) : null,
  };
}

function untapped(name: string): EngineError {
  return new EngineError({
    what: "the activations of the layer were not kept",
    where: name,
    expected: `taps ${name}.input and ${name}`,
    hint: "give a TfjsGenerator",
  });
}
