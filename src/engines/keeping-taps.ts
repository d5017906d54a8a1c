/**
 * One set of taps for every run: an engine that compiles a graph for each set of results then compiles one.
 *
 * @module
 */

import type { Conditions } from "../modulation/conditions.ts";
import type { PaintingEngine, Synthesis, SynthesizeOptions } from "./synthesis.ts";

/** What is needed of an engine to run it. */
export type Runner = Pick<PaintingEngine, "network" | "synthesize">;

/**
 * The same generator, which computes the taps of `names` whenever it runs without given banks, whether they are asked
 * for or not. A run then takes a little longer, and ONNX Runtime's session, which takes longer than a picture, is made once.
 */
export function keepingTaps(engine: Runner, names: readonly string[]): Runner {
  const kept = new Set(names);
  return {
    network: engine.network,
    synthesize: async (
      conditions: Conditions,
      options: SynthesizeOptions = {},
    ): Promise<Synthesis> => {
      if (options.banks !== undefined && options.banks.size > 0) {
        return engine.synthesize(conditions, options);
      }
      const asked = options.taps ?? (() => false);
      const taps = (name: string) => kept.has(name) || asked(name);
      const all = await engine.synthesize(conditions, { ...options, taps });
      return { ...all, taps: new Map([...all.taps].filter(([name]) => asked(name))) };
    },
  };
}
