/**
 * Layers that take a look-up by class in the place of their own modulation: "what if SPADE were a CLADE here?"
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { layerNamed } from "../../models/layer-named.ts";
import { cladeParameters, runningStatistics } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Bank, ClassBanks } from "../../modulation/modulation.ts";
import { cladeModulator } from "./clade.ts";
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
  for (const [name, { scale, shift }] of banks) checkBanks(network, name, scale, shift);
  const modulators = new Map<string, Modulator>();
  try {
    for (const [name, { scale, shift }] of banks) {
      const layer = layerNamed(network, name);
      const statistics = await runningStatistics(network, layer);
      const instance =
        layer.method.kind === "clade" && layer.method.instanceEdges
          ? (await cladeParameters(network, layer)).instance
          : undefined;
      const parameters = { gamma: scale.values, beta: shift.values, instance };
      modulators.set(name, cladeModulator(parameters, statistics, layer.channels));
    }
  } catch (error) {
    for (const modulator of modulators.values()) modulator.dispose();
    throw error;
  }
  return modulators;
}

function checkBanks(network: GeneratorNetwork, name: string, ...banks: readonly Bank[]): void {
  const { channels, method } = layerNamed(network, name);
  const { classes } = method;
  for (const bank of banks) {
    const fits =
      bank.rows === classes &&
      bank.channels === channels &&
      bank.values.length === classes * channels;
    if (fits) continue;
    throw new EngineError({
      what: "a bank does not fit its layer",
      where: `${network.where}: ${name}`,
      expected: `[${classes}, ${channels}], a row for each class`,
      got: `[${bank.rows}, ${bank.channels}] with ${bank.values.length} values`,
      hint: "give scale and shift of every class, also of those that do not occur",
    });
  }
}
