/**
 * Half precision (IEEE 754 binary16) and bfloat16 to float32 and back, exactly; rounding is to
 * nearest, ties to even, as numpy and PyTorch do.
 *
 * All functions work on bit patterns, so that NaN payloads and signed zeros survive.
 *
 * @module
 */

//  binary16   s eeeee mmmmmmmmmm               bias 15
//  bfloat16   s eeeeeeee mmmmmmm               bias 127, the upper half of a float32
//  float32    s eeeeeeee mmmmmmm mmmmmmmm …    bias 127

/** Bits of the float32 that equals the half with the given bits. */
function float16ToFloat32Bits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0x1f) return (sign | 0x7f800000 | (mantissa << 13)) >>> 0; // ±∞, NaN
  if (exponent !== 0) return (sign | ((exponent + 112) << 23) | (mantissa << 13)) >>> 0;
  if (mantissa === 0) return sign >>> 0;
  // Subnormal, mantissa · 2^-24: move its leading one to bit 10, the place of the implicit one.
  const shift = Math.clz32(mantissa) - 21;
  return (sign | ((113 - shift) << 23) | (((mantissa << shift) & 0x3ff) << 13)) >>> 0;
}

/** Bits of the half nearest to the float32 with the given bits. */
function float32ToFloat16Bits(float: number): number {
  const sign = (float >>> 16) & 0x8000;
  const magnitude = float & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00 | ((magnitude >>> 13) & 0x1ff); // NaN, quiet
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // 65520 and more rounds to ∞
  if (magnitude >= 0x38800000) {
    // Normal, at least 2^-14: rebias, then round off 13 bits; a carry moves into the exponent.
    const rebiased = magnitude - 0x38000000;
    return sign | ((rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13);
  }
  const exponent = magnitude >>> 23;
  if (exponent < 102) return sign; // below 2^-25
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  const shift = 126 - exponent; // to units of 2^-24
  const down = mantissa >>> shift;
  const rest = mantissa & ((1 << shift) - 1);
  const tie = 1 << (shift - 1);
  const up = rest > tie || (rest === tie && (down & 1) === 1);
  return sign | (up ? down + 1 : down);
}

/** Bits of the bfloat16 nearest to the float32 with the given bits. */
function float32ToBfloat16Bits(float: number): number {
  if ((float & 0x7fffffff) > 0x7f800000) return (float >>> 16) | 0x40; // NaN, quiet
  return (float + 0x7fff + ((float >>> 16) & 1)) >>> 16;
}

/** Halves, as bits, to floats. */
export function decodeFloat16(halves: Uint16Array): Float32Array {
  return mapBits(halves, float16ToFloat32Bits);
}

/** Bfloat16 values, as bits, to floats. */
export function decodeBfloat16(values: Uint16Array): Float32Array {
  return mapBits(values, (bits) => bits << 16);
}

/** Floats to the nearest halves, as bits. */
export function encodeFloat16(floats: Float32Array): Uint16Array {
  return bitsOf(floats, float32ToFloat16Bits);
}

/** Floats to the nearest bfloat16 values, as bits. */
export function encodeBfloat16(floats: Float32Array): Uint16Array {
  return bitsOf(floats, float32ToBfloat16Bits);
}

function mapBits(from: Uint16Array, toFloatBits: (bits: number) => number): Float32Array {
  const bits = new Uint32Array(from.length);
  for (let i = 0; i < from.length; i++) bits[i] = toFloatBits(from[i]);
  return new Float32Array(bits.buffer);
}

function bitsOf(floats: Float32Array, toBits: (bits: number) => number): Uint16Array {
  const from = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const to = new Uint16Array(from.length);
  for (let i = 0; i < from.length; i++) to[i] = toBits(from[i]);
  return to;
}
