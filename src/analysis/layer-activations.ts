/**
 * One normalisation layer at work on one batch: what it is given, what it makes of it, and all it takes for that. One
 * run of the network, from which any number of pixels can be explained (pixel.ts).
 *
 * @module
 */

import type { Activation } from "../engines/activation.ts";
import type { ModulationSource } from "../engines/modulations.ts";
import { EngineError } from "../errors.ts";
import { layerNamed } from "../models/layer-named.ts";
import {
  cladeParameters,
  layerModulation,
  layerStyles,
  runningStatistics,
  seanParameters,
} from "../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { RunningStatistics } from "../modulation/batch-norm.ts";
import type { CladeParameters } from "../modulation/clade.ts";
import { type Conditions, conditionsAt } from "../modulation/conditions.ts";
import type { Modulation } from "../modulation/modulation.ts";
import type { NormLayer } from "../modulation/norm-layer.ts";
import { type SeanStyle, seanModulation } from "../modulation/sean.ts";

/** What runs a network and keeps activations: what `openGenerator` gives, on whichever engine. */
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

  /** The parts that SEAN blends; null for other methods, and in its last block, which has no style. */
  readonly parts: SeanParts | null;
}

/** What SEAN makes of the labels and of the styles, before it blends them. */
export interface SeanParts {
  /** 1 + γᵒ and βᵒ. */
  readonly labels: Modulation;

  /** 1 + γˢ and βˢ. */
  readonly style: Modulation;

  /** Shares α of the style part. */
  readonly blend: SeanStyle["blend"];
}

/**
 * Runs the network once.
 *
 * @param name Of the layer: "up_2.norm_0".
 * @param modulations Where its modulation comes from, such as `source` of what `openModulations` gives; default the
 *   network's parameters.
 * @throws ModelError if the network has no such layer.
 */
export async function layerActivations(
  source: ActivationSource,
  conditions: Conditions,
  name: string,
  modulations?: ModulationSource,
): Promise<LayerActivations> {
  const { network } = source;
  const layer = layerNamed(network, name);
  const quiet = { ...conditions, noiseSeed: undefined }; // SEAN's noise has no place in the formula
  const { taps } = await source.synthesize(quiet, {
    taps: (tap) => tap === name || tap === `${name}.input`,
  });
  const [input, output] = [taps.get(`${name}.input`), taps.get(name)];
  if (input === undefined || output === undefined) throw untapped(name);
  const [, , height, width] = input.shape;
  const here = conditionsAt(quiet, height, width);
  return {
    layer,
    picture: { height: conditions.height, width: conditions.width },
    input,
    output,
    modulation:
      modulations === undefined
        ? await layerModulation(network, layer, conditions, { height, width })
        : await modulations(layer, conditions, { height, width }),
    conditions: here,
    statistics: await runningStatistics(network, layer),
    clade: layer.method.kind === "clade" ? await cladeParameters(network, layer) : null,
    parts: await seanParts(network, layer, here),
  };
}

async function seanParts(
  network: GeneratorNetwork,
  layer: NormLayer,
  conditions: Conditions,
): Promise<SeanParts | null> {
  const { method, channels } = layer;
  if (method.kind !== "sean") return null;
  const parameters = await seanParameters(network, layer);
  const { style } = parameters;
  if (style === null) return null;
  const codes = layerStyles(network, layer, conditions);
  const blended = (blend: SeanStyle["blend"]) =>
    seanModulation(
      { ...parameters, style: { ...style, blend } },
      method,
      codes,
      conditions,
      channels,
    );
  return {
    labels: blended({ gamma: 0, beta: 0 }),
    style: blended({ gamma: 1, beta: 1 }),
    blend: style.blend,
  };
}

function untapped(name: string): EngineError {
  return new EngineError({
    what: "the activations of the layer were not kept",
    where: name,
    expected: `taps ${name}.input and ${name}`,
    hint: "give what openGenerator() gives",
  });
}
