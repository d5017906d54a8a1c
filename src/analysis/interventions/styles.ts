/**
 * SEAN: other style codes for some regions, in all layers or in a few.
 *
 * @module
 */

import { EngineError, ModelError } from "../../errors.ts";
import { layerStyles } from "../../models/layer-parameters.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import { codeOf, type StyleCodes } from "../../modulation/style-codes.ts";
import { resolveClass } from "../names.ts";
import type { Apply } from "./exact-source.ts";
import { type ClassName, checkNumber, type LayerSelection } from "./selection.ts";

/** (1 − t) times the code that a region has, and t times another. */
export interface Restyle extends LayerSelection {
  readonly kind: "restyle";
  readonly codes: readonly {
    readonly region: ClassName;

    /** As long as the network's codes. */
    readonly code: readonly number[];
  }[];
  readonly t: number;
}

/** Another code for one region. */
export function regionStyle(
  region: ClassName,
  code: ArrayLike<number>,
  { t = 1, ...where }: LayerSelection & { readonly t?: number | undefined } = {},
): Restyle {
  return { kind: "restyle", codes: [{ region, code: Array.from(code) }], t, ...where };
}

/**
 * Codes on the way to those of another picture.
 *
 * @param t 0 the picture's own, 1 the other's; between and beyond them a straight line.
 * @param regions By bank row; default all that the other picture shows.
 * @throws EngineError if it does not show one that is asked for.
 */
export function mixStyles(
  towards: StyleCodes,
  t: number,
  { regions, ...where }: LayerSelection & { readonly regions?: readonly number[] | undefined } = {},
): Restyle {
  const shown = Array.from(towards.present.keys()).filter((k) => towards.present[k] === 1);
  const missing = regions?.find((k) => !shown.includes(k));
  if (missing !== undefined) {
    throw new EngineError({
      what: "the other picture does not show a region",
      where: "mixStyles",
      expected: `regions of ${shown.join(", ")}`,
      got: `${missing}`,
      hint: "leave the region out, or put a mean code in its place: fillMissing()",
    });
  }
  return {
    kind: "restyle",
    codes: (regions ?? shown).map((region) => ({
      region,
      code: Array.from(codeOf(towards, region)),
    })),
    t,
    ...where,
  };
}

export const applyRestyle: Apply<Restyle> = ({ codes, t }, { network, where }, before) => {
  const { method } = network.config;
  checkNumber(t, `${where}: t`);
  if (method.kind !== "sean" || method.styleLength === null) {
    throw new ModelError({
      what: "this network takes no style codes",
      where,
      expected: "a SEAN network",
      got: network.kind,
      hint: "swap or mix classes, which every network has",
    });
  }
  const { styleLength, classes } = method;
  const known = { classes, labelSet: network.labelSet };
  const others = codes.map(({ region, code }) => {
    const k = resolveClass(known, region, where);
    if (code.length === styleLength && code.every(Number.isFinite)) return { k, code };
    throw new EngineError({
      what: "the style code does not fit the network",
      where: `${where}: region ${region}`,
      expected: `${styleLength} finite numbers`,
      got: `${code.length} numbers${code.length === styleLength ? ", not all of them finite" : ""}`,
      hint: "take codes from the style encoder of the same network: encodeStyle()",
    });
  });
  const restyled = new WeakMap<Conditions, Conditions>();
  return async (layer, conditions, size) => {
    const own = layerStyles(network, layer, conditions);
    if (own.length === 0 || t === 0) return before(layer, conditions, size);
    let changed = restyled.get(conditions);
    if (changed === undefined) {
      const styles = own.slice();
      for (const { k, code } of others) {
        for (const [i, value] of code.entries()) {
          const at = k * styleLength + i;
          styles[at] = t === 1 ? value : (1 - t) * styles[at] + t * value;
        }
      }
      changed = { ...conditions, styles };
      restyled.set(conditions, changed);
    }
    return before(layer, changed, size);
  };
};
