/**
 * A value as the MIME bundle that shows it: the value's own, by `Symbol.for("Jupyter.display")`, or a picture of
 * what is one, and always `text/plain`.
 *
 * Strings are quoted, as in Node's REPL, so that a result `'6'` is seen not to be `6`.
 *
 * @module
 */

import { types } from "node:util";
import { DisplayError } from "../../errors.ts";
import { $Promise } from "../intrinsics.ts";
import type { MimeBundle } from "./api.ts";
import { isMimeBundle, readyBundle } from "./bundle.ts";
import { isObject } from "./peek.ts";
import { pictureBundle } from "./picture.ts";
import { plainText } from "./plain-text.ts";

/** The method by which values show themselves. */
const DISPLAY = Symbol.for("Jupyter.display");

/** Hears of errors in a value's own display method; the value is then shown as text. */
export type Report = (error: unknown) => void;

/**
 * Never throws and never rejects; what comes back can be sent as JSON.
 *
 * The answer is a promise only where the value's own method gives one.
 */
export function formatResult(
  value: unknown,
  report: Report = () => {},
): MimeBundle | Promise<MimeBundle> {
  if (!isObject(value)) return { "text/plain": plainText(value) };
  try {
    const bundle =
      ownBundle(value) ?? (typeof value === "function" ? undefined : pictureBundle(value));
    return types.isPromise(bundle)
      ? finishLater(value, bundle as Promise<MimeBundle | undefined>, report)
      : finish(value, bundle as MimeBundle | undefined);
  } catch (error) {
    report(error);
    return { "text/plain": plainText(value) };
  }
}

async function finishLater(
  value: object,
  bundle: Promise<MimeBundle | undefined>,
  report: Report,
): Promise<MimeBundle> {
  try {
    return finish(value, await bundle);
  } catch (error) {
    report(error);
    return { "text/plain": plainText(value) };
  }
}

function finish(value: object, bundle: MimeBundle | undefined): MimeBundle {
  if (bundle === undefined) return { "text/plain": plainText(value) };
  return readyBundle(bundle, bundle["text/plain"] === undefined ? plainText(value, 0) : undefined);
}

/** The bundle, or promise of one, of a value that shows itself. */
function ownBundle(value: object): MimeBundle | Promise<MimeBundle> | undefined {
  const method = displayMethod(value);
  if (method === undefined) return undefined;
  const bundle: unknown = method.call(value);
  return isThenable(bundle) ? $Promise.resolve(bundle).then(checked) : checked(bundle);
}

function displayMethod(value: object): (() => unknown) | undefined {
  try {
    const method: unknown = (value as Record<symbol, unknown>)[DISPLAY];
    return typeof method === "function" ? (method as () => unknown) : undefined;
  } catch {
    return undefined; // a proxy that refuses names it does not know
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && "then" in value && typeof value.then === "function";
}

function checked(bundle: unknown): MimeBundle {
  if (isMimeBundle(bundle)) return bundle;
  throw new DisplayError({
    what: 'the method [Symbol.for("Jupyter.display")] gave no MIME bundle',
    expected:
      'an object whose keys are MIME types, as { "text/html": "<b>42</b>" }, or a promise of one',
    got: plainText(bundle, 0),
    hint: "return such an object from the method",
  });
}
