/**
 * Masked spatial-channel attention (MSCA): the style of an exemplar, which may show quite another scene, enters the decoder.
 *
 * A documented reading of H. Zheng, H. Liao, L. Chen, W. Xiong, T. Chen and J. Luo, "Example-Guided Image Synthesis across
 * Arbitrary Scenes using Masked Spatial-Channel Attention and Self-Supervision" (arXiv 2004.10024). Its code was never
 * published and no network of its authors can be loaded or compared with. From the abstract: the exemplar x₂ with its
 * label map c₂ may be semantically different from the target's label map c₁; correspondence comes from decoupled attention
 * and is efficient; features are F_x2, F_c2 and F_c1 at each scale; an attention over the exemplar's pixels pools K style
 * vectors, vectors that do not matter for c₁ are masked, and an attention over the K spreads the rest over c₁. **Everything
 * else is this project's choice**: kernels, widths, where a linear map stands, what the mask sees, how the result enters.
 *
 * At each scale, N = pixels of the exemplar's features, p a pixel:
 *
 * ```
 * a_k = softmax over the exemplar's pixels of w_k · [F_x2, F_c2]         spatial attention, K maps
 * V_k = Σ_p a_k(p) F_x2(p)        U_k = Σ_p a_k(p) F_c2(p)               style vectors, and what they are of
 * m_k = sigmoid(v · σ(A U_k + B [mean F_c1, mean F_c2] + c) + d)         mask: does V_k matter for c₁?
 * b(p) = softmax over k of u_k · F_c1(p) + e_k                           channel attention
 * x(p) += O Σ_k b_k(p) m_k V_k + o                                       into the block's input
 * ```
 *
 * σ is the leaky ReLU. One linear map v serves all slots, so that their order means nothing; the layer under the sigmoid
 * lets it weigh *pairs* of what a vector is of and what the target has. The work is O(K) for each pixel, where attention between
 * all pairs of pixels would be O(N).
 *
 * @module
 */

import type { GeneratorConfig, Upsampling } from "./generator-config.ts";
import type { Ops } from "./ops.ts";

export interface MscaConfig {
  /** Style vectors K at each scale. */
  readonly slots: number;

  /** Channels of the exemplar picture's features at half its size; twice as many with each halving, eight times at most. */
  readonly imageWidth: number;

  /** The same for the features of label maps; one encoder serves target and exemplar. */
  readonly layoutWidth: number;

  /** Blocks whose inputs take a style, in the generator's order: "G_middle_0", "up_0", … */
  readonly blocks: readonly string[];
}

/** Where a style enters if nothing else is said: from a sixteenth of the picture's size to half of it. */
const MSCA_BLOCKS: readonly string[] = ["G_middle_0", "up_0", "up_1", "up_2"];

/** Widths that go with a generator of width ngf: as wide as its blocks are at the same size. */
export function mscaConfig(ngf: number, slots: number): MscaConfig {
  return { slots, imageWidth: 2 * ngf, layoutWidth: 2 * ngf, blocks: MSCA_BLOCKS };
}

/** Halvings between the picture and the input of each block that comes after one or more. */
const HALVINGS: Readonly<Record<Upsampling, Readonly<Record<string, number>>>> = {
  normal: { head_0: 5, G_middle_0: 4, G_middle_1: 4, up_0: 3, up_1: 2, up_2: 1 },
  more: { head_0: 6, G_middle_0: 5, G_middle_1: 4, up_0: 3, up_1: 2, up_2: 1 },
  most: { head_0: 7, G_middle_0: 6, G_middle_1: 5, up_0: 4, up_1: 3, up_2: 2, up_3: 1 },
};

/** Blocks that can take a style, coarse to fine. */
export function blocksWithStyle(upsampling: Upsampling): readonly string[] {
  return Object.keys(HALVINGS[upsampling]);
}

/** Halvings between the picture and the input of `block`. */
function halvingsOf(upsampling: Upsampling, block: string): number {
  return HALVINGS[upsampling][block];
}

/** Halvings of the coarsest features. */
function mscaDepth({ blocks }: MscaConfig, upsampling: Upsampling): number {
  return Math.max(...blocks.map((block) => halvingsOf(upsampling, block)));
}

/** Pixels of the exemplar's coarsest features: no fewer than slots, or some would have to be the same. */
export function coarsestPixels(
  config: MscaConfig,
  upsampling: Upsampling,
  exemplar: { readonly height: number; readonly width: number },
): number {
  const factor = 2 ** mscaDepth(config, upsampling);
  return Math.ceil(exemplar.height / factor) * Math.ceil(exemplar.width / factor);
}

/** Channels of features after `halvings`. */
function featureChannels(width: number, halvings: number): number {
  return width * Math.min(2 ** (halvings - 1), 8);
}

