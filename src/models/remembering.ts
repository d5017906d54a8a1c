/**
 * A network whose parameters are read once and kept.
 *
 * @module
 */

import type { GeneratorNetwork } from "./network.ts";

/** The same network; what it was asked for once stays in memory. */
export function remembering(network: GeneratorNetwork): GeneratorNetwork {
  const known = new Map<string, Promise<Float32Array>>();
  return {
    ...network,
    parameter: (key) => {
      const before = known.get(key);
      if (before !== undefined) return before;
      const reading = network.parameter(key);
      known.set(key, reading);
      return reading;
    },
  };
}
