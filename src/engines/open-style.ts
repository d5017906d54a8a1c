/**
 * SEAN's style codes from files (Node only).
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import { readArray } from "../models/read-maps.ts";
import { type StyleCodes, styleCodesOf } from "../modulation/style-codes.ts";
import { type EncodeStyleOptions, encodeStyle, styleEncoderOf } from "./encode-style.ts";
import { readLabelledPicture } from "./labelled-picture.ts";

/**
 * The style of every region of a picture.
 *
 * @param files A picture (PNG, JPEG or .npy) and its label map, which may be of another resolution.
 * @throws EngineError if their proportions differ; what `encodeStyle` throws.
 */
export async function openStyle(
  network: GeneratorNetwork,
  files: { readonly image: string; readonly labels: string },
  options: EncodeStyleOptions & {
    /** What the label map holds; default: dataset values for PNG, rows for .npy. */
    readonly values?: "rows" | "dataset" | undefined;
  } = {},
): Promise<StyleCodes> {
  styleEncoderOf(network);
  const { image, labels } = await readLabelledPicture(network, files, options.values);
  return encodeStyle(network, image, labels, options);
}

/**
 * Style codes saved as .npy float32 [regions, length], as `cladescope style` writes them.
 *
 * @throws EngineError if they do not fit the network.
 */
export async function readStyleCodes(path: string, network: GeneratorNetwork): Promise<StyleCodes> {
  const { method } = network.config;
  const length = method.kind === "sean" ? method.styleLength : null;
  const { shape, data } = await readArray(path);
  const values = Float32Array.from(data as ArrayLike<number | bigint>, Number);
  const [rows, columns] = shape.slice(-2);
  const flat = shape.length >= 2 && shape.slice(0, -2).every((size) => size === 1);
  if (flat && rows === method.classes && columns === length) {
    return styleCodesOf(values, rows, columns, path);
  }
  if (length === null) {
    throw new EngineError({
      what: "this network takes no style codes",
      where: network.where,
      expected: "a SEAN network",
      got: network.kind,
      hint: "leave out --style-codes; VAE networks take --z, MSCA networks --style IMAGE --style-labels FILE",
    });
  }
  throw new EngineError({
    what: "the style codes do not fit the network",
    where: path,
    expected: `float32 [${method.classes}, ${length}]: a row for each region`,
    got: `an array of shape [${shape.join(", ")}]`,
    hint: "cladescope style CHECKPOINT IMAGE LABELS -o codes.npy makes them",
  });
}
