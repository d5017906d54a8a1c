/**
 * Runs a VAE's image encoder on tfjs.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../../errors.ts";
import { imageEncoder } from "../../models/image-encoder.ts";
import type { EncoderNetwork } from "../../models/network.ts";
import { networkSteps } from "../../models/steps.ts";
import type { Activation } from "../activation.ts";
import { type BackendName, useBackend } from "./backend.ts";
import { TfjsOps } from "./tfjs-ops.ts";
import { upload } from "./transfer.ts";
import { disposeWeights, uploadWeights, type Weights } from "./weights.ts";

export interface LatentDistribution {
  /** Mean of z; [batch, zDim]. */
  readonly mu: Float32Array;

  /** Logarithm of its variance; [batch, zDim]. */
  readonly logvar: Float32Array;
}

/**
 * The distribution of the latent code z that gives pictures in the style of `image`. The released code draws z from
 * it; its mean is the most typical.
 *
 * @param image Pictures in [−1, 1], [batch, 3, height, width], any size.
 */
export async function encodeImage(
  network: EncoderNetwork,
  image: Activation,
  options: { readonly backend?: BackendName } = {},
): Promise<LatentDistribution> {
  const { config, where } = network;
  if (image.shape[1] !== 3) {
    throw new EngineError({
      what: "the encoder takes colour pictures",
      where,
      expected: "[batch, 3, height, width]",
      got: `[${image.shape.join(", ")}]`,
      hint: "repeat a grey picture three times along its channels, or leave out alpha",
    });
  }
  await useBackend(options.backend ?? "wasm");
  const picture = upload(image);
  let weights: Weights = new Map();
  try {
    weights = await uploadWeights(network, networkSteps(network));
    const { mu, logvar } = tf.tidy(() =>
      imageEncoder(config, new TfjsOps({ weights, images: new Map([["image", picture]]) })),
    );
    try {
      return {
        mu: (await mu.data()) as Float32Array,
        logvar: (await logvar.data()) as Float32Array,
      };
    } finally {
      tf.dispose([mu, logvar]);
    }
  } finally {
    picture.dispose();
    disposeWeights(weights);
  }
}
