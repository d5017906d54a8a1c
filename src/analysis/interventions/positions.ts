/**
 * CLADE-ICPE's positional factors made stronger or weaker: `1 + k (f − 1)`.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import type { ExactPart, PartName } from "./exact-modulation.ts";
import type { Apply } from "./exact-source.ts";
import { checkNumber, type Selection, selectedOf } from "./selection.ts";

export interface ScalePositions extends Omit<Selection, "channels"> {
  readonly kind: "scale-positions";

  /** k: 1 changes nothing, 0 takes positions away, −1 turns them round. */
  readonly factor: number;
}

/** Factors are shared by all channels of a layer; so there is no choice of channels. */
export function scalePositions(
  factor: number,
  selection: Omit<Selection, "channels"> = {},
): ScalePositions {
  return { kind: "scale-positions", factor, ...selection };
}

export const applyScalePositions: Apply<ScalePositions> = (scale, { network, where }, before) => {
  const k = checkNumber(scale.factor, `${where}: factor`);
  const selected = selectedOf(network, scale, where);
  return async (layer, conditions, size) => {
    const exact = await before(layer, conditions, size);
    const { index, classes } = exact;
    const part = (name: PartName): ExactPart => {
      const { base, varying } = exact[name];
      if (!selected.part(name)) return exact[name];
      if (varying === null) throw noPositions(`${where}: ${layer.name}`);
      const factor = varying.factor.map((f, p) =>
        k !== 1 && selected.class(classes[index.rows[p]]) ? 1 + k * (f - 1) : f,
      );
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
