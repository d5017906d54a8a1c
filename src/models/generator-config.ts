/**
 * What tells one generator from another.
 *
 * @module
 */

import {
  appendedChannels,
  type Method,
  type NormLayer,
  semanticChannels,
} from "../modulation/norm-layer.ts";
import type { MscaConfig } from "./msca.ts";
import type { Size } from "./ops.ts";

/** `num_upsampling_layers` of the released code: 5, 6 or 7 halvings between output and start. */
export type Upsampling = "normal" | "more" | "most";

export interface Latent {
  /** Length of z, 256 as released. */
  readonly zDim: number;

  /** Pixels of the start, height × width: `fc` has 16 ngf rows for each. */
  readonly cells: number;
}

export interface GeneratorConfig {
  /** Modulation of every layer (SEAN: of every layer that has a style). */
  readonly method: Method;

  readonly paramFreeNorm: "batch" | "instance";

  /** Width: `up_3` has ngf channels, `head_0` 16 ngf. */
  readonly ngf: number;

  readonly outputChannels: number;

  readonly upsampling: Upsampling;

  /** Whether conv_0, conv_1 and conv_s are spectrally normalised. */
  readonly spectralNorm: boolean;

  /**
   * Side of the kernels of conv_0 and conv_1: 3 as released. With 1 the trunk is pointwise: what a residual block does
   * to a pixel depends on its neighbours by the modulation alone.
   */
  readonly trunkKernel: number;

  /** The latent code a VAE network starts from; null if it starts from the label map. */
  readonly latent: Latent | null;

  /** Masked spatial-channel attention: what carries the style of an exemplar into the blocks; none if left out. */
  readonly msca?: MscaConfig | undefined;
}

/** Output pixels per pixel of the start, by upsampling. */
export const DOWNSCALING: Readonly<Record<Upsampling, number>> = {
  normal: 32,
  more: 64,
  most: 128,
};

/** Height and width that `fc` starts from, for an output of `size`. */
export function startSize({ upsampling }: Pick<GeneratorConfig, "upsampling">, size: Size): Size {
  const factor = DOWNSCALING[upsampling];
  return { height: size.height / factor, width: size.width / factor };
}

/** The smallest output a network can make; names and shapes of its parameters are the same at every size. */
export function smallestSize({ upsampling, latent }: GeneratorConfig): Size {
  const factor = DOWNSCALING[upsampling];
  return { height: factor, width: factor * (latent?.cells ?? 1) };
}

/** Channels of `semantics`: bank rows and the edge channel. */
export function inputChannels(config: GeneratorConfig): number {
  return semanticChannels(config.method);
}

/** The layer `name` over `channels`, with the method of its place: SEAN's last block has no style. */
export function normLayer(config: GeneratorConfig, name: string, channels: number): NormLayer {
  const { method, paramFreeNorm } = config;
  const plain = method.kind === "sean" && name.startsWith("up_3.");
  return {
    name,
    channels,
    paramFreeNorm,
    method: plain ? { ...method, styleLength: null } : method,
  };
}

/** Channels a modulated activation of `channels` has. */
export function modulatedChannels({ method }: GeneratorConfig, channels: number): number {
  return channels + appendedChannels(method);
}

/** "sean-clade" is SEAN whose SPADE part is a CLADE bank. */
export type MethodName = "spade" | "clade" | "clade-icpe" | "sean" | "sean-clade";

/** "clade-icpe" and the like: the name of the method as a user says it. */
export function methodName(method: Method): MethodName {
  if (method.kind === "sean") return method.labels === "clade" ? "sean-clade" : "sean";
  return method.kind === "clade" && method.positional ? "clade-icpe" : method.kind;
}

/** SEAN with CLADE banks in the place of its SPADE nets; other networks as they are. */
export function withBanks(config: GeneratorConfig): GeneratorConfig {
  const { method } = config;
  if (method.kind !== "sean") return config;
  const { classes } = method;
  return { ...config, method: { ...method, labels: "clade", hidden: classes, kernel: 1 } };
}
