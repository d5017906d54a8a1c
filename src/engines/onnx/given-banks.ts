/**
 * Rows by class that stand in the place of a layer's own modulation, as inputs of a graph.
 *
 * @module
 */

import { layerNamed } from "../../models/layer-named.ts";
import { runningStatistics } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { normalisation } from "../../modulation/batch-norm.ts";
import type { ClassBanks } from "../../modulation/modulation.ts";
import { checkBanks } from "../check-banks.ts";
import { bankName, type Feed } from "./inputs.ts";

/**
 * Scale and shift of each layer of `banks` with batch norm folded in, by input.
 *
 * @throws ModelError if the network has no such layer, EngineError if a bank is not [classes, channels].
 */
export async function bankFeeds(
  network: GeneratorNetwork,
  banks: ReadonlyMap<string, ClassBanks>,
): Promise<Map<string, Feed>> {
  checkBanks(network, banks);
  const feeds = new Map<string, Feed>();
  for (const [name, { scale, shift }] of banks) {
    const layer = layerNamed(network, name);
    const statistics = await runningStatistics(network, layer);
    const { channels } = layer;
    const folded = statistics && normalisation(statistics);
    const dims = [scale.rows, channels];
    const gain = (i: number) => folded?.gain[i % channels] ?? 1;
    const offset = (i: number) => folded?.offset[i % channels] ?? 0;
    const scales = scale.values.map((s, i) => s * gain(i));
    const shifts = shift.values.map((b, i) => b - scale.values[i] * offset(i));
    feeds.set(bankName("scale", name), { data: scales, dims });
    feeds.set(bankName("shift", name), { data: shifts, dims });
  }
  return feeds;
}
