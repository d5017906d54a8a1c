/**
 * Style: the latent code of a VAE network, the style codes of SEAN's regions, each of a given picture.
 *
 * @module
 */

import type { EncodeStyleOptions } from "../engines/encode-style.ts";
import type { BackendName } from "../engines/tfjs/backend.ts";
import { EngineError } from "../errors.ts";
import { sampleLatent } from "../models/latent.ts";
import { asEncoder, type GeneratorNetwork, withStyles } from "../models/network.ts";
import { openNetwork } from "../models/open-network.ts";
import type { PictureInput } from "../models/open-picture.ts";
import type { Arguments, OptionSpecs } from "./command.ts";
import { withMeanCodes } from "./mean-codes.ts";

export const regionStyleOptions: OptionSpecs = {
  style: {
    type: "string",
    value: "IMAGE",
    help: "picture in whose style to paint: PNG, JPEG or .npy float32 [3,H,W] in [−1,1]",
  },
  "style-labels": {
    type: "string",
    value: "FILE",
    help: "label map of --style, that very picture's: its regions (SEAN and MSCA networks)",
  },
  "style-codes": {
    type: "string",
    value: "FILE",
    help: "style codes of the regions, .npy float32 [regions, length], in place of --style (SEAN networks)",
  },
  "mean-codes": {
    type: "string",
    value: "FILE",
    help: "codes for regions that the style picture lacks (SEAN networks; default: NAME.mean-codes.npy beside the checkpoint, else zeros; 'none': zeros)",
  },
};

export const styleOptions: OptionSpecs = {
  ...regionStyleOptions,
  encoder: {
    type: "string",
    value: "NET_E",
    help: "image encoder that goes with --style (VAE networks)",
  },
};

/** What the arguments say about style. */
export type StyleWish =
  | { readonly kind: "latent"; readonly style: string; readonly encoder: string }
  | {
      readonly kind: "regions";

      /** A picture with its label map, or saved codes. */
      readonly from:
        | { readonly image: string; readonly labels: string }
        | { readonly codes: string };

      /** --mean-codes, as it was given. */
      readonly mean: string | undefined;
    };

/**
 * Reads them before any file is opened.
 *
 * @param options `latent`: whether the command has an option --encoder, for VAE networks.
 * @returns undefined without a style.
 * @throws UsageError if options are given that do not go together.
 */
export function styleWish(
  args: Arguments,
  { latent = true }: { readonly latent?: boolean } = {},
): StyleWish | undefined {
  const [style, encoder] = [args.string("style"), args.string("encoder")];
  const [labels, codes] = [args.string("style-labels"), args.string("style-codes")];
  const mean = args.string("mean-codes");
  if (codes !== undefined) {
    const other = [style, encoder, labels].some((value) => value !== undefined);
    if (other) throw args.usage("--style-codes stands in the place of --style and its companions");
    return { kind: "regions", from: { codes }, mean };
  }
  if (style === undefined) {
    if (encoder !== undefined) {
      throw args.usage(
        "--style and --encoder go together: the encoder turns the picture into a latent code",
      );
    }
    if (labels === undefined && mean === undefined) return undefined;
    throw args.usage(
      "--style-labels goes with --style IMAGE, --mean-codes with that or with --style-codes",
    );
  }
  if (labels !== undefined && encoder === undefined) {
    if (labels === style) throw args.usage("--style and --style-labels are the same file");
    return { kind: "regions", from: { image: style, labels }, mean };
  }
  if (encoder === undefined || labels !== undefined || mean !== undefined) {
    throw args.usage(
      latent
        ? "--style goes with --encoder NET_E for VAE networks, with --style-labels FILE for SEAN and MSCA networks"
        : "--style goes with --style-labels FILE",
    );
  }
  if (args.string("z") !== undefined) throw args.usage("--z and --style exclude each other");
  return { kind: "latent", style, encoder };
}

/** Whether a network takes a style of this kind at all. */
export function takesStyle({ config, kind }: GeneratorNetwork, wish: StyleWish): boolean {
  if (wish.kind === "latent") return config.latent !== null;
  return kind === "msca" || config.method.kind === "sean";
}

/** A network with the style that was wished for. */
export interface Styled {
  readonly network: GeneratorNetwork;

