/**
 * Figures of interventions.
 *
 * @module
 */

import { changedChannels } from "../analysis/interventions/changed-channels.ts";
import type { ChangedModulation, Intervened } from "../analysis/interventions/intervene.ts";
import {
  type LayerChangeRow,
  layerChangeRows,
} from "../analysis/interventions/layer-change-rows.ts";
import { modulationMaps } from "../analysis/modulation-maps.ts";
import { FigureError } from "../errors.ts";
import type { LabelSet } from "../labels/label-set.ts";
import { checkOptions } from "./check-option.ts";
import { compared } from "./compare-networks.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { labelsInput } from "./label-map.ts";
import { paintedInput } from "./painted.ts";
import { interventionView, type MapsInput } from "./views/intervention.ts";

export interface InterventionOptions extends FigureOptions {
  /** Names and colours of the classes. */
  readonly labelSet?: LabelSet | null | undefined;

  /** The layer whose maps are shown, one of those that `intervene` was asked to keep; default the first of them. */
  readonly layer?: string | undefined;

  /** Default the two that are moved most. */
  readonly channels?: readonly number[] | undefined;

  /** How the effective scale comes from γ: "1 + γ" in SPADE and SEAN, "γ" in CLADE; default "effective". */
  readonly convention?: "1 + γ" | "γ" | "effective" | undefined;

  /**
   * What `rows()` and saved tables hold: "picture", how far the pixels of each class have moved (the default), or "layer", the
   * layer's scale and shift by class and channel.
   */
  readonly table?: "picture" | "layer" | undefined;

  /** Default: what was done, in words. */
  readonly title?: string | undefined;
}

/** Channels, unless others are asked for. */
const CHANNELS = 2;

/** Interventions that a title names; of more it says how many. */
const MOST_IN_TITLE = 2;

/**
 * A picture before and after, their difference, and the modulation of a layer before and after.
 *
 * @throws FigureError if the layer was not kept.
 */
export function interventionFigure(
  intervened: Intervened,
  options: InterventionOptions = {},
): Figure {
  checkOptions("intervention", options, {
    labelSet: null,
    layer: null,
    channels: null,
    convention: ["1 + γ", "γ", "effective"],
    table: ["picture", "layer"],
    title: null,
  });
  const { words, labels, before, after, difference } = intervened;
  const { labelSet, title = titleOf(words) } = options;
  const base = { name: "before", image: before };
  return Figure.of(
    interventionView,
    {
      title,
      words,
      labels: labelsInput(labels, labelSet),
      before: paintedInput(base),
      after: compared({ name: "after", image: after }, base),
      difference,
      maps: mapsOf(intervened, options),
      layerRows: layerRowsOf(intervened, options),
    },
    options,
  );
}

function titleOf(words: readonly string[]): string {
  if (words.length === 0) return "A picture without interventions";
  if (words.length > MOST_IN_TITLE) return `What ${words.length} interventions change`;
  return `What changes: ${words.join("; ")}`;
}

/** The layer that is shown; null for none. @throws FigureError if it was not kept. */
function layerOf(
  { modulations }: Intervened,
  asked: string | undefined,
): { readonly layer: string; readonly kept: ChangedModulation } | null {
  const [first] = modulations.keys();
  const layer = asked ?? first;
  if (layer === undefined) return null;
  const kept = modulations.get(layer);
  if (kept !== undefined) return { layer, kept };
  throw notKept(layer, modulations);
}

function notKept(layer: string, modulations: Intervened["modulations"]): FigureError {
  return new FigureError({
    what: "the modulation of this layer was not kept",
    where: `intervention: ${layer}`,
    expected: [...modulations.keys()].join(", ") || "layers that intervene() was asked for",
    got: layer,
    hint: `intervene(…, { layers: [${JSON.stringify(layer)}] }) keeps it`,
  });
}

function layerRowsOf(
  intervened: Intervened,
  { layer: asked, labelSet, table }: InterventionOptions,
): readonly LayerChangeRow[] | null {
  if (table !== "layer") return null;
  const found = layerOf(intervened, asked);
  if (found === null) {
    throw new FigureError({
      what: "no layer was kept whose rows could be shown",
      where: "intervention: table",
      expected: "a layer that intervene() was asked for",
      got: "none",
      hint: 'intervene(…, { layers: ["up_2.norm_0"] }) keeps one',
    });
  }
  const names = labelSet?.rows.map(({ name }) => name) ?? [];
  return layerChangeRows(found.layer, found.kept, names);
}

function mapsOf(
  intervened: Intervened,
  { layer: asked, channels: wanted, convention = "effective" }: InterventionOptions,
): MapsInput | null {
  const found = layerOf(intervened, asked);
  if (found === null) return null;
  const { layer, kept } = found;
  const channels =
    wanted ??
    changedChannels(kept.before, kept.after)
      .slice(0, CHANNELS)
      .sort((a, b) => a - b);
  const [before, after] = [kept.before, kept.after].map((one) => modulationMaps(one, { channels }));
  const { height, width, channelCount } = before;
  const parts = ({ scale, shift }: typeof before) => ({ scale, shift });
  return {
    ...{ layer, convention, height, width, channels, channelCount },
    before: parts(before),
    after: parts(after),
  };
}
