/**
 * SEAN's style encoder: from a picture and its label map to one style code for each region.
 *
 * @module
 */

import { EngineError, ModelError } from "../errors.ts";
import type { LabelMap } from "../labels/label-map.ts";
import { resizeNearest } from "../labels/nearest.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { StyleEncoderConfig } from "../models/style-encoder.ts";
import { poolRegions, type StyleCodes } from "../modulation/style-codes.ts";
import type { Activation } from "./activation.ts";
import { checkRows } from "./check-conditions.ts";
import { checkEngineChoice, type EngineChoice, onnxOrNull } from "./choose-engine.ts";
import { tfjsStyleFeatures } from "./tfjs/style-encoder.ts";

/** Smallest picture that reflection padding after two halvings allows. */
const SMALLEST = 8;

export interface EncodeStyleOptions extends EngineChoice {
  /** Of onnx; default one for each core. */
  readonly threads?: number | undefined;
}

/**
 * The style of every region of a picture: features of the encoder at half the picture's size, averaged over each
 * region (`poolRegions`). The label map is resized to the features by PyTorch's nearest rule, as released.
 *
 * At 256 × 256 and a style length of 512 ONNX Runtime takes 0.4 s on one thread, wasm 2.2 s (AMD EPYC).
 *
 * @param image One picture in [−1, 1], [1, 3, height, width].
 * @param labels Its label map in bank rows; any size, usually the picture's.
 * @throws ModelError if the network has no style encoder, EngineError if picture or labels do not fit, or there is no such
 * engine.
 */
export async function encodeStyle(
  network: GeneratorNetwork,
  image: Activation,
  labels: LabelMap,
  options: EncodeStyleOptions = {},
): Promise<StyleCodes> {
  checkEngineChoice(options, "encodeStyle");
  const config = styleEncoderOf(network);
  const { where } = network;
  checkImage(image, where);
  const { classes } = network.config.method;
  checkRows(labels.rows, classes, where);
  const features = await featuresOf(network, config, image, options);
  const [, , height, width] = features.shape;
  const regions = resizeNearest(labels.rows, labels, { height, width }, "torch");
  return poolRegions(features.data, regions as Int32Array, classes);
}

async function featuresOf(
  network: GeneratorNetwork,
  config: StyleEncoderConfig,
  image: Activation,
  options: EncodeStyleOptions,
): Promise<Activation> {
  const onnx = await onnxOrNull(options, "reading the style", async () => {
    const { onnxStyleFeatures } = await import("./onnx/style-encoder.ts");
    return onnxStyleFeatures(network, config, image, options.threads);
  });
  return onnx ?? tfjsStyleFeatures(network, config, image, options.backend);
}

/** @throws ModelError if the network has no style encoder. */
export function styleEncoderOf({
  styleEncoder: config,
  where,
  kind,
}: GeneratorNetwork): StyleEncoderConfig {
  if (config !== null) return config;
  throw new ModelError({
    what: "this network has no style encoder",
    where,
    expected: "a SEAN network (keys Zencoder.…)",
    got: kind,
    hint:
      kind === "msca"
        ? "it reads an exemplar anew for each label map: synthesize --style IMAGE --style-labels FILE"
        : "VAE networks take the style of a picture through their image encoder (--encoder NET_E)",
  });
}

function checkImage({ shape, data }: Activation, where: string): void {
  const [batch, channels, height, width] = shape;
  const colour = batch === 1 && channels === 3;
  if (!colour || height < SMALLEST || width < SMALLEST) {
    throw new EngineError({
      what: "the style encoder takes one colour picture",
      where,
      expected: `[1, 3, height, width] of at least ${SMALLEST} × ${SMALLEST} pixels`,
      got: `[${shape.join(", ")}]`,
      hint: colour
        ? "give a larger style picture, best of the size that the network was trained at"
        : "repeat a grey picture three times along its channels, or leave out alpha",
    });
  }
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new EngineError({
    what: "the style picture holds values that are not finite",
    where,
    expected: "numbers in [−1, 1]",
    got: `${data[bad]} at element ${bad}`,
    hint: "read it from a PNG or JPEG, or repair the .npy",
  });
}
