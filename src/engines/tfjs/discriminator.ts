/**
 * Runs a discriminator on tfjs.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../../errors.ts";
import { discriminator } from "../../models/discriminator.ts";
import type { DiscriminatorNetwork } from "../../models/network.ts";
import { networkSteps } from "../../models/steps.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { Activation } from "../activation.ts";
import { checkRows } from "../check-conditions.ts";
import { type BackendName, useBackend } from "./backend.ts";
import { TfjsOps } from "./tfjs-ops.ts";
import { download, upload } from "./transfer.ts";
import { disposeWeights, uploadWeights, type Weights } from "./weights.ts";

/**
 * What the discriminator sees of pictures on their label maps.
 *
 * @param conditions With edges if the network was trained with instances, which its keys do not tell.
 * @param image Pictures in [−1, 1], [batch, 3, height, width], of the conditions' size.
 * @returns For each scale its features, [batch, channels, h, w], the patch-wise verdict last.
 */
export async function discriminate(
  network: DiscriminatorNetwork,
  conditions: Conditions,
  image: Activation,
  options: { readonly backend?: BackendName } = {},
): Promise<Activation[][]> {
  const { config, where } = network;
  const { batch, height, width, edges } = conditions;
  const expected = [batch, config.imageChannels, height, width];
  if (expected.some((size, axis) => size !== image.shape[axis])) {
    throw new EngineError({
      what: "picture and label map differ in size",
      where,
      expected: `a picture of shape [${expected.join(", ")}]`,
      got: `[${image.shape.join(", ")}]`,
      hint: "make the picture from this label map, or resize one of them",
    });
  }
  checkRows(conditions.labels, config.semanticChannels - (edges === undefined ? 0 : 1), where);
  await useBackend(options.backend ?? "wasm");
  const picture = upload(image);
  let weights: Weights = new Map();
  try {
    weights = await uploadWeights(network, networkSteps(network));
    const features = tf.tidy(() => {
      const images = new Map([["image", picture]]);
      const ops = new TfjsOps({ weights, conditions, images, instanceEdges: edges !== undefined });
      return discriminator(config, ops);
    });
    return await Promise.all(
      features.map((scale) =>
        Promise.all(scale.map((x) => download(x).finally(() => x.dispose()))),
      ),
    );
  } finally {
    picture.dispose();
    disposeWeights(weights);
  }
}
