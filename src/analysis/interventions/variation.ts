/**
 * Only what differs between classes, or only what differs within them: the paper's question, asked of a picture.
 *
 * A value is the mean of all pixels, plus what its class's mean is more than that, plus what itself is more than its
 * class's mean. One of the two summands is left out; their variances add up to that of the layer (variance-split.ts).
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
  SELECTION_NAMES,
  type Selected,
  type Selection,
  selectedOf,
} from "./selection.ts";

export type Variation = "between-class" | "within-class";

export interface KeepVariation extends Selection {
  readonly kind: "keep-variation";
  readonly variation: Variation;
}

/**
 * Between classes: every pixel has the mean of its class over the picture, as a look-up would give it. Within a class:
 * every class has the mean of all pixels, and its pixels differ from it as they did.
 */
export function keepVariation(variation: Variation, selection: Selection = {}): KeepVariation {
  return {
    kind: "keep-variation",
    variation,
    ...checkedOptions("keepVariation", selection, SELECTION_NAMES),
  };
}

export const applyKeepVariation: Apply<KeepVariation> = (keep, { network, where }, before) => {
  const variation = checkChoice(EngineError, `${where}: variation`, keep.variation, [
    "between-class",
    "within-class",
  ]);
  const selected = selectedOf(network, keep, where);
  return async (layer, conditions, size) => {
    const exact = await before(layer, conditions, size);
    const part = (name: PartName) =>
      selected.part(name) ? keptPart(exact, name, variation, selected) : exact[name];
    return { ...exact, scale: part("scale"), shift: part("shift") };
  };
};

function keptPart(
  exact: ExactModulation,
  name: PartName,
  variation: Variation,
  selected: Selected,
): ExactPart {
  const { all, ofClass } = pixelMeans(exact, name);
  const { classes, channels } = exact;
  const { varying } = exact[name];
  const base = exact[name].base.slice();
  const slope = varying?.slope.slice();
  const between = variation === "between-class";
  for (const [row, k] of classes.entries()) {
    const means = ofClass.get(k);
    if (means === undefined || !selected.class(k)) continue; // a row of no pixel
    for (let c = 0; c < channels; c++) {
      if (!selected.channel(c)) continue;
      const at = row * channels + c;
      base[at] = between ? means[c] : base[at] - means[c] + all[c];
      if (between && slope !== undefined) slope[at] = 0;
    }
  }
  return { base, varying: varying && slope ? { ...varying, slope } : null };
}
