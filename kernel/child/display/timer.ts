/**
 * What `setTimeout`, `setInterval` and `setImmediate` give, in one line: util.inspect prints fourteen of Node's
 * own fields.
 *
 * @module
 */

import { clearImmediate, clearTimeout, setImmediate, setTimeout } from "node:timers";
import { types } from "node:util";
import { $Object } from "../intrinsics.ts";
import { isObject, peek } from "./peek.ts";

const nothing = (): void => {};
const timeout = setTimeout(nothing, 0);
const immediate = setImmediate(nothing);
clearTimeout(timeout);
clearImmediate(immediate);

/** Node's classes of timers, which it does not export. */
const TIMEOUT: unknown = $Object.getPrototypeOf(timeout);
const IMMEDIATE: unknown = $Object.getPrototypeOf(immediate);

/** `Timeout { 100 ms }`, `Timeout { every 100 ms }`, `Immediate {}`; undefined for what is no timer. */
export function timerSummary(value: unknown): string | undefined {
  if (!isObject(value) || types.isProxy(value)) return undefined;
  const prototype: unknown = $Object.getPrototypeOf(value);
  if (prototype !== TIMEOUT && prototype !== IMMEDIATE) return undefined;
  const isOver = peek(value, "_destroyed") === true;
  if (prototype === IMMEDIATE) return isOver ? "Immediate { over }" : "Immediate {}";
  if (isOver) return "Timeout { over }";
  const repeat = peek(value, "_repeat");
  return typeof repeat === "number"
    ? `Timeout { every ${repeat} ms }`
    : `Timeout { ${peek(value, "_idleTimeout")} ms }`;
}
