/**
 * SEAN: other style codes for some regions, in all layers or in a few.
 *
 * @module
 */

import type { LayerModulations } from "../../engines/modulations.ts";
import { EngineError, ModelError } from "../../errors.ts";
import type { LabelSet } from "../../labels/label-set.ts";
import { layerStyles } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import { codeOf, type StyleCodes } from "../../modulation/style-codes.ts";
import { resolveClass } from "../names.ts";
import type { Apply } from "./exact-source.ts";
import { rememberedConditions } from "./remembered-conditions.ts";
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
 * Codes on the way to those of another picture. A region without a code of its own (zeros are no style) has the other's at
 * every t but 0, as in `mixCodes`.
 *
 * @param t 0 the picture's own, 1 the other's; between and beyond them a straight line.
 * @param regions Default: all that the other picture shows. Names need the label set.
 * @throws EngineError if it does not show one that is asked for; LabelError if there is no such region.
 */
export function mixStyles(
  towards: StyleCodes,
  t: number,
  {
    regions,
    labelSet = null,
    ...where
  }: LayerSelection & {
    readonly regions?: readonly ClassName[] | undefined;
    readonly labelSet?: LabelSet | null | undefined;
  } = {},
): Restyle {
  const shown = Array.from(towards.present.keys()).filter((k) => towards.present[k] === 1);
  const known = { classes: towards.regions, labelSet };
  const rows = regions?.map((region) => resolveClass(known, region, "mixStyles"));
  const missing = rows?.findIndex((k) => !shown.includes(k)) ?? -1;
  if (missing >= 0) {
    throw new EngineError({
      what: "the other picture does not show a region",
      where: "mixStyles",
      expected: `regions of ${shown.join(", ")}`,
      got: `${regions?.[missing]}`,
      hint: "leave the region out, or put a mean code in its place: fillMissing()",
    });
  }
  return {
    kind: "restyle",
    codes: (rows ?? shown).map((region) => ({ region, code: Array.from(codeOf(towards, region)) })),
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
  const change: CodeChange = {
    where,
    styleLength,
    of: (styles) => {
      const changed = styles.slice();
      for (const { k, code } of others) {
        const start = k * styleLength;
        // Half-way from zeros, which are no style, would be half of the other's.
        const isMissing = styles.subarray(start, start + styleLength).every((x) => x === 0);
        for (const [i, value] of code.entries()) {
          changed[start + i] =
            t === 1 || isMissing ? value : (1 - t) * styles[start + i] + t * value;
        }
      }
      return changed;
    },
  };
  const restyled = rememberedConditions((conditions): Restyled => {
    const { [CHANGES]: later = [] }: Restyled = conditions;
    return { ...conditions, [CHANGES]: [change, ...later] };
  });
  return (layer, conditions, size) =>
    before(layer, t === 0 ? conditions : restyled(conditions), size);
};

interface CodeChange {
  /** Of the intervention. */
  readonly where: string;
  readonly styleLength: number;

  /** [classes, styleLength] to the same shape. */
  of(styles: Float32Array): Float32Array;
}

const CHANGES = Symbol("changes of style codes");

/**
 * Conditions with changes of codes, in the order in which they are done. Whose codes they change is known only where a
 * modulation is made: an exchange may have put another network, in a style of its own, in the place of the one that paints.
 * Sources ask from the last intervention to the first, so that each finds the changes of those that follow it.
 */
type Restyled = Conditions & { readonly [CHANGES]?: readonly CodeChange[] | undefined };

const SETTLES = Symbol("makes changes of style codes");

/** The same, which say that their source makes changes of codes itself. */
export function settlesStyles(modulations: LayerModulations): LayerModulations {
  const marked: LayerModulations & { readonly [SETTLES]: true } = {
    ...modulations,
    [SETTLES]: true,
  };
  return marked;
}

/** The source of a network's own modulations, with changes of codes made to the codes that it has. */
export function settledSource(modulations: LayerModulations): LayerModulations["source"] {
  const { network, source } = modulations;
  if (SETTLES in modulations) return source;
  const settled = rememberedConditions((conditions) => {
    const { [CHANGES]: changes = [], ...rest }: Restyled = conditions;
    if (changes.length === 0) return conditions;
    const own = layerStyles(network, network.config, rest);
    if (own.length === 0) return conditions;
    for (const change of changes) checkLength(network, change);
    return { ...rest, styles: changes.reduce((codes, change) => change.of(codes), own) };
  });
  return (layer, conditions, size) => source(layer, settled(conditions), size);
}

/** @throws EngineError if codes of one network are to be given to another with longer or shorter ones. */
function checkLength({ config, where }: GeneratorNetwork, change: CodeChange): void {
  const { method } = config;
  if (method.kind === "sean" && method.styleLength === change.styleLength) return;
  throw new EngineError({
    what: "the style code does not fit the network whose modulation is taken",
    where: `${change.where}: ${where}`,
    expected: `${method.kind === "sean" ? method.styleLength : 0} numbers`,
    got: `${change.styleLength}`,
    hint: "restyle before the exchange, or exchange networks with codes of one length",
  });
}
