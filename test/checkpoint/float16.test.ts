import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  decodeBfloat16,
  decodeFloat16,
  encodeBfloat16,
  encodeFloat16,
} from "../../src/checkpoint/float16.ts";
import { goldenPath } from "./goldens.ts";

const rounding: Record<"float32" | "float16" | "bfloat16", number[]> = JSON.parse(
  readFileSync(goldenPath("rounding.json"), "utf8"),
);
const floats = new Float32Array(Uint32Array.from(rounding.float32).buffer);
const allBits = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);

/** NaNs are quiet and keep their payload; a signalling one gains the quiet bit. */
function quiet(bits: Uint16Array, infinity: number, quietBit: number): Uint16Array {
  return bits.map((b) => ((b & 0x7fff) > infinity ? b | quietBit : b));
}

test("encodeFloat16() rounds to nearest even as numpy does, at every tie and edge", () => {
  expect(Array.from(encodeFloat16(floats))).toEqual(rounding.float16);
});

test("encodeBfloat16() rounds to nearest even as PyTorch does", () => {
  expect(Array.from(encodeBfloat16(floats))).toEqual(rounding.bfloat16);
});

test("every half survives decoding and encoding", () => {
  expect(encodeFloat16(decodeFloat16(allBits))).toEqual(quiet(allBits, 0x7c00, 0x200));
});

test("every bfloat16 survives decoding and encoding", () => {
  expect(encodeBfloat16(decodeBfloat16(allBits))).toEqual(quiet(allBits, 0x7f80, 0x40));
});

test("a half is sign · mantissa · 2^exponent, and ∞ and NaN are themselves", () => {
  const values = decodeFloat16(allBits);
  const formula = Array.from(allBits, (bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const mantissa = bits & 0x3ff;
    if (exponent === 0x1f) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    if (exponent === 0) return sign * mantissa * 2 ** -24;
    return sign * (1024 + mantissa) * 2 ** (exponent - 25);
  });
  expect(Array.from(values)).toEqual(formula);
});

test("a view into a longer buffer is read where it begins", () => {
  expect(Array.from(encodeFloat16(Float32Array.of(9, 1, 2).subarray(1)))).toEqual([0x3c00, 0x4000]);
});
