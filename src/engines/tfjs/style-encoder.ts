/**
 * Runs SEAN's style encoder on tfjs.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { GeneratorNetwork } from "../../models/network.ts";
import { type StyleEncoderConfig, styleEncoder } from "../../models/style-encoder.ts";
import { trace } from "../../models/trace.ts";
import type { Activation } from "../activation.ts";
import { type BackendName, useBackend } from "./backend.ts";
import { TfjsOps } from "./tfjs-ops.ts";
import { download, upload } from "./transfer.ts";
import { disposeWeights, uploadWeights, type Weights } from "./weights.ts";

/**
 * Features of one picture, [1, styleLength, height / 2, width / 2].
 *
 * @param image [1, 3, height, width] in [−1, 1].
 */
export async function tfjsStyleFeatures(
  network: GeneratorNetwork,
  config: StyleEncoderConfig,
  image: Activation,
  backend: BackendName = "wasm",
): Promise<Activation> {
  await useBackend(backend);
  let weights: Weights = new Map();
  const picture = upload(image);
  try {
    weights = await uploadWeights(
      network,
      trace((ops) => styleEncoder(config, ops)),
    );
    const result = tf.tidy(() =>
      styleEncoder(config, new TfjsOps({ weights, images: new Map([["style", picture]]) })),
    );
    const features = await download(result);
    result.dispose();
    return features;
  } finally {
    picture.dispose();
    disposeWeights(weights);
  }
}
