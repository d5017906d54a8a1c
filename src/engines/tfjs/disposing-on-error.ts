/**
 * Modulators made one after the other: if one cannot be made, the others give back their memory.
 *
 * @module
 */

import type { Modulator } from "./modulator.ts";

/** A modulator for each layer of `given`, by name. */
export async function disposingOnError<T>(
  given: ReadonlyMap<string, T>,
  make: (name: string, value: T) => Promise<Modulator>,
): Promise<Map<string, Modulator>> {
  const modulators = new Map<string, Modulator>();
  try {
    for (const [name, value] of given) modulators.set(name, await make(name, value));
  } catch (error) {
    for (const modulator of modulators.values()) modulator.dispose();
    throw error;
  }
  return modulators;
}
