/**
 * What `console.table` prints, as a table of the page and as the usual box of characters.
 *
 * Source: Console Standard, "table(tabularData, properties)"; Node.js documentation, "console.table".
 *
 * @module
 */

import { Console } from "node:console";
import type { Writable } from "node:stream";
import { types } from "node:util";
import type { MimeBundle } from "../display/api.ts";
import { isObject } from "../display/peek.ts";
import { $Array, $Map, $Object, $Set } from "../intrinsics.ts";
import { htmlTable, omissions, type Table } from "./html-table.ts";

/** Rows and columns shown; a page with more is slow to open. */
const ROWS = 500;
const COLUMNS = 100;

/** undefined where there is nothing tabular, which `console.log` prints. */
export function tableBundle(data: unknown, columns?: readonly string[]): MimeBundle | undefined {
  if (!isObject(data) || typeof data === "function" || types.isProxy(data)) return undefined;
  const { first, more } = firstRows(data);
  const table = tabulate(first, columns, more);
  const shown = table.moreColumns === 0 ? columns : table.headings;
  return { "text/plain": box(first, shown, table), "text/html": htmlTable(table) };
}

/** The same kind of collection with at most {@link ROWS} members. */
function firstRows(data: object): { first: object; more: number } {
  const size = types.isMap(data) || types.isSet(data) ? data.size : $Object.keys(data).length;
  if (size <= ROWS) return { first: data, more: 0 };
  const more = size - ROWS;
  if (types.isMap(data)) return { first: new $Map([...data].slice(0, ROWS)), more };
  if (types.isSet(data)) return { first: new $Set([...data].slice(0, ROWS)), more };
  if ($Array.isArray(data)) return { first: data.slice(0, ROWS), more };
  return { first: $Object.fromEntries($Object.entries(data).slice(0, ROWS)), more };
}

function tabulate(data: object, columns: readonly string[] | undefined, moreRows: number): Table {
  const isCollection = types.isMap(data) || types.isSet(data);
  const headings = new $Set<string>(isCollection ? [] : columns);
  let hasValues = false;
  const rows: Table["rows"] = [];
  for (const [index, key, value] of entries(data)) {
    const cells = new $Map<string, unknown>();
    if (types.isMap(data)) cells.set("Key", key);
    if (isCollection || !isObject(value) || typeof value === "function") {
      hasValues = true;
      cells.set("Values", value);
    } else {
      for (const heading of columns ?? $Object.keys(value)) {
        headings.add(heading);
        if ($Object.hasOwn(value, heading)) {
          cells.set(heading, (value as Record<string, unknown>)[heading]);
        }
      }
    }
    rows.push({ index, cells });
  }
  const all = [...(types.isMap(data) ? ["Key"] : []), ...headings];
  const shown = all.slice(0, COLUMNS);
  return {
    index: isCollection ? "(iteration index)" : "(index)",
    headings: hasValues ? [...shown, "Values"] : shown,
    rows,
    moreRows,
    moreColumns: all.length - shown.length,
  };
}

/** Index, key (of a map) and value of each row. */
function* entries(data: object): Generator<[index: unknown, key: unknown, value: unknown]> {
  let index = 0;
  if (types.isMap(data)) {
    for (const [key, value] of data) yield [index++, key, value];
  } else if (types.isSet(data)) {
    for (const value of data) yield [index++, undefined, value];
  } else {
    for (const [key, value] of $Object.entries(data)) yield [key, undefined, value];
  }
}

/** Node's own drawing. */
function box(data: object, columns: readonly string[] | undefined, table: Table): string {
  let text = "";
  const stdout = {
    write: (part: string) => {
      text += part;
    },
  } as unknown as Writable;
  const drawing = new Console({ stdout, ignoreErrors: false, colorMode: false });
  drawing.table(data, columns);
  return [text.trimEnd(), ...omissions(table)].join("\n");
}
