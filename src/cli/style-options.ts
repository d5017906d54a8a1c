/**
 * Style of VAE networks: the latent code of a given picture.
 *
 * @module
 */

import type { Activation } from "../engines/activation.ts";
import type { BackendName } from "../engines/tfjs/backend.ts";
import { EngineError } from "../errors.ts";
import { readBytes } from "../labels/read-bytes.ts";
import { sampleLatent } from "../models/latent.ts";
import { asEncoder, type GeneratorNetwork } from "../models/network.ts";
import { openNetwork } from "../models/open-network.ts";
import { isNpy, readArray } from "../models/read-maps.ts";
import type { Arguments, OptionSpecs } from "./command.ts";

export const styleOptions: OptionSpecs = {
  style: {
    type: "string",
    value: "IMAGE",
    help: "picture in whose style to paint (VAE networks): PNG, JPEG or .npy float32 [3,H,W] in [−1,1]",
  },
  encoder: { type: "string", value: "NET_E", help: "image encoder that goes with --style" },
};

/** The picture in whose style to paint, and the network that reads it. */
export interface StyleWish {
  readonly style: string;
  readonly encoder: string;
}

/**
 * Reads them before any file is opened.
 *
 * @returns undefined without `--style`.
 * @throws UsageError if one is given without the other, or together with `--z`.
 */
export function styleWish(args: Arguments): StyleWish | undefined {
  const style = args.string("style");
  const encoder = args.string("encoder");
  if (style === undefined && encoder === undefined) return undefined;
  if (style === undefined || encoder === undefined) {
    throw args.usage(
      "--style and --encoder go together: the encoder turns the picture into a latent code",
    );
  }
  if (args.string("z") === undefined) return { style, encoder };
  throw args.usage("--z and --style exclude each other");
}

/** The latent code of `--style`: the mean that `--encoder` gives, or, with `seed`, a draw around it. */
export async function styleLatent(
  { style, encoder }: StyleWish,
  network: GeneratorNetwork,
  { backend, seed }: { backend: BackendName; seed: number | undefined },
): Promise<Float32Array> {
  const { latent } = network.config;
  if (latent === null) {
    throw new EngineError({
      what: "this network takes no style",
      where: network.where,
      expected: "a VAE network (a two-dimensional fc.weight)",
      got: "a network that starts from the label map",
      hint: "leave out --style and --encoder",
    });
  }
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

/** A picture from PNG, JPEG or .npy, told apart by content. */
async function readPicture(path: string): Promise<Activation> {
  const bytes = await readBytes(path);
  if (isNpy(bytes)) return pictureFromArray(path);
  const { decodePicture } = await import("../engines/picture-file.ts");
  return decodePicture(bytes, path);
}

async function pictureFromArray(path: string): Promise<Activation> {
  const { shape, data } = await readArray(path);
  const [channels, height, width] = shape.slice(-3);
  const picture = Float32Array.from(data as ArrayLike<number | bigint>, Number);
  const flat =
    shape.length >= 3 && shape.slice(0, -3).every((size) => size === 1) && channels === 3;
  if (flat && height > 0 && width > 0 && picture.every((x) => Math.abs(x) <= 1.0001)) {
    return { shape: [1, 3, height, width], data: picture };
  }
  throw new EngineError({
    what: "the array is no picture",
    where: path,
    expected: "float32 [3, H, W] with values in [−1, 1]",
    got: flat ? "values outside [−1, 1]" : `an array of shape [${shape.join(", ")}]`,
    hint: "8-bit values v become v / 127.5 − 1; channels come first",
  });
}