  /** The latent code of a VAE network. */
  readonly z: Float32Array | undefined;

  /** Regions that the style picture lacks, whose codes are mean codes. */
  readonly filled: readonly number[];

  /** The file of those mean codes. */
  readonly mean: string | null;
}

/** @throws EngineError if the network takes no such style, or what is in the files does not fit it. */
export async function styled(
  network: GeneratorNetwork,
  wish: StyleWish | undefined,
  context: {
    /** Mean codes may lie beside it. */
    readonly checkpoint: string;
    readonly backend: BackendName;

    /** That the picture's regions are read with. */
    readonly engine: EncodeStyleOptions;
    readonly seed?: number | undefined;
    readonly values?: "rows" | "dataset" | undefined;
  },
): Promise<Styled> {
  const plain = { network, z: undefined, filled: [], mean: null };
  if (wish === undefined) return plain;
  if (wish.kind === "latent") return { ...plain, z: await styleLatent(wish, network, context) };
  if (network.kind === "msca") return plain; // `withExemplar` of each picture
  const { openStyle, readStyleCodes } = await import("../engines/open-style.ts");
  const own =
    "codes" in wish.from
      ? await readStyleCodes(wish.from.codes, network)
      : await openStyle(network, wish.from, { ...context.engine, values: context.values });
  const { codes, filled, mean } = await withMeanCodes(own, wish.mean, network, context.checkpoint);
  return { network: withStyles(network, codes), z: undefined, filled, mean };
}

/**
 * A picture to paint, with the exemplar of `--style` where the network takes one: brought to the size of the picture, as in
 * training.
 *
 * @throws EngineError if style codes are given in its place, or what is in the files does not fit the network.
 */
export async function withExemplar(
  input: PictureInput,
  network: GeneratorNetwork,
  wish: StyleWish | undefined,
  { values }: { readonly values?: "rows" | "dataset" | undefined },
): Promise<PictureInput> {
  if (network.kind !== "msca" || wish?.kind !== "regions") return input;
  if ("codes" in wish.from || wish.mean !== undefined) {
    throw new EngineError({
      what: "this network (MSCA) takes no style codes",
      where: network.where,
      expected: "--style IMAGE --style-labels FILE",
      got: "codes" in wish.from ? "--style-codes" : "--mean-codes",
      hint: "the network reads the style from the picture itself, for each label map anew",
    });
  }
  const { openExemplar } = await import("../engines/open-exemplar.ts");
  const exemplar = await openExemplar(network, wish.from, { size: input.size, values });
  return { ...input, conditions: { ...input.conditions, exemplar } };
}

/** The latent code of `--style`: the mean that `--encoder` gives, or, with `seed`, a draw around it. */
export async function styleLatent(
  { style, encoder }: { readonly style: string; readonly encoder: string },
  network: GeneratorNetwork,
  { backend, seed }: { readonly backend: BackendName; readonly seed?: number | undefined },
): Promise<Float32Array> {
  const { latent } = network.config;
  if (latent === null) {
    const sean = network.config.method.kind === "sean";
    throw new EngineError({
      what: sean
        ? "this network takes its style without an encoder"
        : "this network takes no style",
      where: network.where,
      expected: "a VAE network (a two-dimensional fc.weight)",
      got: sean ? "a SEAN network" : "a network that starts from the label map",
      hint: sean
        ? "--style IMAGE --style-labels FILE, without --encoder"
        : "leave out --style and --encoder",
    });
  }
  const { readPicture } = await import("../engines/read-picture.ts");
  const image = await readPicture(style);
  const opened = await openNetwork(encoder);
  try {
    const encoderNetwork = asEncoder(opened);
    const { zDim } = encoderNetwork.config;
    if (zDim !== latent.zDim) {
      throw new EngineError({
        what: "encoder and generator do not go together",
        where: encoder,
        expected: `a latent code of length ${latent.zDim}, as ${network.where} takes`,
        got: `${zDim}`,
        hint: "--encoder takes the net_E file that was trained together with the generator",
      });
    }
    const { encodeImage } = await import("../engines/tfjs/image-encoder.ts");
    const distribution = await encodeImage(encoderNetwork, image, { backend });
    return sampleLatent(distribution, seed);
  } finally {
    await opened.close();
  }
}
