/**
 * Base64 VLQ, the number format of source maps (ECMA-426, "Mappings structure").
 *
 * @module
 */

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const values: Int8Array = new Int8Array(128).fill(-1);
for (let index = 0; index < digits.length; index++) values[digits.charCodeAt(index)] = index;

export function encodeVlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += digits[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return text;
}

/** The numbers of one segment, which lies in `text` from `start` up to `end`. */
export function decodeVlq(text: string, start: number, end: number): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (let index = start; index < end; index++) {
    const digit = values[text.charCodeAt(index)] ?? -1;
    value |= (digit & 31) << shift;
    if (digit & 32) {
      shift += 5;
    } else {
      numbers.push(value & 1 ? -(value >>> 1) : value >>> 1);
      value = 0;
      shift = 0;
    }
  }
  return numbers;
}
