/**
 * A long typed array in one line: its first values, and the range and mean of all.
 *
 * @module
 */

import { types } from "node:util";
import { $Number, $String, $Symbol } from "../intrinsics.ts";

type Numbers = ArrayLike<number> | ArrayLike<bigint>;

/** As many elements as util.inspect prints; longer arrays are abbreviated. */
const PRINTED_WHOLE = 100;

/** Values shown of an abbreviated array. */
const FIRST = 8;

/** `Float32Array(65536) [0, 0.1, …] min 0 max 1 mean 0.5`; undefined for what is short or no typed array. */
export function typedArraySummary(value: unknown): string | undefined {
  if (!types.isTypedArray(value) || value.length <= PRINTED_WHOLE) return undefined;
  // Buffers have a form of their own, `<Buffer 00 01 …>`, that everybody knows.
  if (value.constructor?.name === "Buffer") return undefined;
  return `${value[$Symbol.toStringTag]}(${value.length}) ${abbreviate(value)} ${statistics(value)}`;
}

/** `[0, 0.1, …]` */
export function abbreviate(values: Numbers): string {
  const shown: string[] = [];
  for (let i = 0; i < FIRST && i < values.length; i++) {
    shown.push(short(values[i] as number | bigint));
  }
  if (values.length > FIRST) shown.push("…");
  return `[${shown.join(", ")}]`;
}

/** `min 0 max 1 mean 0.5`, of the numbers that are not NaN; those are counted. */
export function statistics(values: Numbers): string {
  const length = values.length;
  let min = values[0] as number | bigint;
  let max = min;
  let sum = 0;
  let missing = 0;
  for (let i = 0; i < length; i++) {
    const x = values[i] as number | bigint;
    if ($Number.isNaN(x)) {
      missing++;
      continue;
    }
    if (!(min <= x)) min = x;
    if (!(max >= x)) max = x;
    sum += $Number(x);
  }
  if (missing === length) return `all ${length} NaN`;
  const numbers = `min ${short(min)} max ${short(max)} mean ${short(sum / (length - missing))}`;
  return missing === 0 ? numbers : `${numbers}, ${missing} NaN`;
}

/** Six significant digits: enough to read, and 0.1 as float32 stays 0.1. */
export function short(x: number | bigint): string {
  return typeof x === "bigint" ? $String(x) : $String($Number(x.toPrecision(6)));
}
