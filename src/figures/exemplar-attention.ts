/**
 * Figures of the attention to an exemplar.
 *
 * @module
 */

import type { AttentionMaps, ExemplarAttention } from "../analysis/exemplars/attention.ts";
import { FigureError } from "../errors.ts";
import type { LabelSet } from "../labels/label-set.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { labelsInput } from "./label-map.ts";
import { type PaintedPicture, paintedInput } from "./painted.ts";
import { type AttentionInput, exemplarAttentionView } from "./views/exemplar-attention.ts";

export interface ExemplarAttentionOptions extends FigureOptions {
  /** Names and colours of the classes. */
  readonly labelSet?: LabelSet | null | undefined;

  /** The exemplar's picture, shown beside its maps. */
  readonly exemplar?: PaintedPicture | undefined;

  /** What the network painted, shown beside the target's maps. */
  readonly painted?: PaintedPicture | undefined;
}

/**
 * Each style vector's attention over the exemplar and over the target, and the masks as bars.
 *
 * @param attention Of one block: one of `exemplarAttention(painter, conditions)`.
 * @throws FigureError if maps and masks do not fit each other.
 */
export function exemplarAttentionFigure(
  attention: ExemplarAttention,
  options: ExemplarAttentionOptions = {},
): Figure {
  checkOptions("exemplar attention", options, { labelSet: null, exemplar: null, painted: null });
  const { block, slots, exemplar, target, mask } = attention;
  const { labelSet } = options;
  const part = (of: AttentionMaps, shown: PaintedPicture | undefined): AttentionInput => {
    const { height, width, labels, maps } = of;
    if (mask.length !== slots || slots < 1 || maps.length !== slots * height * width) {
      throw new FigureError({
        what: "attention maps and masks do not fit each other",
        where: block,
        expected: `${slots} maps of ${height} × ${width}, and ${slots} masks`,
        got: `${maps.length} values, and ${mask.length} masks`,
        hint: "exemplarAttention(painter, conditions) gives them",
      });
    }
    return {
      labels: labelsInput({ height, width, rows: labels }, labelSet),
      maps,
      picture: shown === undefined ? null : paintedInput(shown),
    };
  };
  return Figure.of(
    exemplarAttentionView,
    {
      block,
      exemplar: part(exemplar, options.exemplar),
      target: part(target, options.painted),
      mask,
    },
    options,
  );
}
