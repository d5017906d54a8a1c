/**
 * Values as JSON can hold them, for `application/json` and its kin, metadata and comm data.
 *
 * As `JSON.stringify`, with two differences that notebooks need: typed arrays become lists of numbers (plots are
 * full of them), and what JSON cannot hold at all is an error that says where it is.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { types } from "node:util";
import { DisplayError } from "../../errors.ts";
import { $Array, $Number, $Object, $Set } from "../intrinsics.ts";

/** Nesting that no notebook needs; deeper values would overflow the stack. */
const LEVELS = 500;

/** A copy of plain arrays, objects, strings, numbers, booleans and null. */
export function toJson(value: unknown, where: string): unknown {
  const open = new $Set<object>();

  const copy = (inner: unknown, path: string): unknown => {
    const type = typeof inner;
    if (inner === null || type === "string" || type === "boolean") return inner;
    if (type === "number") return $Number.isFinite(inner) ? inner : null;
    if (type === "bigint") throw unfit(path, "a BigInt", "convert it with Number() or String()");
    if (typeof inner !== "object" || inner === null) return undefined; // functions, symbols: as JSON.stringify
    if (open.has(inner)) throw unfit(path, "a cycle", "show a copy without the cycle");
    if (open.size > LEVELS)
      throw unfit(path, "too deep a nesting", `nest at most ${LEVELS} levels`);
    open.add(inner);
    const result = copyObject(inner, path);
    open.delete(inner);
    return result;
  };

  const copyObject = (inner: object, path: string): unknown => {
    if (types.isBoxedPrimitive(inner)) return copy(inner.valueOf(), path);
    if (types.isTypedArray(inner) && !Buffer.isBuffer(inner)) {
      return $Array.from(inner as Iterable<unknown>, (element) => copy(element, path));
    }
    if ("toJSON" in inner && typeof inner.toJSON === "function") {
      return copy(inner.toJSON(), path);
    }
    if ($Array.isArray(inner))
      return inner.map((element, i) => copy(element, `${path}[${i}]`) ?? null);
    const result: Record<string, unknown> = {};
    for (const key of $Object.keys(inner)) {
      const member = copy((inner as Record<string, unknown>)[key], `${path}.${key}`);
      if (member !== undefined) define(result, key, member);
    }
    return result;
  };

  return copy(value, where);
}

/** Assignment that holds for a member named `__proto__`, too. */
function define(result: Record<string, unknown>, key: string, value: unknown): void {
  $Object.defineProperty(result, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function unfit(where: string, got: string, hint: string): DisplayError {
  return new DisplayError({
    what: "this cannot be sent to the notebook",
    where,
    expected: "what JSON can hold: numbers, strings, booleans, null, lists and objects of these",
    got,
    hint,
  });
}
