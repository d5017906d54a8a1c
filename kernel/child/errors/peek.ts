/**
 * Reads properties of whatever a cell has thrown, and never throws itself.
 *
 * @module
 */

import { inspect, types } from "node:util";
import { $Object } from "../intrinsics.ts";

/** A property; undefined where reading it fails. Proxies are not asked: they may run anything. */
export function read(value: unknown, key: PropertyKey): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return undefined;
  if (types.isProxy(value)) return undefined;
  try {
    return (value as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** A property that is text, or can become it. */
export function text(value: unknown, key: PropertyKey): string | undefined {
  const property = read(value, key);
  if (typeof property === "string") return property;
  if (property === undefined || typeof property === "function") return undefined;
  return shown(property);
}

/** Any value as text, within reasonable length. */
export function shown(value: unknown, depth = 1): string {
  try {
    return inspect(value, { depth, maxArrayLength: 20, maxStringLength: 1000, breakLength: 100 });
  } catch {
    return "[a value that cannot be shown]";
  }
}

/** Whether `key` is an own property that can be read and is meant to be seen. */
export function ownKeys(value: object): string[] {
  try {
    return types.isProxy(value) ? [] : $Object.keys(value);
  } catch {
    return [];
  }
}
