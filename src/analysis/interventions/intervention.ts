/**
 * Interventions: changes of a network's modulation, as values that say what is done and can be put one after the other.
 *
 * Each makes a network of a network: the second of a list changes what the first has left. To undo one is to leave it out.
 * All but `exchange` are plain data, and survive JSON.
 *
 * | made by | what happens to scale and shift |
 * | --- | --- |
 * | `swapClasses`, `replaceClass`, `mixClasses` | those of another class |
 * | `scaleModulation`, `ablate` | larger, smaller, or level |
 * | `keepVariation` | only what differs between classes, or within them |
 * | `scalePositions` | CLADE-ICPE's factors |
 * | `exchangeModulation` | another network's |
 * | `regionStyle`, `mixStyles` | SEAN's, from other style codes |
 *
 * @module
 */

import type { GeneratorNetwork } from "../../models/network.ts";
import { checkInterventions } from "./check-interventions.ts";
import type { ExactSource, Subject } from "./exact-source.ts";
import { applyExchange, type Exchange } from "./exchange.ts";
import { applyScalePositions, type ScalePositions } from "./positions.ts";
import { applyRelabel, type Relabel } from "./relabel.ts";
import { applyScale, type Scale } from "./scale.ts";
import { checkLayers } from "./selection.ts";
import { applyRestyle, type Restyle } from "./styles.ts";
import { applyKeepVariation, type KeepVariation } from "./variation.ts";

export type Intervention = Relabel | Scale | KeepVariation | ScalePositions | Exchange | Restyle;

/**
 * `source` as it is after all interventions, one after the other. Layers that none of them is about are as they were.
 *
 * @throws LabelError, ModelError or EngineError that names the intervention, for classes, layers, channels and numbers that
 * do not fit the network.
 */
export function intervenedSource(
  network: GeneratorNetwork,
  source: ExactSource,
  interventions: readonly Intervention[],
): ExactSource {
  checkInterventions(interventions);
  return simplified(interventions).reduce<ExactSource>((before, { intervention, number }) => {
    const where = `intervention ${number}, ${intervention.kind}`;
    checkLayers(network, intervention, where);
    const after = applied(intervention, { network, where }, before);
    const { layers } = intervention;
    if (layers === undefined) return after;
    const chosen = new Set(layers);
    return (layer, conditions, size) =>
      (chosen.has(layer.name) ? after : before)(layer, conditions, size);
  }, source);
}

/** Whether an intervention of the list is about this layer. */
export function concerns(interventions: readonly Intervention[], layer: string): boolean {
  return interventions.some(({ layers }) => layers === undefined || layers.includes(layer));
}

function applied(intervention: Intervention, subject: Subject, before: ExactSource): ExactSource {
  switch (intervention.kind) {
    case "relabel":
      return applyRelabel(intervention, subject, before);
    case "scale":
      return applyScale(intervention, subject, before);
    case "keep-variation":
      return applyKeepVariation(intervention, subject, before);
    case "scale-positions":
      return applyScalePositions(intervention, subject, before);
    case "exchange":
      return applyExchange(intervention, subject, before);
    case "restyle":
      return applyRestyle(intervention, subject, before);
    default:
      return intervention satisfies never;
  }
}

/** How far from 1 the product of a factor and its inverse may be: 49 · (1 / 49) is not 1. */
const ROUNDING = 1e-12;

interface Numbered {
  readonly intervention: Intervention;

  /** Its place in the list, from 1. */
  readonly number: number;
}

/** Scales of the same values one after the other as one. */
function simplified(interventions: readonly Intervention[]): readonly Numbered[] {
  const out: Numbered[] = [];
  for (const [i, one] of interventions.entries()) {
    const last = out.at(-1);
    if (
      one.kind === "scale" &&
      last?.intervention.kind === "scale" &&
      joins(one, last.intervention)
    ) {
      const factor = last.intervention.factor * one.factor;
      const joined = Math.abs(factor - 1) < ROUNDING ? 1 : factor;
      out[out.length - 1] = { ...last, intervention: { ...last.intervention, factor: joined } };
    } else out.push({ intervention: one, number: i + 1 });
  }
  return out;
}

/** Whether both are by numbers, of the same values about the same pivot: a mean is not, once some of its pixels have moved. */
function joins({ factor: x, ...a }: Scale, { factor: y, ...b }: Scale): boolean {
  const same =
    JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
  return same && Number.isFinite(x * y) && (a.about !== "mean" || a.classes === undefined);
}
