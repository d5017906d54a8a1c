/**
 * Conditions made of others, once for each: engines keep what they have found out about conditions that they meet again.
 *
 * @module
 */

import type { Conditions } from "../../modulation/conditions.ts";

/** `make`, which gives the same object for the same object. */
export function rememberedConditions(
  make: (conditions: Conditions) => Conditions,
): (conditions: Conditions) => Conditions {
  const known = new WeakMap<Conditions, Conditions>();
  return (conditions) => {
    const found = known.get(conditions) ?? make(conditions);
    known.set(conditions, found);
    return found;
  };
}
