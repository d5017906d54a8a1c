/**
 * Layers that take a look-up by class in the place of their own modulation: "what if SPADE were a CLADE here?"
 *
 * @module
 */

import { layerNamed } from "../../models/layer-named.ts";
import { cladeParameters, runningStatistics } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { ClassBanks } from "../../modulation/modulation.ts";
import { checkBanks } from "../check-banks.ts";
import { cladeModulator } from "./clade.ts";
import { disposingOnError } from "./disposing-on-error.ts";
import type { Modulator } from "./modulator.ts";

/**
 * A modulator for each layer that `banks` names. The channel that CLADE appends for instance edges stays.
 *
 * @throws ModelError if the network has no such layer, EngineError if a bank is not [classes, channels].
 */
export async function givenModulators(
  network: GeneratorNetwork,
  banks: ReadonlyMap<string, ClassBanks>,
): Promise<Map<string, Modulator>> {
  checkBanks(network, banks);
  return disposingOnError(banks, async (name, { scale, shift }) => {
    const layer = layerNamed(network, name);
    const statistics = await runningStatistics(network, layer);
    const instance =
      layer.method.kind === "clade" && layer.method.instanceEdges
        ? (await cladeParameters(network, layer)).instance
        : undefined;
    const parameters = { gamma: scale.values, beta: shift.values, instance };
    return cladeModulator(parameters, statistics, layer.channels);
  });
}
