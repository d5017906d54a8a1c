/**
 * Which networks can stand side by side: those whose bank rows are the same classes.
 *
 * @module
 */

import { classDifference, type KnownClasses } from "../analysis/class-facts.ts";
import { FigureError } from "../errors.ts";

export interface ComparedNetwork {
  readonly name: string;
  readonly classes: KnownClasses;
}

/** @throws FigureError that says which networks cannot be compared, and why. */
export function checkSameClasses(networks: readonly ComparedNetwork[]): void {
  // Each with each: the first may say nothing of its classes.
  for (const [i, first] of networks.entries()) {
    for (const other of networks.slice(i + 1)) {
      const difference = classDifference(first.classes, other.classes);
      if (difference === null) continue;
      throw cannotCompare(
        first,
        other,
        difference.why,
        difference.a,
        difference.b,
        "compare networks that were trained on one label set",
      );
    }
  }
}

/** An error that says which two cannot be compared, why, and what there is of each. */
export function cannotCompare(
  first: { readonly name: string },
  other: { readonly name: string },
  why: string,
  expected: string,
  got: string,
  hint: string,
): FigureError {
  return new FigureError({
    what: `these networks cannot be compared: ${why}`,
    where: `${first.name} and ${other.name}`,
    expected: `${expected}, as ${first.name}`,
    got: `${got}, from ${other.name}`,
    hint,
  });
}
