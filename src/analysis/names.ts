/**
 * Layers, classes and channels by name: a name that is unknown is answered with the nearest known ones.
 *
 * @module
 */

import { type CladescopeError, LabelError, ModelError, type Problem } from "../errors.ts";
import { likelyName, nearestNames } from "../labels/nearest-names.ts";

/** The layer of this name. @throws ModelError that lists the nearest names. */
export function resolveLayer<T extends { readonly name: string }>(
  layers: readonly T[],
  name: string,
  where?: string,
): T {
  const layer = layers.find((candidate) => candidate.name === name);
  if (layer !== undefined) return layer;
  const known = layers.map((candidate) => candidate.name);
  throw unknown(ModelError, "layer", name, known, where);
}

/**
 * The channel's number: a whole number from 0 to `channels` − 1, as a number or as digits.
 *
 * @throws ModelError that says what there is.
 */
export function resolveChannel(channels: number, channel: number | string, where?: string): number {
  const number = wholeNumber(channel);
  if (number !== null && number < channels) return number;
  throw new ModelError({
    what: "there is no such channel",
    where,
    expected: `a whole number from 0 to ${channels - 1}`,
    got: String(channel),
    hint: `take one of the nearest: ${nearestNumbers(Number(channel), channels).join(", ")}`,
  });
}

/** What `resolveClass` needs: how many bank rows there are, and their names where a label set gives them. */
export interface ClassNames {
  readonly classes: number;
  readonly labelSet?:
    | {
        readonly name: string;
        readonly rows: readonly { readonly row: number; readonly name: string }[];
      }
    | null
    | undefined;
}

/**
 * The bank row of a class, given by its number or its name in the label set; case does not count, and of
 * "building, edifice" one of the two names is enough. A number, also as digits, is always a bank row.
 *
 * @throws LabelError that lists the nearest names.
 */
export function resolveClass(
  { classes, labelSet }: ClassNames,
  wanted: number | string,
  where?: string,
): number {
  if (typeof wanted !== "number" && typeof wanted !== "string")
    throw noClass(classes, wanted, where);
  const number = wholeNumber(wanted);
  if (number !== null && number < classes) return number;
  const rows = (labelSet?.rows ?? []).filter(({ row }) => row < classes);
  const isNumber = typeof wanted === "number" || /^\s*[-+]?\d+\s*$/.test(wanted);
  if (!isNumber) {
    const text = wanted.trim().toLowerCase();
    const whole = rows.filter(({ name }) => name.toLowerCase() === text);
    const part = rows.filter(({ name }) => name.toLowerCase().split(/,\s*/).includes(text));
    const found = whole.length > 0 ? whole : part;
    if (found.length === 1) return found[0].row;
    if (found.length > 1) throw ambiguous(wanted, found, where);
    if (rows.length > 0) {
      const names = rows.map(({ name }) => name);
      throw unknown(LabelError, `class in ${labelSet?.name}`, wanted, names, where);
    }
  }
  const named = rows.length > 0 ? ", or a class name" : "";
  throw new LabelError({
    what: "there is no such class",
    where,
    expected: `a bank row from 0 to ${classes - 1}${named}`,
    got: String(wanted),
    hint: isNumber
      ? `take one of the nearest rows: ${nearestNumbers(Number(wanted), classes).join(", ")}`
      : "name the label set of the checkpoint to find classes by name, or give the row",
  });
}

function noClass(classes: number, wanted: unknown, where: string | undefined): LabelError {
  return new LabelError({
    what: "no class is named",
    where,
    expected: `a bank row from 0 to ${classes - 1}, or a class name`,
    got: wanted === null ? "null" : typeof wanted,
    hint: 'name one: "sky"',
  });
}

/** The name of each bank row: the label set's, else "class 7"; [classes]. */
export function classNamesOf({ classes, labelSet }: ClassNames): string[] {
  return Array.from({ length: classes }, (_, row) => labelSet?.rows[row]?.name ?? `class ${row}`);
}

function wholeNumber(value: number | string): number | null {
  if (typeof value === "number") return Number.isInteger(value) && value >= 0 ? value : null;
  return /^\s*\d+\s*$/.test(value) ? Number(value) : null;
}

function nearestNumbers(wanted: number, count: number): number[] {
  const at = Number.isNaN(wanted) ? 0 : Math.max(0, Math.min(count - 1, Math.round(wanted)));
  return [at - 1, at, at + 1].filter((n) => n >= 0 && n < count);
}

function ambiguous(
  wanted: string,
  found: readonly { readonly row: number; readonly name: string }[],
  where: string | undefined,
): LabelError {
  return new LabelError({
    what: "several classes have this name",
    where,
    expected: "the name of one class",
    got: `"${wanted}": ${found.map(({ row, name }) => `row ${row} "${name}"`).join(", ")}`,
    hint: "give the row",
  });
}

/** So many classes are all listed where none is near: what is meant may be called otherwise here. */
const FEW_NAMES = 20;

function unknown(
  Kind: new (problem: Problem) => CladescopeError,
  kind: string,
  got: string,
  known: readonly string[],
  where: string | undefined,
): CladescopeError {
  const likely = likelyName(got, known);
  const few = likely === null && kind.startsWith("class") && known.length <= FEW_NAMES;
  const near = nearestNames(got, known, few ? known.length : undefined).map((name) => `"${name}"`);
  const all = near.length === known.length;
  const some = likely === null ? "such as " : "of which the nearest are ";
  return new Kind({
    what: `there is no such ${kind}`,
    where,
    expected: `one of ${all ? "" : `${known.length} names, ${some}`}${near.join(", ")}`,
    got: `"${got}"`,
    hint:
      near.length === 0
        ? "give another file"
        : likely === null
          ? "take one of the names there are"
          : `take "${likely}", if that is what you mean`,
  });
}
