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
import { type ClassName, checkNotEmpty, checkNumber, type LayerSelection } from "./selection.ts";

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
      hint: "relabel classes (swap, mix), which every network has",
    });
  }
  checkNotEmpty(codes, `${where}: codes`);
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
  const change: CodeChange = (styles) => {
    const changed = styles.slice();
    for (const { k, code } of others) {
      for (const [i, value] of code.entries()) {
        const at = k * styleLength + i;
        changed[at] = t === 1 ? value : (1 - t) * styles[at] + t * value;
      }
    }
    return changed;
  };
  const restyled = new WeakMap<Conditions, Conditions>();
  return async (layer, conditions, size) => {
    const own = layerStyles(network, layer, conditions);
    if (own.length === 0 || t === 0) return before(layer, conditions, size);
    const changed = restyled.get(conditions) ?? {
      ...conditions,
      styles: changedFirst(own, change),
    };
    restyled.set(conditions, changed);
    return before(layer, changed, size);
  };
};

/** [batch, classes, styleLength] to the same shape. */
type CodeChange = (styles: Float32Array) => Float32Array;

/** Codes that interventions have made: of which codes, by which changes, in the order in which they are done. */
const made = new WeakMap<
  Float32Array,
  { readonly of: Float32Array; readonly changes: readonly CodeChange[] }
>();

/**
 * Sources ask from the last intervention to the first, so that codes come to this one with the changes of those that
 * follow it; its own is done before them: the last code that a region is given is the one that it has.
 */
function changedFirst(styles: Float32Array, change: CodeChange): Float32Array {
  const { of, changes } = made.get(styles) ?? { of: styles, changes: [] };
  const all = [change, ...changes];
  const changed = all.reduce((codes, one) => one(codes), of);
  made.set(changed, { of, changes: all });
  return changed;
}
