/**
 * An exemplar for masked spatial-channel attention, from files (Node only).
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import type { Size } from "../labels/label-map.ts";
import { resizeNearest } from "../labels/nearest.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { Exemplar } from "../modulation/exemplar.ts";
import { readLabelledPicture } from "./labelled-picture.ts";
import { resample } from "./resample.ts";

/**
 * A picture with its label map as networks under training see them: the picture resized by Pillow's bilinear rule, the label
 * map by its nearest.
 *
 * @param files A picture (PNG, JPEG or .npy) and its label map, which may be of another resolution.
 * @throws EngineError if the network takes no exemplar, or the picture's proportions are not those of the label map.
 */
export async function openExemplar(
  network: GeneratorNetwork,
  files: { readonly image: string; readonly labels: string },
  options: {
    /** Both are brought to it; default: the picture's own. What was trained at one size does best with exemplars of that size. */
    readonly size?: Size | undefined;

    /** What the label map holds; default: dataset values for PNG, rows for .npy. */
    readonly values?: "rows" | "dataset" | undefined;
  } = {},
): Promise<Exemplar> {
  if (!network.config.msca) {
    throw new EngineError({
      what: "this network takes no exemplar",
      where: network.where,
      expected: "a network with masked spatial-channel attention (keys msca.…)",
      got: network.kind,
      hint: "SEAN takes the style of a picture by region (openStyle), VAE networks as a latent code",
    });
  }
  const { image, labels } = await readLabelledPicture(network, files, options.values);
  const [, , height, width] = image.shape;
  const size = options.size ?? { height, width };
  return {
    height: size.height,
    width: size.width,
    image: resample(image.data, { height, width }, size),
    labels: resizeNearest(labels.rows, labels, size, "pil") as Int32Array,
  };
}
