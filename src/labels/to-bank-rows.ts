/**
 * From the values of a label file to bank rows: the one place where a value gets its meaning.
 *
 * Files hold the data set's own values (COCO-Stuff: 0…181 and 255), arrays hold bank rows already; either
 * can be said to be the other. No value is ever clamped, guessed or dropped.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import type { BankRowOptions } from "./bank-row-options.ts";
import { checkChoice } from "./check-choice.ts";
import { checkColors, colorError } from "./colors.ts";
import type { LabelMap, RawLabels } from "./label-map.ts";
import { type Refused, rowError } from "./refused-values.ts";

export type { BankRowOptions };

/** The value that the released code writes for pixels without a class (base_dataset, pix2pix_dataset). */
const DONT_CARE_VALUE = 255;

/**
 * Maps every pixel to its bank row.
 *
 * Value 255 goes to `dontCareRow`, from the options or else from the label set if that appends one
 * (a row of its own behind the `labelNc` classes), unless the label set gives 255 to a class.
 *
 * @throws LabelError that lists the values without a row and their pixel counts, says which label set was
 *   assumed, and what may be meant.
 */
export function toBankRows(raw: RawLabels, options: BankRowOptions): LabelMap {
  const { rows, labelSet } = options;
  const values = options.values ?? (raw.kind === "array" ? "rows" : "dataset");
  checkChoice(LabelError, "values", values, ["rows", "dataset"]);
  if (raw.kind === "rgb") checkColors(raw, labelSet);
  const table = rowTable(raw.kind, values, options);
  const out = new Int32Array(raw.values.length);
  const refused = new Map<number, number>();
  let [last, row] = [-1, 0];
  for (let p = 0; p < out.length; p++) {
    const value = raw.values[p];
    if (value !== last) {
      last = value;
      row = table === undefined ? value : (table.get(value) ?? -1);
      if (row >= rows) row = -1;
    }
    if (row < 0) refused.set(value, (refused.get(value) ?? 0) + 1);
    out[p] = row;
  }
  if (refused.size > 0) throw problem({ raw, refused, values, options });
  return { height: raw.height, width: raw.width, rows: out };
}

/** From value or colour to row; undefined where values are rows already. */
function rowTable(
  kind: RawLabels["kind"],
  values: "rows" | "dataset",
  { labelSet, rows, dontCareRow }: BankRowOptions,
): ReadonlyMap<number, number> | undefined {
  if (kind === "rgb") {
    const classes = labelSet?.rows ?? [];
    return new Map(
      classes.flatMap((c) => (c.colorCode === undefined ? [] : [[c.colorCode, c.row]])),
    );
  }
  if (values === "rows") return undefined;
  const table = new Map(
    labelSet === undefined
      ? Array.from({ length: rows }, (_, row) => [row, row] as const)
      : labelSet.rows.map((c) => [c.value, c.row] as const),
  );
  const appended = labelSet?.dontCareRow === labelSet?.labelNc ? labelSet?.dontCareRow : undefined;
  const dontCare = dontCareRow ?? appended ?? undefined;
  if (dontCare !== undefined && !table.has(DONT_CARE_VALUE)) table.set(DONT_CARE_VALUE, dontCare);
  return table;
}

function problem(refused: Refused): LabelError {
  return refused.raw.kind === "rgb" ? colorError(refused) : rowError(refused);
}
