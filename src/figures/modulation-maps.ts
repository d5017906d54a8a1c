/**
 * Figures of a layer's modulation over the pixels of a picture.
 *
 * @module
 */

import type { ModulationMaps } from "../analysis/modulation-maps.ts";
import type { LabelSet } from "../labels/label-set.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { labelsInput } from "./label-map.ts";
import { type PaintedPicture, paintedInput } from "./painted.ts";
import { modulationMapsView } from "./views/modulation-maps.ts";

export interface ModulationMapsOptions extends FigureOptions {
  /** Name of the layer: "up_2.norm_0". */
  readonly layer: string;

  /** How the effective scale comes from γ: "1 + γ" in SPADE, "γ" in CLADE. */
  readonly convention: "1 + γ" | "γ";

  /** Names and colours of the classes. */
  readonly labelSet?: LabelSet | null | undefined;

  /** What the network painted; shown in the place of the colours' names. */
  readonly painted?: PaintedPicture | undefined;
}

/**
 * Maps of scale and shift of a few channels, with the label map beside.
 *
 * @param maps Of one layer: `modulationMaps(await layerModulation(network, layer, conditions, size))`.
 */
export function modulationMapsFigure(maps: ModulationMaps, options: ModulationMapsOptions): Figure {
  checkOptions("modulation maps", options, {
    layer: null,
    convention: ["1 + γ", "γ"],
    labelSet: null,
    painted: null,
  });
  const { layer, convention, labelSet, painted } = options;
  const { height, width, classes, channels, channelCount, mostVaried, scale, shift } = maps;
  const all = `${channelCount} ${channelCount === 1 ? "channel" : "channels"}`;
  return Figure.of(
    modulationMapsView,
    {
      layer,
      convention,
      labels: labelsInput({ height, width, rows: classes }, labelSet),
      painted: painted === undefined ? null : paintedInput(painted),
      channels,
      choice: mostVaried
        ? `The ${channels.length} of ${all} whose scale and shift vary most over the picture.`
        : `${channels.length} of ${all}.`,
      scale,
      shift,
    },
    options,
  );
}
