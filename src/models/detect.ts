/**
 * What a checkpoint's keys and shapes tell about its network.
 *
 * Rules: `mlp_shared` is SPADE, `class_specified_affine` CLADE, under `ace_0` SEAN with either, `dist_conv_w` ICPE, `inst_conv` an instance edge
 * channel, a two-dimensional `fc.weight` a VAE's latent code, `up_4` the upsampling "most", absent running
 * statistics instance norm, `msca` masked spatial-channel attention. What keys cannot tell is left open here (see resolve-config.ts).
 *
 * @module
 */

import { counted, listed, shapeText } from "../checkpoint/message.ts";
import type { TensorInfo } from "../checkpoint/tensor.ts";
import { ModelError } from "../errors.ts";
import { detectMsca } from "./detect-msca.ts";
import type { DiscriminatorConfig } from "./discriminator.ts";
import type { GeneratorConfig, Latent, MethodName } from "./generator-config.ts";
import { type ImageEncoderConfig, MAX_ENCODER_LAYERS } from "./image-encoder.ts";
import type { StyleEncoderConfig } from "./style-encoder.ts";

export type Shapes = ReadonlyMap<string, TensorInfo>;

/** A generator as far as its keys describe it. */
export interface DetectedGenerator
  extends Pick<
    GeneratorConfig,
    "paramFreeNorm" | "ngf" | "outputChannels" | "spectralNorm" | "trunkKernel" | "msca"
  > {
  readonly kind: MethodName;

  /** Channels of the label map with its edge channel, where the keys tell. */
  readonly semanticChannels: number;

  /** Rows of CLADE's banks; null where only `semanticChannels` is known. */
  readonly classes: number | null;

  /** Whether one of the semantic channels is the edge map; null if SPADE's keys leave it open. */
  readonly instanceEdges: boolean | null;

  /** Hidden width and kernel of SPADE's convolutions; see `SeanMethod` for "sean-clade". */
  readonly hidden: number;
  readonly kernel: number;

  /** "most", or null: "normal" and "more" have the same keys. */
  readonly upsampling: "most" | null;

  readonly latent: Latent | null;

  /** SEAN alone. */
  readonly styleEncoder: StyleEncoderConfig | null;
}

export type Detected =
  | ({ readonly network: "generator" } & DetectedGenerator)
  | { readonly network: "discriminator"; readonly config: DiscriminatorConfig }
  | { readonly network: "encoder"; readonly config: ImageEncoderConfig };

/** @throws ModelError if the keys are those of no network that cladescope knows. */
export function detect(shapes: Shapes, where: string): Detected {
  if (shapes.has("discriminator_0.model0.0.weight")) {
    return { network: "discriminator", config: detectDiscriminator(shapes, where) };
  }
  if (shapes.has("fc_mu.weight") && shapes.has("fc_var.weight")) {
    return { network: "encoder", config: detectEncoder(shapes, where) };
  }
  if (shapes.has("fc.weight") && shapes.has("conv_img.weight")) {
    return { network: "generator", ...detectGenerator(shapes, where) };
  }
  throw new ModelError({
    what: "the keys are not those of a SPADE, CLADE or SEAN network",
    where,
    expected: "a generator (fc.weight, conv_img.weight, …), a discriminator or an image encoder",
    got: `${counted(shapes.size, "tensor")}${shapes.size > 0 ? `: ${listed(shapes.keys(), 3)}` : ""}`,
    hint: "save the network alone: torch.save(net_G.state_dict(), FILE)",
  });
}

function detectGenerator(shapes: Shapes, where: string): DetectedGenerator {
  const norm = shapes.has("head_0.ace_0.noise_var") ? "head_0.ace_0" : "head_0.norm_0";
  const spade = norm.includes("ace") ? `${norm}.Spade` : norm;
  const spectralNorm = shapes.has("head_0.conv_0.weight_orig");
  const weight = spectralNorm ? "head_0.conv_0.weight_orig" : "head_0.conv_0.weight";
  const ngf = dimension(shapes, weight, 0, 4, where) / 16;
  if (!Number.isInteger(ngf) || ngf < 1) {
    throw new ModelError({
      what: "the width is not a multiple of 16",
      where: `${where}: ${weight}`,
      expected: "16 · ngf output channels in head_0",
      got: `${16 * ngf}`,
      hint: "check that this is a generator of SPADE, CLADE or SEAN, saved whole",
    });
  }
  const common = {
    ngf,
    spectralNorm,
    trunkKernel: dimension(shapes, weight, 2, 4, where),
    outputChannels: dimension(shapes, "conv_img.weight", 0, 4, where),
    paramFreeNorm: shapes.has(`${norm}.param_free_norm.running_mean`) ? "batch" : "instance",
    upsampling: [...shapes.keys()].some((key) => key.startsWith("up_4.")) ? "most" : null,
    latent: detectLatent(shapes, ngf, where),
    msca: detectMsca(shapes, where),
  } as const;

  const affine = `${norm}.class_specified_affine`;
  if (shapes.has(`${affine}.weight`)) {
    const classes = dimension(shapes, `${affine}.weight`, 0, 2, where);
    if (norm.includes("ace")) {
      return {
        ...common,
        kind: "sean-clade",
        classes,
        instanceEdges: false,
        semanticChannels: classes,
        hidden: classes,
        kernel: 1,
        styleEncoder: detectStyleEncoder(shapes, where),
      };
    }
    const instanceEdges = shapes.has(`${norm}.inst_conv.weight`);
    return {
      ...common,
      kind: shapes.has(`${affine}.dist_conv_w.weight`) ? "clade-icpe" : "clade",
      classes,
      instanceEdges,
      semanticChannels: classes + (instanceEdges ? 1 : 0),
      hidden: 0,
      kernel: 0,
      styleEncoder: null,
    };
  }
  if (shapes.has(`${spade}.mlp_shared.0.weight`)) {
    const shared = `${spade}.mlp_shared.0.weight`;
    const sean = norm !== spade;
    const semanticChannels = dimension(shapes, shared, 1, 4, where);
    return {
      ...common,
      kind: sean ? "sean" : "spade",
      classes: sean ? semanticChannels : null,
      instanceEdges: sean ? false : null,
      semanticChannels,
      hidden: dimension(shapes, shared, 0, 4, where),
      kernel: dimension(shapes, shared, 2, 4, where),
      styleEncoder: sean ? detectStyleEncoder(shapes, where) : null,
    };
  }
  throw new ModelError({
    what: "the layers have no modulation that cladescope knows",
    where: `${where}: ${norm}`,
    expected: `${norm}.mlp_shared.0.weight (SPADE) or ${norm}.class_specified_affine.weight (CLADE)`,
    got: keysUnder(shapes, "head_0.") || "no keys under head_0",
    hint: "check that this is a generator with --norm_G …spade… or …clade…, or SEAN's",
  });
}

