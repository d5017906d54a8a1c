/**
 * The VAE's image encoder: a picture becomes mean and log variance of the latent code z.
 *
 * Released code: `ConvEncoder` (models/networks/encoder.py of tzt101/CLADE @ 1ffd19d).
 *
 * @module
 */

import type { Ops } from "./ops.ts";

export interface ImageEncoderConfig {
  /** Channels of the first layer, 64 as released (`ndf` in its code, set by the option `ngf`). */
  readonly ndf: number;

  /** Stride-2 convolutions, 6 as released. */
  readonly layers: number;

  /** Length of z, 256 as released. */
  readonly zDim: number;

  readonly spectralNorm: boolean;
}

/** Side of the last feature map. */
const LAST_SIDE = 4;

/** Channels of each layer, in units of ndf. */
const WIDTHS = [1, 2, 4, 8, 8, 8];

export const MAX_ENCODER_LAYERS: number = WIDTHS.length;

/**
 * Pictures of any size are first resized so that the last feature map is 4 × 4: to 256 × 256 with six layers.
 *
 * @returns Mean and log variance of z, each [zDim, 1, 1].
 */
export function imageEncoder<T>(config: ImageEncoderConfig, ops: Ops<T>): { mu: T; logvar: T } {
  const side = LAST_SIDE * 2 ** config.layers;
  let x = ops.resizeBilinear(ops.image("image"), { height: side, width: side });
  let inChannels = 3;
  for (let layer = 1; layer <= config.layers; layer++) {
    const outChannels = WIDTHS[layer - 1] * config.ndf;
    if (layer > 1) x = ops.leakyRelu(x);
    const spec = { inChannels, outChannels, kernel: 3, stride: 2, bias: false };
    x = ops.conv2d(x, `layer${layer}.0`, { ...spec, spectral: config.spectralNorm });
    x = ops.tap(`layer${layer}`, ops.instanceNorm(x));
    inChannels = outChannels;
  }
  x = ops.flatten(ops.leakyRelu(x)); // [8 ndf · 4 · 4, 1, 1]
  const spec = { inFeatures: inChannels * LAST_SIDE * LAST_SIDE, outFeatures: config.zDim };
  return { mu: ops.linear(x, "fc_mu", spec), logvar: ops.linear(x, "fc_var", spec) };
}
