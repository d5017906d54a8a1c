/**
 * CLADE and CLADE-ICPE on tfjs: rows by class.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { RunningStatistics } from "../../modulation/batch-norm.ts";
import { appendedChannel, type CladeParameters, spatialFactor } from "../../modulation/clade.ts";
import type { Modulator } from "./modulator.ts";
import { uploadRows, withChannel } from "./rows.ts";

/**
 * @param statistics Null with instance norm.
 * @param channels That the layer normalises.
 */
export function cladeModulator(
  { gamma, beta, positional, instance }: CladeParameters,
  statistics: RunningStatistics | null,
  channels: number,
): Modulator {
  const bank = (values: Float32Array) => ({ rows: gamma.length / channels, channels, values });
  const rows = uploadRows(bank(gamma), bank(beta), statistics, positional !== undefined);
  return {
    apply: (x, conditions) =>
      tf.tidy(() => {
        const factors = positional && {
          scale: spatialFactor(positional.gamma, conditions),
          shift: spatialFactor(positional.beta, conditions),
        };
        const y = rows.apply(x, conditions.labels, factors);
        return instance === undefined ? y : withChannel(y, appendedChannel(instance, conditions));
      }),
    dispose: rows.dispose,
  };
}
