/**
 * RGB-coded label maps: a colour per class, as label sets define them. The nearest colour is never guessed.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import type { RawLabels } from "./label-map.ts";
import type { LabelClass, LabelSet } from "./label-set.ts";
import { listCounts, MASK_HINT, type Refused } from "./refused-values.ts";

/**
 * Checks that the colours of the label set can be read back to classes.
 *
 * @throws LabelError when there is no label set, it has no colours of its own, or a colour that occurs in
 *   the map stands for two classes.
 */
export function checkColors(raw: RawLabels, labelSet: LabelSet | undefined): void {
  const classes = labelSet?.rows.filter(({ colorCode }) => colorCode !== undefined) ?? [];
  if (labelSet === undefined || classes.length === 0) {
    const grey = raw.values.every((v) => v >> 16 === (v & 255) && ((v >> 8) & 255) === (v & 255));
    throw new LabelError({
      where: raw.where,
      what: "the label map is coded in colours, and no label set says what they mean",
      expected: "grey or palette values, or a label set with the colours of the classes",
      got:
        labelSet === undefined
          ? "RGB and no label set"
          : `RGB, and label set ${labelSet.name} has no colours of the data set's own`,
      hint: grey
        ? "every pixel is grey: save the file as 8-bit grey instead of RGB"
        : "give --label-set FILE.json with a color for each class",
    });
  }
  const doubles = sharedColors(classes);
  const used = doubles.size === 0 ? undefined : raw.values.find((value) => doubles.has(value));
  if (used === undefined) return;
  const names = doubles.get(used)?.map(({ row, name }) => `${name} (row ${row})`) ?? [];
  throw new LabelError({
    where: raw.where,
    what: "a colour of the label map stands for several classes",
    expected: `one class for each colour (label set ${labelSet.name})`,
    got: `${hex(used)}: ${names.join(", ")}`,
    hint: 'a copy of the label set with "sharedColor": true on the classes that are not meant',
  });
}

/** The message for colours that no class of the label set has. */
export function colorError({ raw, refused, options }: Refused): LabelError {
  const black = 0x000000;
  const white = 0xffffff;
  const mask = raw.values.every((value) => value === black || value === white);
  return new LabelError({
    where: raw.where,
    what: "the label map has colours that are no class",
    expected: `the colours of label set ${options.labelSet?.name}, rows 0…${options.rows - 1}`,
    got: listCounts(refused, hex),
    hint: mask
      ? MASK_HINT
      : "smoothing or JPEG compression makes new colours; resize label maps nearest and save them as PNG",
  });
}

function sharedColors(classes: readonly LabelClass[]): Map<number, LabelClass[]> {
  const byColor = new Map<number, LabelClass[]>();
  for (const one of classes) {
    const code = one.colorCode ?? -1;
    byColor.set(code, [...(byColor.get(code) ?? []), one]);
  }
  return new Map([...byColor].filter(([, sharing]) => sharing.length > 1));
}

function hex(color: number): string {
  return `#${color.toString(16).padStart(6, "0")}`;
}
