/**
 * Indices for ONNX Runtime.
 *
 * @module
 */

/** Values of 0 or more as int64: their low words, since a BigInt for each would take ten times as long. */
export function int64(count: number, value: (i: number) => number): BigInt64Array {
  const data = new BigInt64Array(count);
  const words = new Int32Array(data.buffer);
  for (let i = 0; i < count; i++) words[2 * i] = value(i);
  return data;
}