/**
 * Reads the exemplar once.
 *
 * @returns What to do with the input x [channels, h, w] of a block: x with the exemplar's style in it, or x itself where the
 *   network or the block takes none.
 */
export function exemplarStyles<T>(
  { msca: config, method, upsampling, spectralNorm }: GeneratorConfig,
  ops: Ops<T>,
): (x: T, block: string, channels: number) => T {
  if (config === undefined) return (x) => x;
  const { imageWidth, layoutWidth } = config;
  const depth = mscaDepth(config, upsampling);
  const features = (x: T, name: string, inChannels: number, width: number) =>
    pyramid(x, { name, inChannels, width, depth, spectral: spectralNorm }, ops);
  const { classes } = method;
  const picture = features(ops.image("exemplar"), "msca.image", 3, imageWidth);
  const [from, to] = (["exemplar", "target"] as const).map((of) =>
    features(ops.layout(of, classes), "msca.layout", classes, layoutWidth),
  );
  return (x, block, channels) => {
    if (!config.blocks.includes(block)) return x;
    const level = halvingsOf(upsampling, block) - 1;
    const scale: Scale<T> = {
      name: `msca.${block}`,
      slots: config.slots,
      imageChannels: featureChannels(imageWidth, level + 1),
      layoutChannels: featureChannels(layoutWidth, level + 1),
      picture: picture[level],
      from: from[level],
      to: to[level],
    };
    const style = ops.conv2d(attend(scale, ops), `msca.${block}.out`, {
      inChannels: scale.imageChannels,
      outChannels: channels,
      kernel: 1,
      bias: true,
      spectral: spectralNorm,
    });
    return ops.add(x, style);
  };
}

/**
 * Features at a half, a quarter … of the size: 3×3 convolutions of stride 2, each followed by a leaky ReLU. Without a
 * normalisation, which would take away what an exemplar's light is.
 */
function pyramid<T>(
  x: T,
  of: { name: string; inChannels: number; width: number; depth: number; spectral: boolean },
  ops: Ops<T>,
): T[] {
  const { name, width, depth, spectral } = of;
  const maps: T[] = [];
  for (let level = 1; level <= depth; level++) {
    const inChannels = level === 1 ? of.inChannels : featureChannels(width, level - 1);
    const outChannels = featureChannels(width, level);
    const spec = { inChannels, outChannels, kernel: 3, stride: 2, bias: true, spectral };
    maps.push(ops.leakyRelu(ops.conv2d(maps.at(-1) ?? x, `${name}.${level}`, spec)));
  }
  return maps;
}

/** Features of one scale. */
export interface Scale<T> {
  /** Prefix of the keys: "msca.up_1". */
  readonly name: string;
  readonly slots: number;
  readonly imageChannels: number;
  readonly layoutChannels: number;

  /** F_x2 and F_c2, [imageChannels or layoutChannels, h₂, w₂]; F_c1, [layoutChannels, h₁, w₁]. */
  readonly picture: T;
  readonly from: T;
  readonly to: T;
}

/** @returns Σ_k b_k(p) m_k V_k, [imageChannels, h₁, w₁]. */
export function attend<T>(scale: Scale<T>, ops: Ops<T>): T {
  const { name, slots, imageChannels, layoutChannels: layout, picture, from, to } = scale;
  const linear = (x: T, part: string, inChannels: number, outChannels: number, bias: boolean) =>
    ops.conv2d(x, `${name}.${part}`, { inChannels, outChannels, kernel: 1, bias, spectral: false });

  const seen = ops.concat(picture, from);
  // Without a bias: a softmax over pixels does not see it.
  const spatial = linear(seen, "spatial", imageChannels + layout, slots, false);
  const a = ops.tap(`${name}.spatial_attention`, ops.spatialSoftmax(spatial));
  const styles = ops.attentionPool(picture, a, `${name}.styles`); //   V [imageChannels, slots, 1]
  const layouts = ops.attentionPool(from, a, `${name}.layouts`); //    U [layoutChannels, slots, 1]

  const means = ops.concat(ops.globalMean(to), ops.globalMean(from));
  const spec = { inFeatures: 2 * layout, outFeatures: layout };
  const whole = ops.linear(means, `${name}.mask.means`, spec);
  const pairs = ops.add(linear(layouts, "mask.slot", layout, layout, false), whole);
  const relevance = linear(ops.leakyRelu(pairs), "mask.out", layout, 1, true);
  const m = ops.tap(`${name}.mask`, ops.sigmoid(relevance)); //        [1, slots, 1]

  const b = ops.channelSoftmax(linear(to, "channel", layout, slots, true));
  const masked = ops.multiply(styles, m);
  return ops.spread(masked, ops.tap(`${name}.channel_attention`, b), `${name}.spread`);
}
