/**
 * Modulations of a network, told apart from the network itself, its file, and a promise of either.
 *
 * @module
 */

import type { LayerModulations } from "../../engines/modulations.ts";
import { EngineError } from "../../errors.ts";
import { shown } from "./fields.ts";

/** @throws EngineError that says how to come by modulations from what was given. */
export function checkModulations(modulations: LayerModulations, where: string): void {
  const given: Partial<Record<string, unknown>> = Object(modulations);
  if (given.network !== undefined && typeof given.source === "function") return;
  const [got, hint] =
    typeof given.then === "function"
      ? ["a promise", "await it"]
      : given.config !== undefined && given.layers !== undefined
        ? ["a network", "open its modulations: await openModulations(network)"]
        : [
            typeof modulations === "string" ? shown(modulations) : typeof modulations,
            "open the network, then its modulations: await openModulations(asGenerator(await openNetwork(path)))",
          ];
  throw new EngineError({
    what: "these are no modulations of a network",
    where,
    expected: "what openModulations() gives",
    got,
    hint,
  });
}
