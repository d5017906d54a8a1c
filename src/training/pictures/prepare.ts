/**
 * From the files of one pair to what a network is trained on, at the size of the training.
 *
 * As everywhere in this library, label and instance maps are resized by Pillow's nearest rule, the positional map, made
 * at the file's own resolution, by PyTorch's. Pictures are resampled, see `engines/resample.ts`.
 *
 * @module
 */

import { decodePicture } from "../../engines/picture-file.ts";
import { resample } from "../../engines/resample.ts";
import { LabelError } from "../../errors.ts";
import { instanceEdges } from "../../labels/instance-edges.ts";
import { toInstanceMap } from "../../labels/instance-map.ts";
import type { InstanceMap, LabelMap, RawLabels, Size } from "../../labels/label-map.ts";
import { sizeText } from "../../labels/label-map.ts";
import { decodeLabelPng } from "../../labels/label-png.ts";
import type { LabelSet } from "../../labels/label-set.ts";
import { resizeNearest } from "../../labels/nearest.ts";
import { readBytes } from "../../labels/read-bytes.ts";
import { toBankRows } from "../../labels/to-bank-rows.ts";
import type { PictureConditions } from "../../modulation/conditions.ts";
import { resizePositionalMap } from "../../positions/given-map.ts";
import { mirrorPositionalMap } from "../../positions/mirror.ts";
import { type PositionalMapOptions, positionalMap } from "../../positions/positional-map.ts";

/** How positional maps are made; instance ids come from the files. */
export type PositionOptions = Omit<PositionalMapOptions, "instances">;

/** One picture and its conditions. */
export interface Sample {
  readonly conditions: PictureConditions;

  /** [3, height, width] in [−1, 1]. */
  readonly image: Float32Array;
}

export interface ConditionOptions {
  readonly labelSet: LabelSet;
  readonly size: Size;

  /** Left out, there are no positional maps. */
  readonly positions?: PositionOptions | undefined;
}

interface MapPaths {
  readonly labels: string;
  readonly instances?: string | undefined;
}

/** Decodes a pair. @throws LabelError if a file cannot be read or does not fit the others. */
export async function prepare(
  paths: MapPaths & { readonly image: string },
  options: ConditionOptions,
): Promise<Sample> {
  const { shape, data } = await decodePicture(await readBytes(paths.image), paths.image);
  const [height, width] = shape.slice(2);
  const maps = await readMaps(paths, options.labelSet);
  const { raw } = maps;
  if (raw.height !== height || raw.width !== width) {
    throw new LabelError({
      what: "the label map and its picture differ in size",
      where: raw.where,
      expected: `${sizeText({ height, width })}, the size of the picture`,
      got: sizeText(raw),
      hint: "resize the label map nearest to the size of its picture",
    });
  }
  const image = resample(data, { height, width }, options.size);
  return { conditions: conditionsFrom(maps, options), image };
}

/** The conditions of a label map by itself. Without an instance map the classes themselves give the edges. */
export async function prepareConditions(
  paths: MapPaths,
  options: ConditionOptions & { readonly edges: boolean },
): Promise<PictureConditions> {
  const maps = await readMaps(paths, options.labelSet);
  const { raw, instances } = maps;
  const ids = instances ?? (options.edges ? { ...raw, ids: raw.values } : undefined);
  return conditionsFrom({ ...maps, instances: ids }, options);
}

interface Maps {
  readonly raw: RawLabels;
  readonly rows: LabelMap;
  readonly instances: InstanceMap | undefined;
}

/** Label and instance map at their own size. @throws LabelError */
export async function readMaps({ labels, instances }: MapPaths, labelSet: LabelSet): Promise<Maps> {
  const raw = decodeLabelPng(await readBytes(labels), labels);
  const rows = toBankRows(raw, { rows: labelSet.rows.length, labelSet });
  if (instances === undefined) return { raw, rows, instances };
  const ids = toInstanceMap(decodeLabelPng(await readBytes(instances), instances), raw);
  return { raw, rows, instances: ids };
}

function conditionsFrom(
  { raw, rows, instances }: Maps,
  { labelSet, size, positions }: ConditionOptions,
): PictureConditions {
  const ids = instances && resizeNearest(instances.ids, raw, size, "pil");
  // Of the data set's own values: label 0 gets no offsets, and a colour code is no label.
  const values = raw.kind === "rgb" ? rows.rows.map((row) => labelSet.rows[row].value) : raw.values;
  // A label map by itself, to be looked at, has no instances.
  const unit =
    positions?.unit === "instance" && instances === undefined ? "component" : positions?.unit;
  return {
    labels: { ...size, rows: resizeNearest(rows.rows, raw, size, "pil") },
    edges: ids && instanceEdges(ids, size.height, size.width),
    positions:
      positions &&
      resizePositionalMap(
        positionalMap({ ...raw, values }, { ...positions, unit, instances: instances?.ids }),
        size,
      ),
  };
}

/** Left becomes right, in the picture and everything that belongs to it. */
export function mirrored({ conditions, image }: Sample): Sample {
  const { labels, edges, positions } = conditions;
  const { width } = labels;
  return {
    image: mirrorLines(image, width),
    conditions: {
      labels: { ...labels, rows: mirrorLines(labels.rows, width) },
      edges: edges && mirrorLines(edges, width),
      positions: positions && mirrorPositionalMap(positions),
    },
  };
}

/** Each line of `width` from right to left. */
function mirrorLines<T extends Int32Array | Uint8Array | Float32Array>(
  values: T,
  width: number,
): T {
  const out = values.slice() as T;
  for (let line = 0; line < out.length; line += width) out.subarray(line, line + width).reverse();
  return out;
}
