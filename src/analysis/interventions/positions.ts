/**
 * CLADE-ICPE's positional factors made stronger or weaker.
 *
 * A factor is a plane over the offset d of a pixel in its object, `f = 1 + b + w·d`, and scale or shift of the pixel's
 * class is multiplied with it. Its bias b is the same for every pixel, so that it is no position: a table could hold it.
 *
 * | `about` | `f` becomes | k = 0 leaves |
 * | --- | --- | --- |
 * | "neutral" | `1 + k (b + w·d)` | 1: factors off, their bias as well; the rows of the bank alone |
 * | "bias" | `1 + b + k w·d` | `1 + b`: what every object has at its centre; positions alone are off |
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import type { ExactPart, PartName } from "./exact-modulation.ts";
import type { Apply } from "./exact-source.ts";
import { rememberedConditions } from "./remembered-conditions.ts";
import { checkedOptions, checkNumber, type Selection, selectedOf } from "./selection.ts";

/** What factors are scaled about, and what they are at k = 0: 1 ("neutral"), or 1 and the plane's bias ("bias"). */
export type PositionPivot = "neutral" | "bias";

export interface ScalePositions extends Omit<Selection, "channels"> {
  readonly kind: "scale-positions";

  /** k: 1 changes nothing, 0 leaves the pivot, −1 turns to its other side. */
  readonly factor: number;
  readonly about: PositionPivot;
}

/**
 * Factors are shared by all channels of a layer; so there is no choice of channels.
 *
 * @param about Default "neutral": the factors as a whole, with their bias. "bias" is about positions alone.
 */
export function scalePositions(
  factor: number,
  options: Omit<Selection, "channels"> & { readonly about?: PositionPivot | undefined } = {},
): ScalePositions {
  const { about = "neutral", ...selection } = checkedOptions("scalePositions", options, [
    "classes",
    "layers",
    "part",
    "about",
  ]);
  return { kind: "scale-positions", factor, about, ...selection };
}

export const applyScalePositions: Apply<ScalePositions> = (scale, { network, where }, before) => {
  const k = checkNumber(scale.factor, `${where}: factor`);
  const about = checkChoice(EngineError, `${where}: about`, scale.about, ["neutral", "bias"]);
  const selected = selectedOf(network, scale, where);
  /** Every pixel at the centre of its object: d = 0. */
  const centred = rememberedConditions((conditions) => ({
    ...conditions,
    positions: conditions.positions && new Float32Array(conditions.positions.length),
  }));
  return async (layer, conditions, size) => {
    const exact = await before(layer, conditions, size);
    const atCentre = about === "bias" ? await before(layer, centred(conditions), size) : null;
    const { index, classes } = exact;
    const part = (name: PartName): ExactPart => {
      const { base, varying } = exact[name];
      if (!selected.part(name)) return exact[name];
      const centre = atCentre?.[name].varying?.factor;
      if (varying === null || (atCentre !== null && centre === undefined)) {
        throw noPositions(`${where}: ${layer.name}`);
      }
      const factor = varying.factor.map((f, p) => {
        const pivot = centre?.[p] ?? 1;
        return k !== 1 && selected.class(classes[index.rows[p]]) ? pivot + k * (f - pivot) : f;
      });
      return { base, varying: { ...varying, factor } };
    };
    return { ...exact, scale: part("scale"), shift: part("shift") };
  };
};

function noPositions(where: string): EngineError {
  return new EngineError({
    what: "there are no positional factors to scale",
    where,
    expected: "a layer of a CLADE-ICPE network whose rows have a factor for each pixel",
    got: "rows alone",
    hint: "open a CLADE-ICPE network, or scale positions before what takes them away",
  });
}
