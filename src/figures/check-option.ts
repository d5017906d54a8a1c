/**
 * Options that take one of a few words: notebooks are not always checked before they run.
 *
 * @module
 */

import { FigureError } from "../errors.ts";

/** `value`, if it is one of `known`. @throws FigureError that lists them. */
export function oneOf<T extends string>(option: string, value: T, known: readonly T[]): T {
  if (known.includes(value)) return value;
  throw new FigureError({
    what: "there is no such choice",
    where: option,
    expected: known.map((one) => JSON.stringify(one)).join(", "),
    got: JSON.stringify(value),
    hint: "pick one of these, or leave the option out",
  });
}
