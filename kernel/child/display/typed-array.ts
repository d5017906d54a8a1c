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
  const { min, max, sum, missing } =
    typeof values[0] === "bigint"
      ? ofBigInts(values as ArrayLike<bigint>)
      : ofNumbers(values as ArrayLike<number>);
  const present = values.length - missing;
  if (present === 0) return `all ${missing} NaN`;
  const numbers = `min ${short(min)} max ${short(max)} mean ${short(sum / present)}`;
  return missing === 0 ? numbers : `${numbers}, ${missing} NaN`;
}

interface Statistics<T> {
  min: T;
  max: T;
  sum: number;
  /** How many are NaN. */
  missing: number;
}

function ofNumbers(values: ArrayLike<number>): Statistics<number> {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let missing = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    if ($Number.isNaN(x)) {
      missing++;
      continue;
    }
    if (x < min) min = x;
    if (x > max) max = x;
    sum += x;
  }
  return { min, max, sum, missing };
}

function ofBigInts(values: ArrayLike<bigint>): Statistics<bigint> {
  let min = values[0] as bigint;
  let max = min;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as bigint;
    if (x < min) min = x;
    if (x > max) max = x;
    sum += $Number(x);
  }
  return { min, max, sum, missing: 0 };
}

/** Six significant digits: enough to read, and 0.1 as float32 stays 0.1. */
function short(x: number | bigint): string {
  return typeof x === "bigint" ? $String(x) : $String($Number(x.toPrecision(6)));
}
