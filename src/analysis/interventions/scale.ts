/**
 * Scale and shift made larger, smaller, or level.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import type { ExactModulation, ExactPart, PartName } from "./exact-modulation.ts";
import type { Apply } from "./exact-source.ts";
import { pixelMeans } from "./means.ts";
import {
  checkedOptions,
  checkNumber,
  SELECTION_NAMES,
  type Selected,
  type Selection,
  selectedOf,
} from "./selection.ts";

/**
 * What is scaled about, and what an ablation leaves: zero; scale 1 and shift 0, with which a layer only normalises
 * ("neutral"); or the layer's mean over all pixels of the picture, channel by channel ("mean").
 */
export type Pivot = "zero" | "neutral" | "mean";

/** `pivot + factor · (value − pivot)` of every value selected. */
export interface Scale extends Selection {
  readonly kind: "scale";

  /** 1 changes nothing, 0 leaves the pivot, a negative one turns to the other side. */
  readonly factor: number;
  readonly about: Pivot;
}

/** @param about Default "zero": the value itself times the factor. */
export function scaleModulation(
  factor: number,
  options: Selection & { readonly about?: Pivot | undefined } = {},
): Scale {
  const { about = "zero", ...selection } = checkedOptions("scaleModulation", options, [
    ...SELECTION_NAMES,
    "about",
  ]);
  return { kind: "scale", factor, about, ...selection };
}

/** @param to What is left; default "mean", which removes what differs and keeps the average. */
export function ablate(options: Selection & { readonly to?: Pivot | undefined } = {}): Scale {
  const { to = "mean", ...selection } = checkedOptions("ablate", options, [
    ...SELECTION_NAMES,
    "to",
  ]);
  return { kind: "scale", factor: 0, about: to, ...selection };
}

export const applyScale: Apply<Scale> = (scale, { network, where }, before) => {
  const factor = checkNumber(scale.factor, `${where}: factor`);
  const about = checkChoice(EngineError, `${where}: about`, scale.about, [
    "zero",
    "neutral",
    "mean",
  ]);
  const selected = selectedOf(network, scale, where);
  return async (layer, conditions, size) => {
    const exact = await before(layer, conditions, size);
    const part = (name: PartName) =>
      selected.part(name) ? scaledPart(exact, name, factor, about, selected) : exact[name];
    return { ...exact, scale: part("scale"), shift: part("shift") };
  };
};

function scaledPart(
  exact: ExactModulation,
  name: PartName,
  factor: number,
  about: Pivot,
  selected: Selected,
): ExactPart {
  const pivots = pivotsOf(exact, name, about);
  const { base, varying } = exact[name];
  const { classes, channels } = exact;
  const each = (values: Float64Array, make: (value: number, channel: number) => number) =>
    values.map((value, i) => {
      const channel = i % channels;
      const chosen = selected.channel(channel) && selected.class(classes[(i - channel) / channels]);
      return chosen ? make(value, channel) : value;
    });
  return {
    base: each(base, (value, c) => pivoted(value, pivots[c], factor)),
    varying: varying && {
      ...varying,
      slope: each(varying.slope, (value) => pivoted(value, 0, factor)),
    },
  };
}

/** Factor 0 leaves the pivot whatever the value is, infinity included. */
function pivoted(value: number, pivot: number, factor: number): number {
  if (factor === 1) return value;
  return factor === 0 ? pivot : pivot + factor * (value - pivot);
}

function pivotsOf(exact: ExactModulation, name: PartName, about: Pivot): Float64Array {
  switch (about) {
    case "zero":
      return new Float64Array(exact.channels);
    case "neutral":
      return new Float64Array(exact.channels).fill(name === "scale" ? 1 : 0);
    case "mean":
      return pixelMeans(exact, name).all;
    default:
      return about satisfies never;
  }
}
