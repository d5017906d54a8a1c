/**
 * Element types of tensors, under PyTorch's and numpy's names, and their bytes.
 *
 * | dtype | bytes | values |
 * | --- | --- | --- |
 * | float16, bfloat16 | 2 | Float32Array, exact |
 * | float32, float64 | 4, 8 | Float32Array, Float64Array |
 * | int8 … int32, uint8 … uint32 | 1, 2, 4 | the typed array of that name |
 * | int64, uint64 | 8 | BigInt64Array, BigUint64Array |
 * | bool | 1 | Uint8Array of 0 and 1 |
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import { decodeBfloat16, decodeFloat16, encodeBfloat16, encodeFloat16 } from "./float16.ts";

export type DType =
  | "float16"
  | "bfloat16"
  | "float32"
  | "float64"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "bool";

export type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

interface Layout {
  /** Bytes of one element in a file. */
  readonly bytes: number;
  /** The values of little-endian bytes; may share their memory. */
  readonly decode: (bytes: Uint8Array) => TypedArray;
  /** The bytes, in the machine's order, of values; undefined if they are of another array type. */
  readonly encode: (values: TypedArray) => ArrayBufferView | undefined;
}

const LAYOUTS: Record<DType, Layout> = {
  float16: {
    bytes: 2,
    decode: (bytes) => decodeFloat16(viewAs(Uint16Array, bytes)),
    encode: (values) => (values instanceof Float32Array ? encodeFloat16(values) : undefined),
  },
  bfloat16: {
    bytes: 2,
    decode: (bytes) => decodeBfloat16(viewAs(Uint16Array, bytes)),
    encode: (values) => (values instanceof Float32Array ? encodeBfloat16(values) : undefined),
  },
  float32: plain(Float32Array),
  float64: plain(Float64Array),
  int8: plain(Int8Array),
  uint8: plain(Uint8Array),
  int16: plain(Int16Array),
  uint16: plain(Uint16Array),
  int32: plain(Int32Array),
  uint32: plain(Uint32Array),
  int64: plain(BigInt64Array),
  uint64: plain(BigUint64Array),
  bool: {
    bytes: 1,
    decode: (bytes) => bytes.map((byte) => (byte === 0 ? 0 : 1)),
    encode: (values) => (values instanceof Uint8Array ? values : undefined),
  },
};

const LITTLE_ENDIAN_HOST = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Bytes of one element in a file. */
export function elementSize(dtype: DType): number {
  return LAYOUTS[dtype].bytes;
}

/**
 * The values of raw bytes. Takes over `bytes`: the result may share their memory.
 *
 * @param bytes A whole number of elements.
 * @param options.littleEndian Byte order of `bytes`; true by default.
 */
export function decode(
  dtype: DType,
  bytes: Uint8Array,
  { littleEndian = true }: { littleEndian?: boolean } = {},
): TypedArray {
  const layout = LAYOUTS[dtype];
  if (littleEndian !== LITTLE_ENDIAN_HOST) swapBytes(bytes, layout.bytes);
  return layout.decode(bytes);
}

/**
 * The little-endian bytes of values; may share their memory.
 *
 * @param values Of the array type in the table above.
 * @throws CheckpointError if they are of another array type.
 */
export function encode(dtype: DType, values: TypedArray, where: string): Uint8Array {
  const view = LAYOUTS[dtype].encode(values);
  if (view === undefined) {
    throw new CheckpointError({
      what: `the values do not fit the element type ${dtype}`,
      where,
      expected: withArticle(LAYOUTS[dtype].decode(new Uint8Array())),
      got: withArticle(values),
      hint: "convert the values first",
    });
  }
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (LITTLE_ENDIAN_HOST) return bytes;
  const swapped = bytes.slice();
  swapBytes(swapped, elementSize(dtype));
  return swapped;
}

function withArticle({ constructor: { name } }: TypedArray): string {
  return `${name.startsWith("I") ? "an" : "a"} ${name}`;
}

interface ArrayClass<T> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

function plain<T extends TypedArray>(Class: ArrayClass<T>): Layout {
  return {
    bytes: Class.BYTES_PER_ELEMENT,
    decode: (bytes) => viewAs(Class, bytes),
    encode: (values) => (values instanceof Class ? values : undefined),
  };
}

/** The bytes as elements; copied only where they are not aligned. */
function viewAs<T>(Class: ArrayClass<T>, bytes: Uint8Array): T {
  const aligned = bytes.byteOffset % Class.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  const length = Math.floor(bytes.length / Class.BYTES_PER_ELEMENT);
  return new Class(aligned.buffer, aligned.byteOffset, length);
}

function swapBytes(bytes: Uint8Array, elementBytes: number): void {
  if (elementBytes === 1) return;
  for (let i = 0; i + elementBytes <= bytes.length; i += elementBytes) {
    bytes.subarray(i, i + elementBytes).reverse();
  }
}
