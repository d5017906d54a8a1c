/**
 * Classes that are modulated as others are: "what if the sea were painted with the parameters of the sky?"
 *
 * The modulation alone changes. The label map that the first convolution starts from stays, and so do instance edges and
 * positional maps. In networks whose modulation sees a neighbourhood (SPADE, SEAN) it is that of the map with its classes
 * exchanged, borders and all.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import { conditionsAt } from "../../modulation/conditions.ts";
import { resolveClass } from "../names.ts";
import type { Apply } from "./exact-source.ts";
import { blendedModulations, withClasses } from "./pairs.ts";
import { type ClassName, checkNotEmpty, checkNumber, type LayerSelection } from "./selection.ts";

/** A share `t` of the modulation of the map in which each class of `classes` has become another. */
export interface Relabel extends LayerSelection {
  readonly kind: "relabel";

  /** [class, what it is modulated as]. */
  readonly classes: readonly (readonly [from: ClassName, to: ClassName])[];

  /** 0 the network's own, 1 the other; between and beyond them a straight line. */
  readonly t: number;
}

/** Both classes with the modulation of the other. */
export function swapClasses(a: ClassName, b: ClassName, where: LayerSelection = {}): Relabel {
  return {
    kind: "relabel",
    classes: [
      [a, b],
      [b, a],
    ],
    t: 1,
    ...where,
  };
}

/** A class with the modulation of another, which keeps its own. */
export function replaceClass(a: ClassName, by: ClassName, where: LayerSelection = {}): Relabel {
  return mixClasses(a, by, 1, where);
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
  where: LayerSelection = {},
): Relabel {
  return { kind: "relabel", classes: [[a, towards]], t, ...where };
}

export const applyRelabel: Apply<Relabel> = ({ classes, t }, { network, where }, before) => {
  checkNumber(t, `${where}: t`);
  const known = { classes: network.config.method.classes, labelSet: network.labelSet };
  const row = (name: ClassName) => resolveClass(known, name, where);
  checkNotEmpty(classes, `${where}: classes`);
  const become = new Map<number, number>();
  for (const [from, to] of classes) {
    const [own, other] = [row(from), row(to)];
    if ((become.get(own) ?? other) !== other) throw twice(from, where);
    become.set(own, other);
  }
  const relabelled = remembered((conditions) => ({
    ...conditions,
    labels: conditions.labels.map((label) => become.get(label) ?? label),
  }));
  return async (layer, conditions, size) => {
    const { labels } = conditionsAt(conditions, size.height, size.width);
    if (t === 0 || !labels.some((label) => become.has(label))) {
      return before(layer, conditions, size);
    }
    const other = withClasses(await before(layer, relabelled(conditions), size), labels);
    if (t === 1) return other;
    return blendedModulations(await before(layer, conditions, size), other, () => t);
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

/** One result for one object: engines keep what they have found out about conditions that they meet again. */
function remembered(make: (conditions: Conditions) => Conditions): typeof make {
  const known = new WeakMap<Conditions, Conditions>();
  return (conditions) => {
    const found = known.get(conditions) ?? make(conditions);
    known.set(conditions, found);
    return found;
  };
}
