/**
 * Options that take one of a few words, and the names of options: notebooks are not always checked before they run.
 *
 * @module
 */

import type { CladescopeError, Problem } from "../errors.ts";
import { likelyName } from "./nearest-names.ts";

type ErrorKind = new (problem: Problem) => CladescopeError;

/** Most letters of a wrong name that a message repeats. */
const MOST_LETTERS = 60;

/**
 * `value`, if it is one of `known`.
 *
 * @param where The option.
 * @throws An error of this kind that lists them, with the one that is nearest.
 */
export function checkChoice<T extends string>(
  Kind: ErrorKind,
  where: string,
  value: T,
  known: readonly T[],
): T {
  if (known.includes(value)) return value;
  throw new Kind({
    what: "there is no such choice",
    where,
    expected: known.map((one) => JSON.stringify(one)).join(", "),
    got: shown(value),
    hint: meant(value, known) ?? "pick one of these, or leave the option out",
  });
}

/**
 * Refuses names of options that there are not: they would change nothing, and nobody would see it.
 *
 * @param where Whose options.
 */
export function checkOptionNames(
  Kind: ErrorKind,
  where: string,
  options: object,
  known: readonly string[],
): void {
  const wrong = Object.keys(options).find((name) => !known.includes(name));
  if (wrong === undefined) return;
  throw new Kind({
    what: "there is no such option",
    where,
    expected: known.length === 0 ? "none" : known.join(", "),
    got: wrong.slice(0, MOST_LETTERS),
    hint: meant(wrong, known) ?? "leave it out",
  });
}

function meant(value: unknown, known: readonly string[]): string | null {
  const near = typeof value === "string" ? likelyName(value.slice(0, MOST_LETTERS), known) : null;
  return near === null ? null : `take "${near}", if that is what you mean`;
}

function shown(value: unknown): string {
  return typeof value === "string"
    ? JSON.stringify(value.slice(0, MOST_LETTERS))
    : String(value).slice(0, MOST_LETTERS);
}
