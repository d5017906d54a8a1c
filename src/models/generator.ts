/**
 * The generator, written once: SPADE's decoder with any of the modulations.
 *
 * Released code: `SPADEGenerator` (models/networks/generator.py) and `SPADEResnetBlock`
 * (models/networks/architecture.py) of tzt101/CLADE @ 1ffd19d, the same in NVlabs/SPADE and ZPdesu/SEAN but for
 * the normalisation. The module names below are its names.
 *
 * @module
 */

import {
  type GeneratorConfig,
  inputChannels,
  modulatedChannels,
  normLayer,
  startSize,
} from "./generator-config.ts";
import { exemplarStyles } from "./msca.ts";
import type { Ops, Size } from "./ops.ts";

/**
 * @param size Output height and width, multiples of the network's down-scaling (32, 64 or 128).
 * @returns The picture, [outputChannels, height, width] in [−1, 1].
 */
export function generator<T>(config: GeneratorConfig, size: Size, ops: Ops<T>): T {
  const { ngf, upsampling } = config;
  const styled = exemplarStyles(config, ops);
  const block = (x: T, name: string, fin: number, fout: number) =>
    residualBlock(config, styled(x, name, fin), name, fin, fout, ops);

  let x = start(config, startSize(config, size), ops); //  [16 ngf, h, w]
  x = block(x, "head_0", 16 * ngf, 16 * ngf);
  x = ops.upsample(x);
  x = block(x, "G_middle_0", 16 * ngf, 16 * ngf); //       [16 ngf, 2h, 2w]
  if (upsampling !== "normal") x = ops.upsample(x);
  x = block(x, "G_middle_1", 16 * ngf, 16 * ngf);
  x = block(ops.upsample(x), "up_0", 16 * ngf, 8 * ngf);
  x = block(ops.upsample(x), "up_1", 8 * ngf, 4 * ngf);
  x = block(ops.upsample(x), "up_2", 4 * ngf, 2 * ngf);
  x = block(ops.upsample(x), "up_3", 2 * ngf, ngf);
  if (upsampling === "most") x = block(ops.upsample(x), "up_4", ngf, lastChannels(config));
  x = ops.conv2d(ops.leakyRelu(x), "conv_img", {
    inChannels: lastChannels(config),
    outChannels: config.outputChannels,
    kernel: 3,
    bias: true,
    spectral: false,
  });
  return ops.tap("output", ops.tanh(x)); //                [3, height, width]
}

/** Channels that `conv_img` sees. */
function lastChannels({ ngf, upsampling }: GeneratorConfig): number {
  return upsampling === "most" ? Math.floor(ngf / 2) : ngf;
}

/** The start: a convolution of the label map shrunk to [h, w], or a linear map of the latent code. */
function start<T>(config: GeneratorConfig, size: Size, ops: Ops<T>): T {
  const channels = 16 * config.ngf;
  if (config.latent === null) {
    const inChannels = inputChannels(config);
    const spec = { inChannels, outChannels: channels, kernel: 3, bias: true, spectral: false };
    return ops.convSemantics("fc", spec, size);
  }
  const { zDim, cells } = config.latent;
  const spec = { inFeatures: zDim, outFeatures: channels * cells };
  const x = ops.linear(ops.latent(zDim), "fc", spec);
  return ops.unflatten(x, { channels, ...size });
}

/**
 * `shortcut(x) + conv_1(σ(norm_1(conv_0(σ(norm_0(x))))))`, σ the leaky ReLU. The shortcut is the identity or, where
 * the channels change, conv_s(norm_s(x)), 1×1 and without an activation (NVlabs/SPADE issue 62).
 */
function residualBlock<T>(
  config: GeneratorConfig,
  x: T,
  name: string,
  fin: number,
  fout: number,
  ops: Ops<T>,
): T {
  const norm = config.method.kind === "sean" ? "ace" : "norm";
  const { trunkKernel } = config;
  const fmid = Math.min(fin, fout);
  const modulate = (y: T, part: string, channels: number) =>
    ops.modulate(y, normLayer(config, `${name}.${norm}_${part}`, channels));
  const conv = (y: T, part: string, channels: number, outChannels: number, kernel: number) =>
    ops.conv2d(y, `${name}.conv_${part}`, {
      inChannels: modulatedChannels(config, channels),
      outChannels,
      kernel,
      bias: part !== "s",
      spectral: config.spectralNorm,
    });

  const shortcut = fin === fout ? x : conv(modulate(x, "s", fin), "s", fin, fout, 1);
  let y = conv(ops.leakyRelu(modulate(x, "0", fin)), "0", fin, fmid, trunkKernel);
  y = conv(ops.leakyRelu(modulate(y, "1", fmid)), "1", fmid, fout, trunkKernel);
  return ops.tap(name, ops.add(shortcut, y));
}
