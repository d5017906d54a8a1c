/**
 * Looking at a stranger's properties without running the stranger's code: to see whether a value is a
 * canvas or a tensor, its own getters are not invoked and its proxy traps not sprung.
 *
 * @module
 */

import { types } from "node:util";
import { $Object } from "../intrinsics.ts";

/**
 * The value of a property, or undefined where reading it could have effects or fails.
 *
 * Getters of a class are invoked (`canvas.width` is one), getters of the object itself are not.
 */
export function peek(object: object, key: PropertyKey): unknown {
  let holder: object | null = object;
  while (holder !== null && !types.isProxy(holder)) {
    const property: PropertyDescriptor | undefined = $Object.getOwnPropertyDescriptor(holder, key);
    if (property !== undefined) {
      if (property.get === undefined) return property.value;
      return holder === object ? undefined : invoke(property.get, object);
    }
    holder = $Object.getPrototypeOf(holder);
  }
  return undefined;
}

function invoke(getter: () => unknown, object: object): unknown {
  try {
    return getter.call(object);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
