/**
 * Any value as readable text: the `text/plain` of every bundle.
 *
 * The form is Node's `util.inspect` as its REPL prints results (strings quoted), without colours and within
 * limits, so that a slip of the keyboard does not put megabytes into the notebook. Getters are not invoked.
 *
 * @module
 */

import { inspect, stripVTControlCharacters, types } from "node:util";
import { $Array, $Math, $Object } from "../intrinsics.ts";
import { isObject } from "./peek.ts";
import { tensorSummary } from "./tensor.ts";
import { timerSummary } from "./timer.ts";
import { typedArraySummary } from "./typed-array.ts";

/** Levels of nesting that are shown. */
const DEPTH = 3;

/** Array elements, map entries and set members shown; the smaller ones for values that hold much. */
const ELEMENTS = [100, 20, 6];

/** Values that an inspection may visit before fewer elements are shown. */
const VISITS = 4_000;

/** Keys shown of one object. */
const KEYS = 1_000;

/** Characters of the whole text. */
const CHARACTERS = 20_000;

/** Never throws, whatever the value does. */
export function plainText(value: unknown, depth: number = DEPTH): string {
  try {
    const summary =
      typedArraySummary(value) ??
      timerSummary(value) ??
      (isObject(value) ? tensorSummary(value) : undefined);
    return cut(stripVTControlCharacters(summary ?? inspectBounded(value, depth)));
  } catch (error) {
    return `[${typeof value} that cannot be shown: ${reason(error)}]`;
  }
}

function inspectBounded(value: unknown, depth: number): string {
  const { shown, more } = withFewerKeys(value);
  const options = {
    depth,
    maxArrayLength: ELEMENTS.find((elements) => visits(shown, depth, elements) < VISITS) ?? 6,
    maxStringLength: CHARACTERS / 2,
    breakLength: 80,
  };
  let text: string;
  try {
    text = inspect(shown, options);
  } catch {
    text = inspect(shown, { ...options, customInspect: false });
  }
  return more === 0 ? text : `${text}\n… ${more} more keys`;
}

/** util.inspect prints all keys of an object, be they a million. */
function withFewerKeys(value: unknown): { shown: unknown; more: number } {
  if (!isObject(value) || types.isProxy(value)) return { shown: value, more: 0 };
  const prototype = $Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== $Object.prototype) return { shown: value, more: 0 };
  const keys = $Object.keys(value);
  if (keys.length <= KEYS) return { shown: value, more: 0 };
  const shown = $Object.create(prototype);
  for (const key of keys.slice(0, KEYS)) {
    const property = $Object.getOwnPropertyDescriptor(value, key);
    if (property !== undefined) $Object.defineProperty(shown, key, property);
  }
  return { shown, more: keys.length - KEYS };
}

/** How many values an inspection would visit; counting stops at the limit. */
function visits(value: unknown, depth: number, elements: number): number {
  let count = 0;
  const walk = (inner: unknown, levels: number): void => {
    count += types.isTypedArray(inner) ? $Math.min(inner.length, elements) : 1;
    if (levels < 0 || !isObject(inner) || types.isProxy(inner)) return;
    for (const member of members(inner, elements)) {
      if (count >= VISITS) return;
      walk(member, levels - 1);
    }
  };
  walk(value, depth);
  return count;
}

function* members(value: object, elements: number): Generator<unknown> {
  if (types.isTypedArray(value)) return;
  if (types.isMap(value) || types.isSet(value)) {
    let left = elements;
    for (const entry of value) {
      if (left-- <= 0) return;
      if ($Array.isArray(entry) && types.isMap(value)) yield* entry;
      else yield entry;
    }
    return;
  }
  const keys = $Array.isArray(value)
    ? $Array.from({ length: $Math.min(value.length, elements) }, (_, i) => i)
    : $Object.keys(value);
  for (const key of keys) yield $Object.getOwnPropertyDescriptor(value, key)?.value;
}

function cut(text: string): string {
  if (text.length <= CHARACTERS) return text;
  const more = text.length - CHARACTERS;
  return `${text.slice(0, CHARACTERS)}\n… ${more} more characters`;
}

function reason(error: unknown): string {
  try {
    return isObject(error) && "message" in error ? `${error.message}` : `${error}`;
  } catch {
    return "its inspection failed";
  }
}
