/**
 * Instance maps: the ids of a file, checked against the label map they belong to.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import { type InstanceMap, type RawLabels, type Size, sizeText } from "./label-map.ts";

/**
 * Takes the values of `raw` (grey, 16-bit grey, palette, RGB code or array) as instance ids.
 *
 * @param labels The label map they belong to; when given, the sizes have to agree.
 * @throws LabelError when the instance map has another size than the label map.
 */
export function toInstanceMap(raw: RawLabels, labels?: Size): InstanceMap {
  if (labels !== undefined && (labels.height !== raw.height || labels.width !== raw.width)) {
    throw new LabelError({
      where: raw.where,
      what: "the instance map and its label map differ in size",
      expected: `${sizeText(labels)}, the size of the label map`,
      got: sizeText(raw),
      hint: "give the instance map of the same picture; a resized one has to be resized nearest",
    });
  }
  return { height: raw.height, width: raw.width, ids: raw.values };
}
