/**
 * SEAN's style codes from files (Node only).
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import { toBankRows } from "../labels/to-bank-rows.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import { readArray, readLabels } from "../models/read-maps.ts";
import { type StyleCodes, styleCodesOf } from "../modulation/style-codes.ts";
import { type EncodeStyleOptions, encodeStyle, styleEncoderOf } from "./encode-style.ts";
import { readPicture } from "./read-picture.ts";

/** Share by which the sides of picture and label map may differ in proportion: roundings of a resize. */
const SKEW = 0.02;

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
  const image = await readPicture(files.image);
  const raw = await readLabels(files.labels);
  const [, , height, width] = image.shape;
  if (Math.abs((raw.width * height) / (raw.height * width) - 1) > SKEW) {
    throw new EngineError({
      what: "style picture and label map do not go together",
      where: `${files.image}, ${files.labels}`,
      expected: `a label map in the proportions of the picture, ${height} × ${width}`,
      got: `${raw.height} × ${raw.width}`,
      hint: "the label map says which pixels of the style picture belong to which region",
    });
  }
  const { config, labelSet, dontCareRow } = network;
  const labels = toBankRows(raw, {
    rows: config.method.classes,
    labelSet: labelSet ?? undefined,
    values: options.values,
    dontCareRow: labelSet === null ? (dontCareRow ?? undefined) : undefined,
  });
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
  throw new EngineError({
    what: "the style codes do not fit the network",
    where: path,
    expected:
      length === null
        ? `a SEAN network, and ${network.where} is none`
        : `float32 [${method.classes}, ${length}]: a row for each region`,
    got: `an array of shape [${shape.join(", ")}]`,
    hint: "cladescope style CHECKPOINT IMAGE LABELS -o codes.npy makes them",
  });
}
