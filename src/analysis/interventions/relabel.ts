/**
 * Classes that are modulated as others are: "what if the sea were painted with the parameters of the sky?"
 *
 * The modulation alone changes. The label map that the first convolution starts from stays, and so do instance edges and
 * positional maps. In networks whose modulation sees a neighbourhood (SPADE, SEAN) it is that of the map with its classes
 * exchanged, borders and all. Of a part of it (the scale alone, a few channels) everything else is the network's own.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { conditionsAt } from "../../modulation/conditions.ts";
import { resolveClass } from "../names.ts";
import type { Apply } from "./exact-source.ts";
import { blendedModulations, withClasses } from "./pairs.ts";
import { rememberedConditions } from "./remembered-conditions.ts";
import {
  type ClassName,
  checkedOptions,
  checkNotEmpty,
  checkNumber,
  type Selection,
  selectedOf,
} from "./selection.ts";

/** In which layers and channels, and whether scale or shift; default all. */
export type RelabelSelection = Omit<Selection, "classes">;

/** A share `t` of the modulation of the map in which each class of `classes` has become another. */
export interface Relabel extends RelabelSelection {
  readonly kind: "relabel";

  /** [class, what it is modulated as]. */
  readonly classes: readonly (readonly [from: ClassName, to: ClassName])[];

  /** 0 the network's own, 1 the other; between and beyond them a straight line. */
  readonly t: number;
}

const RELABEL_NAMES: readonly (keyof RelabelSelection)[] = ["layers", "channels", "part"];

/** Both classes with the modulation of the other. */
export function swapClasses(a: ClassName, b: ClassName, where: RelabelSelection = {}): Relabel {
  return {
    kind: "relabel",
    classes: [
      [a, b],
      [b, a],
    ],
    t: 1,
    ...checkedOptions("swapClasses", where, RELABEL_NAMES),
  };
}

/** A class with the modulation of another, which keeps its own. */
export function replaceClass(a: ClassName, by: ClassName, where: RelabelSelection = {}): Relabel {
  return mixClasses(a, by, 1, checkedOptions("replaceClass", where, RELABEL_NAMES));
}

/**
 * A class with (1 − t) times its own modulation and t times that of another.
 *
 * @param t Any number: 0.5 is halfway, −0.5 or 1.5 beyond either.
 */
export function mixClasses(
  a: ClassName,
  towards: ClassName,
  t: number,
  where: RelabelSelection = {},
): Relabel {
  return {
    kind: "relabel",
    classes: [[a, towards]],
    t,
    ...checkedOptions("mixClasses", where, RELABEL_NAMES),
  };
}

export const applyRelabel: Apply<Relabel> = (relabel, { network, where }, before) => {
  const { classes: pairs, t, channels, part = "both", layers } = relabel;
  checkNumber(t, `${where}: t`);
  const selected = selectedOf(network, { channels, part, layers }, where);
  const whole = channels === undefined && part === "both";
  const known = { classes: network.config.method.classes, labelSet: network.labelSet };
  const row = (name: ClassName) => resolveClass(known, name, where);
  checkNotEmpty(pairs, `${where}: classes`);
  const become = new Map<number, number>();
  for (const [from, to] of pairs) {
    const [own, other] = [row(from), row(to)];
    if ((become.get(own) ?? other) !== other) throw twice(from, where);
    become.set(own, other);
  }
  const relabelled = rememberedConditions((conditions) => ({
    ...conditions,
    labels: conditions.labels.map((label) => become.get(label) ?? label),
  }));
  return async (layer, conditions, size) => {
    const { labels } = conditionsAt(conditions, size.height, size.width);
    if (t === 0 || !labels.some((label) => become.has(label))) {
      return before(layer, conditions, size);
    }
    const other = withClasses(await before(layer, relabelled(conditions), size), labels);
    if (t === 1 && whole) return other;
    return blendedModulations(await before(layer, conditions, size), other, (at) =>
      selected.part(at.part) && selected.channel(at.channel) ? t : 0,
    );
  };
};

function twice(name: ClassName, where: string): EngineError {
  return new EngineError({
    what: "a class is to become two others",
    where: `${where}: classes`,
    expected: "each class once on the left of a pair",
    got: `${name} more than once`,
    hint: "leave the others out",
  });
}
