/**
 * SEAN's style encoder: a picture becomes a map of style features at half its size.
 *
 * Released code: `Zencoder` (models/networks/architecture.py of ZPdesu/SEAN @ 04c7536). Its region-wise average
 * pooling, which turns the map into one code for each region, has no parameters and is not part of the text.
 *
 * @module
 */

import type { ConvSpec, Ops } from "./ops.ts";

export interface StyleEncoderConfig {
  /** Channels of the first layer, 32 as released. */
  readonly ngf: number;

  /** Length of a region's style code, 512 as released. */
  readonly styleLength: number;
}

/** @returns Style features in [−1, 1], [styleLength, height / 2, width / 2]. */
export function styleEncoder<T>({ ngf, styleLength }: StyleEncoderConfig, ops: Ops<T>): T {
  const activate = (x: T) => ops.leakyRelu(ops.instanceNorm(x));
  const plain = { kernel: 3, bias: true, spectral: false } as const;
  const conv = (x: T, module: number, spec: Omit<ConvSpec, keyof typeof plain>) =>
    ops.conv2d(x, `Zencoder.model.${module}`, { ...spec, ...plain });

  let x = ops.image("style");
  x = activate(conv(x, 1, { inChannels: 3, outChannels: ngf, paddingMode: "reflect" }));
  x = activate(conv(x, 4, { inChannels: ngf, outChannels: 2 * ngf, stride: 2 }));
  x = activate(conv(x, 7, { inChannels: 2 * ngf, outChannels: 4 * ngf, stride: 2 }));
  const spec = { inChannels: 4 * ngf, outChannels: 8 * ngf };
  x = activate(ops.convTranspose2d(x, "Zencoder.model.10", spec));
  x = conv(x, 14, { inChannels: 8 * ngf, outChannels: styleLength, paddingMode: "reflect" });
  return ops.tap("Zencoder", ops.tanh(x));
}