function detectLatent(shapes: Shapes, ngf: number, where: string): Latent | null {
  const { shape } = tensor(shapes, "fc.weight", where);
  if (shape.length !== 2) return null;
  const cells = shape[0] / (16 * ngf);
  if (Number.isInteger(cells)) return { zDim: shape[1], cells };
  throw new ModelError({
    what: "fc does not fit the width of the network",
    where: `${where}: fc.weight`,
    expected: `rows in multiples of 16 · ngf = ${16 * ngf}, one for each pixel of the start`,
    got: shapeText(shape),
    hint: "check that all tensors come from one network",
  });
}

function detectStyleEncoder(shapes: Shapes, where: string): StyleEncoderConfig {
  return {
    ngf: dimension(shapes, "Zencoder.model.1.weight", 0, 4, where),
    styleLength: dimension(shapes, "Zencoder.model.14.weight", 0, 4, where),
  };
}

function detectDiscriminator(shapes: Shapes, where: string): DiscriminatorConfig {
  const modules = new Set<string>();
  for (const key of shapes.keys()) {
    const [scale, model] = key.split(".", 2);
    modules.add(scale).add(`${scale}.${model}`);
  }
  const first = "discriminator_0.model0.0.weight";
  const imageChannels = 3;
  const semanticChannels = dimension(shapes, first, 1, 4, where) - imageChannels;
  if (semanticChannels < 1) {
    throw new ModelError({
      what: "the discriminator sees no label map",
      where: `${where}: ${first}`,
      expected: `channels of the label map and ${imageChannels} of the picture`,
      got: `${semanticChannels + imageChannels} input channels`,
      hint: "use a discriminator trained with label maps, as those of SPADE and CLADE are",
    });
  }
  return {
    imageChannels,
    semanticChannels,
    ndf: dimension(shapes, first, 0, 4, where),
    scales: countUp((n) => modules.has(`discriminator_${n}`)),
    layers: countUp((n) => modules.has(`discriminator_0.model${n}`)) - 1,
    spectralNorm: shapes.has("discriminator_0.model1.0.0.weight_orig"),
  };
}

function detectEncoder(shapes: Shapes, where: string): ImageEncoderConfig {
  const has = (n: number) =>
    shapes.has(`layer${n + 1}.0.weight_orig`) || shapes.has(`layer${n + 1}.0.weight`);
  const layers = countUp((n) => n < MAX_ENCODER_LAYERS && has(n));
  const spectralNorm = shapes.has("layer1.0.weight_orig");
  const first = spectralNorm ? "layer1.0.weight_orig" : "layer1.0.weight";
  return {
    layers,
    spectralNorm,
    ndf: dimension(shapes, first, 0, 4, where),
    zDim: dimension(shapes, "fc_mu.weight", 0, 2, where),
  };
}

/** How many numbers from 0 on are `present`. */
function countUp(present: (n: number) => boolean): number {
  let n = 0;
  while (present(n)) n++;
  return n;
}

/** Size of `key` along `axis`; the tensor must have `rank` axes. */
function dimension(shapes: Shapes, key: string, axis: number, rank: number, where: string): number {
  const { shape } = tensor(shapes, key, where);
  if (shape.length === rank && shape[axis] > 0) return shape[axis];
  throw new ModelError({
    what: "a tensor has the wrong number of axes, or an empty one",
    where: `${where}: ${key}`,
    expected: `${rank} axes`,
    got: shapeText(shape),
    hint: "check that the file is a released network, unchanged",
  });
}

function tensor(shapes: Shapes, key: string, where: string): TensorInfo {
  const info = shapes.get(key);
  if (info !== undefined) return info;
  throw new ModelError({
    what: `the tensor ${key} is missing`,
    where,
    expected: "a complete network as the released code saves it",
    got: keysUnder(shapes, key.split(".")[0]) || `${shapes.size} other tensors`,
    hint: "check that the file is complete, and that it holds the generator (net_G)",
  });
}

function keysUnder(shapes: Shapes, prefix: string): string {
  return listed(
    [...shapes.keys()].filter((key) => key.startsWith(prefix)),
    3,
  );
}
