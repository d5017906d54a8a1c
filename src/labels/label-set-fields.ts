/**
 * Reads the fields of a label set's JSON, each with a message that names it when it is not as it should be.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import type { Rgb } from "./palette.ts";

/** Inclusive limits of an integer. */
interface Range {
  readonly least: number;
  readonly most: number;
}

/** Most rows a label set may list. */
const MAX_ROWS = 65536;

/** A row of the file, checked but without a colour of our own. */
export interface RowFields {
  readonly row: number;
  readonly value: number;
  readonly name: string;
  readonly color: Rgb | undefined;
  readonly sharedColor: boolean;
  readonly category: string;
}

/** Typed access to the fields of one JSON object. */
export interface Reader {
  text(key: string, fallback?: string): string;
  flag(key: string, fallback: boolean): boolean;
  integer(key: string, range: Range): number;
  integer<T>(key: string, range: Range, fallback: T): number | T;
  positive(key: string): number;
  oneOf<const T extends string>(key: string, known: readonly T[]): T;
  object(key: string): Reader | undefined;
  list(key: string): readonly unknown[];
  color(key: string): Rgb | undefined;
}

/** Wraps a JSON object. @throws LabelError when it is something else. */
export function fieldsOf(json: unknown, where: string): Reader {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw wrong(where, "an object", json);
  }
  const fields = json as Readonly<Record<string, unknown>>;
  const get = (key: string): unknown => (Object.hasOwn(fields, key) ? fields[key] : undefined);
  const at = (key: string): string => `${where}: ${key}`;
  return {
    text(key, fallback) {
      const value = get(key) ?? fallback;
      if (typeof value === "string" && (value !== "" || fallback === "")) return value;
      throw wrong(at(key), "a name or text in quotes", value);
    },
    flag(key, fallback) {
      const value = get(key) ?? fallback;
      if (typeof value === "boolean") return value;
      throw wrong(at(key), "true or false", value);
    },
    integer<T>(key: string, { least, most }: Range, fallback?: T): number | T {
      const value = get(key);
      if ((value === undefined || value === null) && fallback !== undefined) return fallback;
      if (isInteger(value, least, most)) return value;
      throw wrong(at(key), `an integer from ${least} to ${most}`, value);
    },
    positive(key) {
      const value = get(key);
      if (typeof value === "number" && value > 0 && value < 1e6) return value;
      throw wrong(at(key), "a number above 0", value);
    },
    oneOf(key, known) {
      const value = known.find((name) => name === get(key));
      if (value !== undefined) return value;
      throw wrong(at(key), `one of ${known.map((name) => `"${name}"`).join(", ")}`, get(key));
    },
    object: (key) => (get(key) === undefined ? undefined : fieldsOf(get(key), at(key))),
    list(key) {
      const value = get(key);
      if (Array.isArray(value) && value.length > 0 && value.length <= MAX_ROWS) return value;
      throw wrong(at(key), `a list of 1 to ${MAX_ROWS} classes`, value);
    },
    color(key) {
      const value = get(key);
      if (value === undefined || value === null) return undefined;
      const channels: readonly unknown[] = Array.isArray(value) ? value : [];
      const [r, g, b] = channels.map((channel) => (isInteger(channel, 0, 255) ? channel : -1));
      if (channels.length === 3 && Math.min(r, g, b) >= 0) return [r, g, b];
      throw wrong(at(key), "[red, green, blue], each 0 to 255", value);
    },
  };
}

/** The rows of a label set, sorted, each row and each value once, none left out. */
export function rowsOf(set: Reader, where: string): RowFields[] {
  const rows = set.list("rows").map((json, i) => {
    const fields = fieldsOf(json, `${where}: rows[${i}]`);
    const row = fields.integer("row", { least: 0, most: MAX_ROWS - 1 });
    return {
      row,
      value: fields.integer("value", { least: 0, most: 2 ** 31 - 1 }, row),
      name: fields.text("name"),
      color: fields.color("color"),
      sharedColor: fields.flag("sharedColor", false),
      category: fields.text("category", ""),
    };
  });
  rows.sort((a, b) => a.row - b.row);
  const values = new Map<number, string>();
  rows.forEach(({ row, value, name }, i) => {
    if (row !== i) {
      const problem =
        row < i ? `row ${row} twice ("${rows[i - 1].name}", "${name}")` : `no row ${i}`;
      throw wrong(`${where}: rows`, `each row from 0 to ${rows.length - 1} once`, problem, false);
    }
    const other = values.get(value);
    if (other !== undefined) {
      throw wrong(
        `${where}: rows`,
        "another value for each class",
        `${value}: "${other}", "${name}"`,
        false,
      );
    }
    values.set(value, name);
  });
  return rows;
}

function isInteger(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

function wrong(where: string, expected: string, got: unknown, quote = true): LabelError {
  const text = quote ? (JSON.stringify(got) ?? "nothing") : String(got);
  return new LabelError({
    where,
    what: "the label set is not as it should be",
    expected,
    got: text.length > 80 ? `${text.slice(0, 77)}…` : text,
    hint: "compare it with the label sets in data/labels, which have the same shape",
  });
}
