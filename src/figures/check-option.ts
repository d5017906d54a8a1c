/**
 * What a figure is asked for: notebooks are not always checked before they run.
 *
 * @module
 */

import { FigureError } from "../errors.ts";
import { checkChoice, checkOptionNames } from "../labels/check-choice.ts";
import type { FigureOptions } from "./figure.ts";

/** Options of all figures; and a label set, which those of several figures of one network may have in common. */
const COMMON: Readonly<Record<keyof FigureOptions | "labelSet", null>> = {
  labelSet: null,
  provenance: null,
  theme: null,
  width: null,
  embed: null,
  plotlyJson: null,
};

/** `value`, if it is one of `known`. @throws FigureError that lists them. */
function oneOf<T extends string>(option: string, value: T, known: readonly T[]): T {
  return checkChoice(FigureError, option, value, known);
}

/** What each option of a figure may be: one of these words, or, of null, whatever its type says. */
export type KnownOptions<O> = {
  readonly [K in Exclude<keyof O, keyof FigureOptions>]-?: null | readonly Extract<O[K], string>[];
};

/**
 * Checks the names of a figure's options, and those that take one of a few words.
 *
 * @param figure Whose they are, for messages.
 * @param own All that it has beside those of every figure.
 * @throws FigureError for an option or a choice that there is not, with the nearest.
 */
export function checkOptions<O extends FigureOptions>(
  figure: string,
  options: O,
  own: KnownOptions<O>,
): void {
  const choices = Object.entries<null | readonly string[]>(own);
  const names = [...new Set([...choices.map(([name]) => name), ...Object.keys(COMMON)])];
  checkOptionNames(FigureError, `${figure}: options`, options, names);
  for (const [name, known] of choices) {
    const value = options[name as keyof O];
    if (known !== null && value !== undefined) oneOf(name, value as string, known);
  }
}
