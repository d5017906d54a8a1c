/**
 * The message for label values that have no bank row: which, how often, what was assumed, what may be meant.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import type { BankRowOptions } from "./bank-row-options.ts";
import type { RawLabels } from "./label-map.ts";

/** A label map with values that have no row. */
export interface Refused {
  readonly raw: RawLabels;

  /** Pixels of each such value. */
  readonly refused: ReadonlyMap<number, number>;
  readonly values: "rows" | "dataset";
  readonly options: BankRowOptions;
}

/** What to do with a black and white mask. */
export const MASK_HINT: string =
  "a 0/255 mask? divide it by 255, so that its classes are 0 and 1; or name the don't-care row, if 255 is that";

/** What to do with instance ids in the place of classes. */
const INSTANCE_HINT =
  "an instance map, by its name: give the label map here, and this file as --instances FILE";

/** `x.instances.png`, `x_instanceIds.png` (Cityscapes), `x_inst.npy`. */
const INSTANCE_FILE = /[._-]inst(?:ance)?(?:s|_?ids)?\.(?:png|npy)$/i;

const MOST_LISTED = 8;

/** The message for values (not colours) without a row. */
export function rowError(problem: Refused): LabelError {
  return new LabelError({
    where: problem.raw.where,
    what: "the label map has values that are no class",
    expected: expectedValues(problem),
    got: listCounts(problem.refused, String),
    hint: hintFor(problem),
  });
}

/** `"200 (1234 pixels), 7 (1 pixel) and 3 more"`: the most frequent first. */
export function listCounts(
  counts: ReadonlyMap<number, number>,
  name: (value: number) => string,
): string {
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || a - b);
  const listed = sorted
    .slice(0, MOST_LISTED)
    .map(([value, n]) => `${name(value)} (${n} ${n === 1 ? "pixel" : "pixels"})`);
  const more = sorted.length - listed.length;
  return listed.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function expectedValues({ values, options: { rows, labelSet } }: Refused): string {
  if (values === "rows") return `bank rows 0…${rows - 1} (values are taken as rows)`;
  if (labelSet === undefined) return `0…${rows - 1} (no label set given: values are bank rows)`;
  const beyond = labelSet.rows.length > rows ? `, of which the network has rows 0…${rows - 1}` : "";
  return `${ranges(labelSet.rows.map(({ value }) => value))}: label set ${labelSet.name}${beyond}`;
}

function hintFor({ raw, refused, values, options: { labelSet } }: Refused): string {
  if (INSTANCE_FILE.test(raw.where)) return INSTANCE_HINT;
  if (raw.values.every((value) => value === 0 || value === 255)) return MASK_HINT;
  const only255 = refused.size === 1 && refused.has(255);
  if (only255 && values === "rows") {
    return "255 is don't-care in label files: are these the data set's values? then --values dataset";
  }
  if (only255) {
    return "the released code writes 255 for don't-care: --options with contain_dontcare_label true, or a label set with dontCareRow";
  }
  if (values === "rows") return "are these the data set's own values? then --values dataset";
  return labelSet === undefined
    ? "give --label-set NAME or FILE.json, if these are a data set's own values"
    : "another label set (--label-set NAME or FILE.json), or --values rows if these are bank rows";
}

/** `[0, 1, 2, 255]` as `"0…2, 255"`. */
function ranges(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const parts: [first: number, last: number][] = [];
  for (const value of sorted) {
    const part = parts.at(-1);
    if (part !== undefined && part[1] === value - 1) part[1] = value;
    else parts.push([value, value]);
  }
  const texts = parts.map(([first, last]) => (first === last ? `${first}` : `${first}…${last}`));
  return texts.length > MOST_LISTED
    ? `${texts.slice(0, MOST_LISTED).join(", ")} and ${texts.length - MOST_LISTED} ranges more`
    : texts.join(", ");
}
