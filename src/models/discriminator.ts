/**
 * The two-scale PatchGAN discriminator.
 *
 * Released code: `MultiscaleDiscriminator`, `NLayerDiscriminator` (models/networks/discriminator.py of tzt101/CLADE
 * @ 1ffd19d). Each scale looks at the label map and a picture; its features serve the feature matching loss, the
 * last of them is the patch-wise verdict.
 *
 * @module
 */

import type { ConvSpec, Ops } from "./ops.ts";

export interface DiscriminatorConfig {
  /** Channels of the label map with its edge channel. */
  readonly semanticChannels: number;

  readonly imageChannels: number;

  /** Channels of the first layer, 64 as released. */
  readonly ndf: number;

  /** Number of scales, each half as large as the one before; 2 as released. */
  readonly scales: number;

  /** Convolutions before the verdict, 4 as released. */
  readonly layers: number;

  /** Whether the middle convolutions are spectrally normalised. */
  readonly spectralNorm: boolean;
}

/** @returns For each scale its features, the patch-wise verdict [1, h, w] last. */
export function discriminator<T>(config: DiscriminatorConfig, ops: Ops<T>): T[][] {
  const features: T[][] = [];
  let x = ops.concat(ops.semantics(config.semanticChannels), ops.image("image"));
  for (let scale = 0; scale < config.scales; scale++) {
    if (scale > 0) x = ops.averagePool(x);
    features.push(patchGan(config, x, `discriminator_${scale}`, ops));
  }
  return features;
}

function patchGan<T>(config: DiscriminatorConfig, x: T, name: string, ops: Ops<T>): T[] {
  const conv = (y: T, module: string, spec: Omit<ConvSpec, "kernel" | "padding">) =>
    ops.conv2d(y, `${name}.${module}`, { ...spec, kernel: 4, padding: 2 });
  const features: T[] = [];
  const push = (y: T) => {
    features.push(ops.tap(`${name}.model${features.length}`, y));
    return y;
  };

  let channels = config.ndf;
  const inChannels = config.semanticChannels + config.imageChannels;
  const first = { inChannels, outChannels: channels, stride: 2, bias: true, spectral: false };
  let y = push(ops.leakyRelu(conv(x, "model0.0", first)));
  for (let layer = 1; layer < config.layers; layer++) {
    const outChannels = Math.min(channels * 2, 512);
    const stride = layer === config.layers - 1 ? 1 : 2;
    // The released spectral instance norm takes the bias out of the convolution before it: it would be subtracted.
    const spec = {
      inChannels: channels,
      outChannels,
      stride,
      bias: false,
      spectral: config.spectralNorm,
    };
    y = push(ops.leakyRelu(ops.instanceNorm(conv(y, `model${layer}.0.0`, spec))));
    channels = outChannels;
  }
  const last = { inChannels: channels, outChannels: 1, bias: true, spectral: false };
  push(conv(y, `model${config.layers}.0`, last));
  return features;
}
