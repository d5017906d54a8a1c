/**
 * Label sets: what the values of a data set's label maps mean, which bank row each is, and its colour.
 *
 * A label set is a JSON file; `data/labels` has those of the released networks, and anyone can write one:
 *
 * ```json
 * { "name": "gardens", "labelNc": 2, "dontCareRow": 2,
 *   "rows": [
 *     { "row": 0, "value": 0, "name": "lawn", "color": [4, 250, 7] },
 *     { "row": 1, "value": 1, "name": "pond", "color": [9, 7, 230] },
 *     { "row": 2, "value": 255, "name": "unlabelled" } ] }
 * ```
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import { fieldsOf, type Reader, type RowFields, rowsOf } from "./label-set-fields.ts";
import { type Rgb, spreadColors } from "./palette.ts";

/** One class. */
export interface LabelClass {
  /** Row of the modulation parameter bank, and channel of the one-hot label map. */
  readonly row: number;

  /** Value in the data set's label files. */
  readonly value: number;
  readonly name: string;

  /** Colour to show it in; our own where the file gives none, black for don't-care. */
  readonly color: Rgb;

  /**
   * The colour as 0xRRGGBB if an RGB label map may use it for this class. Absent where the file gives no
   * colour, or marks it `"sharedColor": true`: the same colour as another class's, which is the one meant.
   */
  readonly colorCode?: number;

  /** The group of classes it belongs to, "vehicle"; absent where the file gives no `category`. */
  readonly category?: string;
}

/** How the released networks for this data set were trained, which their parameters do not tell. */
export interface ReleasedDefaults {
  /** `crop_size`: width of the output in pixels. */
  readonly cropSize: number;

  /** Width over height of the output. */
  readonly aspectRatio: number;

  /** `num_upsampling_layers`. */
  readonly upsampling: "normal" | "more" | "most";
}

/** A data set's classes. */
export interface LabelSet {
  readonly name: string;

  /** Sorted by row; row `i` is at `i`. */
  readonly rows: readonly LabelClass[];

  /** `label_nc` of the released code: classes without the don't-care row that it appends. */
  readonly labelNc: number;

  /** Row of pixels without a class; null if there is none. */
  readonly dontCareRow: number | null;

  /** Whether the released networks were trained with instance edges. */
  readonly hasInstances: boolean;

  /** Where names, values and colours come from. */
  readonly source: string;
  readonly note: string;
  readonly released?: ReleasedDefaults;
}

/**
 * Checks and completes a label set read from JSON.
 *
 * Needed: `name` and `rows` with `row` and `name` each. `value` defaults to the row, `labelNc` to the number
 * of rows (less one with a don't-care row), `dontCareRow` to null, `hasInstances` to false. Also read are
 * `color`, `sharedColor`, `category`, `source`, `note` and `released`; other fields are ignored.
 *
 * @param where Name of the file, for messages.
 * @throws LabelError that names the field, for a missing, double or impossible one.
 */
export function parseLabelSet(json: unknown, where: string): LabelSet {
  const set = fieldsOf(json, where);
  const classes = rowsOf(set, where);
  const dontCareRow = set.integer("dontCareRow", { least: 0, most: classes.length - 1 }, null);
  const rows = classes.length;
  const labelNc = set.integer(
    "labelNc",
    { least: 1, most: rows },
    rows - Number(dontCareRow !== null),
  );
  if (labelNc !== rows && (labelNc !== rows - 1 || dontCareRow === null)) {
    throw new LabelError({
      where: `${where}: labelNc`,
      what: "labelNc and the number of rows do not agree",
      expected:
        "one row per class, and at most one more: the don't-care row that dontCareRow names",
      got: `labelNc ${labelNc}, ${rows} rows, dontCareRow ${dontCareRow}`,
      hint: "list every row of the bank, from 0; labelNc does not count an appended don't-care row",
    });
  }
  const released = releasedDefaults(set);
  return {
    name: set.text("name"),
    rows: withColors(classes, dontCareRow),
    labelNc,
    dontCareRow,
    hasInstances: set.flag("hasInstances", false),
    source: set.text("source", ""),
    note: set.text("note", ""),
    ...(released === undefined ? {} : { released }),
  };
}

function releasedDefaults(set: Reader): ReleasedDefaults | undefined {
  const released = set.object("released");
  return released === undefined
    ? undefined
    : {
        cropSize: released.integer("cropSize", { least: 1, most: 2 ** 14 }),
        aspectRatio: released.positive("aspectRatio"),
        upsampling: released.oneOf("upsampling", ["normal", "more", "most"]),
      };
}

function withColors(classes: readonly RowFields[], dontCareRow: number | null): LabelClass[] {
  const bare = classes.filter(({ row, color }) => color === undefined && row !== dontCareRow);
  const given = classes.flatMap(({ color }) => (color === undefined ? [] : [color]));
  const own = spreadColors(bare.length, given);
  return classes.map(({ row, value, name, color, sharedColor, category }) => {
    const group = category === "" ? {} : { category };
    if (color === undefined) {
      const place = bare.findIndex((c) => c.row === row);
      return { row, value, name, color: place < 0 ? [0, 0, 0] : own[place], ...group };
    }
    const colorCode = (color[0] << 16) | (color[1] << 8) | color[2];
    return { row, value, name, color, ...(sharedColor ? {} : { colorCode }), ...group };
  });
}
