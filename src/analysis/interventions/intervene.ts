/**
 * Paints a picture as the network makes it and as it makes it after interventions, and says what has changed.
 *
 * Only layers whose modulation is another afterwards are given to the engine; the others run as they always do. So what
 * undoes itself gives the same picture to the bit.
 *
 * @module
 */

import type { Activation } from "../../engines/activation.ts";
import type { LayerModulations } from "../../engines/modulations.ts";
import type { PaintingEngine, Synthesis, SynthesizeOptions } from "../../engines/synthesis.ts";
import { EngineError, ModelError } from "../../errors.ts";
import { checkOptionNames } from "../../labels/check-choice.ts";
import type { LabelMap } from "../../labels/label-map.ts";
import { layerSizes } from "../../models/layer-sizes.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Size } from "../../models/ops.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { Modulation } from "../../modulation/modulation.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { classNamesOf, resolveLayer } from "../names.ts";
import { type ChangeRow, changeRows } from "./change-rows.ts";
import { checkModulations } from "./check-modulations.ts";
import { checkPicture } from "./check-picture.ts";
import { checkFields, LAYERS } from "./fields.ts";
import { checkOnePicture, intervenedModulations } from "./intervened-modulations.ts";
import { concerns, type Intervention } from "./intervention.ts";
import { sameModulation } from "./same-modulation.ts";
import { interventionWords } from "./words.ts";

/** What paints: what `openGenerator` gives. */
export type InterventionPainter = Pick<PaintingEngine, "network" | "synthesize">;

export interface InterveneOptions {
  /**
   * What the engine paints without interventions, if it was painted before; default: painted here. Give it where there are
   * many: it saves half of the pictures, and of a large network ONNX Runtime has one graph at a time, which painting with
   * and without interventions in turns would make anew each time.
   */
  readonly before?: Activation | undefined;

  /**
   * Activations that are kept of both pictures, as `synthesize` takes it; default none. With it the first picture is painted
   * here, also where `before` is given.
   */
  readonly taps?: ((name: string) => boolean) | undefined;

  /** Layers whose modulations are kept, to look at; default none. */
  readonly layers?: readonly string[] | undefined;
}

const OPTIONS: Readonly<Record<keyof InterveneOptions, null>> = {
  before: null,
  layers: null,
  taps: null,
};

/** A layer's modulation, as the network has it and after all interventions. */
export interface ChangedModulation {
  readonly before: Modulation;
  readonly after: Modulation;
}

/** An activation, as the network makes it and after all interventions. */
export interface ChangedActivation {
  readonly before: Activation;
  readonly after: Activation;
}

export interface Intervened {
  /** What was done, a line for each intervention. */
  readonly words: readonly string[];

  /** The label map that was painted. */
  readonly labels: LabelMap;

  /** [1, 3, height, width] each, in [−1, 1]. */
  readonly before: Activation;
  readonly after: Activation;

  /** Over the whole picture, then over the pixels of each class. */
  readonly difference: readonly ChangeRow[];

  /** Layers whose modulation is another than before, anywhere. */
  readonly changed: readonly string[];

  /** Of the layers that were asked for. */
  readonly modulations: ReadonlyMap<string, ChangedModulation>;

  /** Those that were asked for. */
  readonly taps: ReadonlyMap<string, ChangedActivation>;
}

/**
 * @param modulations Of the same network: what `openModulations(network)` gives.
 * @param conditions Of one picture, at its size. SEAN's noise is left out: it would count as a change.
 * @param interventions One after the other; none gives the picture itself.
 * @throws EngineError, ModelError or LabelError if an intervention does not fit the network, or the conditions are those
 * of several pictures.
 */
export async function intervene(
  painter: InterventionPainter,
  modulations: LayerModulations,
  conditions: Conditions,
  interventions: readonly Intervention[],
  options: InterveneOptions = {},
): Promise<Intervened> {
  checkModulations(modulations, "intervene: modulations");
  checkOptionNames(EngineError, "intervene: options", options, Object.keys(OPTIONS));
  const { network } = modulations;
  const { before, layers = [], taps } = options;
  checkOnePicture(conditions);
  checkPicture(before, "intervene: before");
  checkFields({ layers }, { layers: LAYERS }, "intervene");
  for (const name of layers) resolveLayer(network.layers, name, "intervene");
  checkSameNetwork(painter.network, network);
  const still: Conditions = { ...conditions, noiseSeed: undefined };
  const { given, kept } = await changedModulations(modulations, still, interventions, layers);
  const paint = (more: SynthesizeOptions) =>
    painter.synthesize(still, { ...more, ...(taps && { taps }) });
  const first = before === undefined || taps ? await paint({}) : { image: before, taps: new Map() };
  const second = given.size === 0 ? first : await paint({ modulations: given });
  const names = classNamesOf({
    classes: network.config.method.classes,
    labelSet: network.labelSet,
  });
  return {
    words: interventionWords(network, interventions),
    labels: labelsOf(conditions),
    before: first.image,
    after: second.image,
    difference: changeRows(first.image, second.image, conditions.labels, names),
    changed: [...given.keys()],
    modulations: kept,
    taps: bothOf(first.taps, second.taps),
  };
}

function bothOf(
  before: Synthesis["taps"],
  after: Synthesis["taps"],
): Map<string, ChangedActivation> {
  return new Map(
    [...before].map(([name, one]) => [name, { before: one, after: after.get(name) ?? one }]),
  );
}

/** The label map of one picture. */
export function labelsOf({ height, width, labels }: Conditions): LabelMap {
  return { height, width, rows: labels };
}

/** The modulations of layers that are changed, and before and after of those of `layers`. */
async function changedModulations(
  modulations: LayerModulations,
  conditions: Conditions,
  interventions: readonly Intervention[],
  layers: readonly string[],
) {
  const { network } = modulations;
  let known: { readonly layer: NormLayer; readonly own: Modulation } | null = null;
  const intervened = intervenedModulations(
    {
      ...modulations,
      source: async (layer, given, size) =>
        known?.layer === layer && given === conditions
          ? known.own
          : modulations.source(layer, given, size),
    },
    interventions,
  );
  const sizes = layerSizes(network, conditions);
  const given = new Map<string, Modulation>();
  const kept = new Map<string, ChangedModulation>();
  for (const layer of network.layers) {
    const { name } = layer;
    const wanted = layers.includes(name);
    const concerned = concerns(interventions, name);
    if (!concerned && !wanted) continue;
    const size = sizes.get(name) as Size;
    const own = await modulations.source(layer, conditions, size);
    known = { layer, own };
    const made = concerned ? await intervened.source(layer, conditions, size) : own;
    const same = made === own || sameModulation(own, made);
    if (!same) given.set(name, made);
    if (wanted) kept.set(name, { before: own, after: same ? own : made });
  }
  return { given, kept };
}

function checkSameNetwork(
  painter: GeneratorNetwork,
  { layers, where, config }: GeneratorNetwork,
): void {
  const same =
    layers.length === painter.layers.length &&
    config.method.classes === painter.config.method.classes &&
    layers.every(({ name, channels }, i) => {
      const theirs = painter.layers[i];
      return theirs.name === name && theirs.channels === channels;
    });
  if (same) return;
  throw new ModelError({
    what: "the modulations are another network's than the painter's",
    where: "intervene",
    expected: `those of ${painter.where}`,
    got: `those of ${where}`,
    hint: "open both of one network; exchangeModulation() takes the modulation of another",
  });
}
