/**
 * A picture with the label map that says what its pixels show, from files (Node only).
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import type { LabelMap } from "../labels/label-map.ts";
import { toBankRows } from "../labels/to-bank-rows.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import { readLabels } from "../models/read-maps.ts";
import type { Activation } from "./activation.ts";
import { readPicture } from "./read-picture.ts";

/** Share by which the sides of picture and label map may differ in proportion: roundings of a resize. */
const SKEW = 0.02;

export interface LabelledPicture {
  /** In [−1, 1], [1, channels, height, width]. */
  readonly image: Activation;

  /** In bank rows of the network, at the resolution of its file. */
  readonly labels: LabelMap;
}

/**
 * @param files A picture (PNG, JPEG or .npy) and its label map, which may be of another resolution.
 * @param values What the label map holds; default: dataset values for PNG, rows for .npy.
 * @throws EngineError if their proportions differ, LabelError if a file cannot be read.
 */
export async function readLabelledPicture(
  { config, labelSet, dontCareRow }: GeneratorNetwork,
  files: { readonly image: string; readonly labels: string },
  values: "rows" | "dataset" | undefined,
): Promise<LabelledPicture> {
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
  const labels = toBankRows(raw, {
    rows: config.method.classes,
    labelSet: labelSet ?? undefined,
    values,
    dontCareRow: labelSet === null ? (dontCareRow ?? undefined) : undefined,
  });
  return { image, labels };
}
