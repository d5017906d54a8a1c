/**
 * Rows as a Parquet file.
 *
 * @module
 */

import type { Row } from "../view.ts";

type ColumnType = "DOUBLE" | "INT32" | "BOOLEAN" | "STRING";

/** @param metadata Key-value metadata of the file. */
export async function parquetFile(
  rows: Iterable<Row>,
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const columns = new Map<string, Row[string][]>();
  let count = 0;
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      let column = columns.get(name);
      if (column === undefined) {
        column = [];
        columns.set(name, column);
      }
      while (column.length < count) column.push(null);
      column.push(value);
    }
    count++;
  }
  const columnData = [...columns].map(([name, data]) => {
    while (data.length < count) data.push(null);
    const type = columnType(data);
    return {
      name,
      data: type === "STRING" ? data.map((x) => (x === null ? x : String(x))) : data,
      type,
    };
  });
  const kvMetadata = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata }));
}

function columnType(data: readonly Row[string][]): ColumnType {
  const present = data.filter((value) => value !== null);
  if (present.length > 0 && present.every((value) => typeof value === "boolean")) return "BOOLEAN";
  if (present.length === 0 || !present.every((value) => typeof value === "number")) return "STRING";
  const whole = present.every((x) => Number.isInteger(x) && Math.abs(Number(x)) < 2 ** 31);
  return whole ? "INT32" : "DOUBLE";
}
