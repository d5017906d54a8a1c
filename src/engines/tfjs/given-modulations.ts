/**
 * Layers that take a modulation that was made elsewhere in the place of their own.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { layerNamed } from "../../models/layer-named.ts";
import { runningStatistics } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { RunningStatistics } from "../../modulation/batch-norm.ts";
import type { Modulation } from "../../modulation/modulation.ts";
import { disposingOnError } from "./disposing-on-error.ts";
import type { Modulator } from "./modulator.ts";
import { uploadRows, withChannel } from "./rows.ts";

/** A modulator for each layer of `modulations`, which fit the network (`checkModulations`). */
export function modulatorsOf(
  network: GeneratorNetwork,
  modulations: ReadonlyMap<string, Modulation>,
): Promise<Map<string, Modulator>> {
  return disposingOnError(modulations, async (name, modulation) => {
    const statistics = await runningStatistics(network, layerNamed(network, name));
    return modulatorOf(modulation, statistics);
  });
}

function modulatorOf(
  { scale, shift, index, spatial, appended }: Modulation,
  statistics: RunningStatistics | null,
): Modulator {
  const rows = uploadRows(scale, shift, statistics, spatial !== undefined);
  return {
    apply: (x) =>
      tf.tidy(() => {
        const y = rows.apply(x, index.rows, spatial);
        return appended === undefined ? y : withChannel(y, appended);
      }),
    dispose: rows.dispose,
  };
}
