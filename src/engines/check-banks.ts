/**
 * Whether rows by class fit the layers that they are given for.
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import { layerNamed } from "../models/layer-named.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { ClassBanks } from "../modulation/modulation.ts";

/** @throws ModelError if the network has no such layer, EngineError if a bank is not [classes, channels]. */
export function checkBanks(
  network: GeneratorNetwork,
  banks: ReadonlyMap<string, ClassBanks>,
): void {
  for (const [name, both] of banks) checkLayer(network, name, both);
}

function checkLayer(network: GeneratorNetwork, name: string, { scale, shift }: ClassBanks): void {
  const { channels, method } = layerNamed(network, name);
  const { classes } = method;
  for (const bank of [scale, shift]) {
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
