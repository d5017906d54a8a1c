/**
 * The few operations that the model texts are written in.
 *
 * A text is generic in what a "tensor" is; whoever implements this interface reads it in their own way: tfjs
 * tensors (engines/tfjs), shapes for cost and parameter names (models/trace.ts).
 *
 * Shapes are written [channels, height, width]; a batch axis is the reader's affair. Names are the released
 * code's module paths, which are also the prefixes of the checkpoint's keys and the names of taps.
 *
 * @module
 */

import type { NormLayer } from "../modulation/norm-layer.ts";

export interface Size {
  readonly height: number;
  readonly width: number;
}

export interface Shape extends Size {
  readonly channels: number;
}

export interface ConvSpec {
  readonly inChannels: number;
  readonly outChannels: number;

  /** Side of the square kernel. */
  readonly kernel: number;

  /** Default 1. */
  readonly stride?: number;

  /** Pixels of padding on every side; default (kernel − 1) / 2. */
  readonly padding?: number;

  /** What the padding holds; default zeros. */
  readonly paddingMode?: "zeros" | "reflect";

  readonly bias: boolean;

  /** Whether the checkpoint holds `weight_orig`, `weight_u`, `weight_v` instead of `weight`. */
  readonly spectral: boolean;
}

/** A transposed convolution that doubles height and width: kernel 3, stride 2, padding 1, output padding 1. */
export interface ConvTransposeSpec {
  readonly inChannels: number;
  readonly outChannels: number;
}

export interface LinearSpec {
  readonly inFeatures: number;
  readonly outFeatures: number;
}

export interface Ops<T> {
  /** The one-hot label map and, where the method has one, the edge channel; nearest-resized. */
  semantics(channels: number, size?: Size): T;

  /** A picture in [−1, 1], [3, height, width]. */
  image(name: string): T;

  /** The latent code z, [zDim, 1, 1]. */
  latent(zDim: number): T;

  /** A convolution of `semantics(spec.inChannels, size)`, which a reader may do as a look-up. */
  convSemantics(name: string, spec: ConvSpec, size: Size): T;

  /** The one-hot label map without edges: the target's at the picture's size, or the exemplar's at its own. */
  layout(of: "target" | "exemplar", classes: number): T;

  conv2d(x: T, name: string, spec: ConvSpec): T;

  convTranspose2d(x: T, name: string, spec: ConvTransposeSpec): T;

  /** x is [inFeatures, 1, 1]. */
  linear(x: T, name: string, spec: LinearSpec): T;

  /** Normalises x and modulates it; CLADE with instance edges returns one channel more. */
  modulate(x: T, layer: NormLayer): T;

  /** Zero mean and unit (biased) variance for each picture and channel, ε = 1e-5. */
  instanceNorm(x: T): T;

  /** max(x, 0.2 x). */
  leakyRelu(x: T): T;

  tanh(x: T): T;

  /** 1 / (1 + exp(−x)). */
  sigmoid(x: T): T;

  /** b may be [channels, 1, 1]: then it is added to every pixel. */
  add(a: T, b: T): T;

  /** b may have one channel: then every channel of a is multiplied with it. */
  multiply(a: T, b: T): T;

  /** Channels of a, then those of b. */
  concat(a: T, b: T): T;

  /** Nearest, ×2. */
  upsample(x: T): T;

  /** 3×3 mean at stride 2, padding 1, the padding not counted. */
  averagePool(x: T): T;

  /** Mean over all pixels, [channels, 1, 1]. */
  globalMean(x: T): T;

  /** Each channel exponentiated and divided by its sum over all pixels. */
  spatialSoftmax(x: T): T;

  /** Each pixel exponentiated and divided by its sum over the channels. */
  channelSoftmax(x: T): T;

  /**
   * Means of x under attention maps: Σ over the pixels p of maps[k, p] · x[c, p].
   *
   * @param maps [slots, height, width], at the size of x.
   * @returns [channels, slots, 1]: slots stand where pixels do, so that 1×1 convolutions act on each alike.
   */
  attentionPool(x: T, maps: T, name: string): T;

  /**
   * The way back: Σ over the slots k of maps[k, p] · vectors[c, k].
   *
   * @param vectors [channels, slots, 1].
   * @returns [channels, height, width] of the maps.
   */
  spread(vectors: T, maps: T, name: string): T;

  /** Bilinear without aligned corners and without anti-aliasing. */
  resizeBilinear(x: T, size: Size): T;

  /** [channels·height·width, 1, 1] → [channels, height, width], channels slowest as in PyTorch. */
  unflatten(x: T, shape: Shape): T;

  /** The inverse of `unflatten`. */
  flatten(x: T): T;

  /** Gives x a name, for taps; returns it. */
  tap(name: string, x: T): T;
}
