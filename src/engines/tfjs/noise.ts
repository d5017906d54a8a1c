/**
 * The noise that SEAN adds before it normalises (class `ACE` of ZPdesu/SEAN @ 04c7536): one normal number a pixel, times a
 * learned factor of each channel.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { layerNoise } from "../../models/layer-noise.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { Modulator } from "./modulator.ts";

/** x with noise; x itself where no seed is given. */
export function noisy(
  x: tf.Tensor4D,
  layer: string,
  { noiseSeed }: Pick<Conditions, "noiseSeed">,
  factor: tf.Tensor1D,
): tf.Tensor4D {
  if (noiseSeed === undefined) return x;
  const [batch, height, width] = x.shape;
  const drawn = layerNoise(layer, noiseSeed, batch * height * width);
  return tf.add(x, tf.mul(tf.tensor4d(drawn, [batch, height, width, 1]), factor));
}

/** Modulators that are given in the place of SEAN's own, with the noise that belongs to the layer; others as they are. */
export async function withLayerNoise(
  network: GeneratorNetwork,
  given: ReadonlyMap<string, Modulator>,
  { noiseSeed }: Pick<Conditions, "noiseSeed">,
): Promise<ReadonlyMap<string, Modulator>> {
  if (noiseSeed === undefined || network.config.method.kind !== "sean") return given;
  const out = new Map<string, Modulator>();
  for (const [layer, modulator] of given) {
    const factor = await network.parameter(`${layer}.noise_var`);
    out.set(layer, {
      apply: (x, conditions) =>
        tf.tidy(() =>
          modulator.apply(noisy(x, layer, conditions, tf.tensor1d(factor)), conditions),
        ),
      dispose: modulator.dispose,
    });
  }
  return out;
}
