/**
 * Single arrays: `.npy`, versions 1 to 3
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 *
 *     0   6 bytes  \x93NUMPY
 *     6   2 bytes  version
 *     8   2 bytes  length of the header; 4 bytes from version 2 on
 *     …            the header, a Python literal, then the values
 *
 * Memory: the values once, and once more where they are brought into row-major order or from half
 * precision to float32.
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import { damaged } from "./damaged.ts";
import { type DType, decode, elementSize, encode } from "./dtype.ts";
import { counted, shapeText, shown } from "./message.ts";
import { type Literal, parseHeaderDict } from "./npy-header.ts";
import type { ByteSource } from "./source.ts";
import { columnMajorStrides, gather, isShape, numElements } from "./strides.ts";
import type { Tensor, TensorInfo } from "./tensor.ts";

export const NPY_MAGIC: Uint8Array = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);

/** numpy itself refuses more than 10,000 bytes unless told otherwise. */
const LONGEST_HEADER = 0xffff;

/** The data start at a multiple of this (numpy.lib.format.ARRAY_ALIGN). */
const ALIGNMENT = 64;

/** numpy's names without the byte order. */
const DESCRIPTIONS: ReadonlyMap<string, DType> = new Map([
  ["f2", "float16"],
  ["f4", "float32"],
  ["f8", "float64"],
  ["i1", "int8"],
  ["u1", "uint8"],
  ["i2", "int16"],
  ["u2", "uint16"],
  ["i4", "int32"],
  ["u4", "uint32"],
  ["i8", "int64"],
  ["u8", "uint64"],
  ["b1", "bool"],
]);

export interface NpyHeader extends TensorInfo {
  readonly littleEndian: boolean;
  /** Whether the first axis runs fastest. */
  readonly fortranOrder: boolean;
  /** Where the values begin. */
  readonly dataStart: number;
}

/** The array of a `.npy` file, in row-major order. */
export async function readNpy(source: ByteSource): Promise<Tensor> {
  return readNpyData(source, await readNpyHeader(source));
}

/**
 * What a `.npy` file says of its array.
 *
 * @throws CheckpointError if it is damaged, has elements that are not plain numbers, or if the file
 *   is not exactly as long as the shape needs.
 */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader> {
  const where = source.name;
  const head = await source.read(0, 12);
  if (!NPY_MAGIC.every((byte, i) => head[i] === byte)) {
    throw new CheckpointError({
      what: "this is not a numpy array",
      where,
      expected: "a file written by numpy.save()",
      hint: "in Python: numpy.save('name.npy', array)",
    });
  }
  const version = head[6];
  if (version < 1 || version > 3) {
    throw damaged(where, "the version of the array file is unknown", {
      expected: "1, 2 or 3",
      got: `${version}`,
    });
  }
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) {
    throw damaged(where, "the header of the array is too long", {
      expected: `at most ${LONGEST_HEADER} bytes`,
      got: `${length}`,
    });
  }
  const text = new TextDecoder("utf-8").decode(await source.read(start, length));
  const info = interpret(parseHeaderDict(text, where), where);
  const dataStart = start + length;
  const size = numElements(info.shape) * elementSize(info.dtype);
  if (source.size - dataStart !== size) {
    throw damaged(where, "the file is not as long as its array", {
      expected: `${counted(size, "byte")} for ${info.dtype} ${shapeText(info.shape)}`,
      got: counted(source.size - dataStart, "byte"),
    });
  }
  return { ...info, dataStart };
}

function interpret(
  header: ReadonlyMap<string, Literal>,
  where: string,
): Omit<NpyHeader, "dataStart"> {
  const description = header.get("descr");
  const fortranOrder = header.get("fortran_order");
  const shape = header.get("shape");
  if (typeof fortranOrder !== "boolean" || !Array.isArray(shape) || !isShape(shape)) {
    throw damaged(where, "the header of the array lacks its shape or order");
  }
  const [, order, name] = /^([<>|=]?)(\w+)$/.exec(String(description)) ?? [];
  const dtype = typeof description === "string" ? DESCRIPTIONS.get(name) : undefined;
  if (dtype === undefined) {
    throw new CheckpointError({
      what: "the elements of the array are not plain numbers",
      where,
      expected: [...DESCRIPTIONS.keys()].join(" "),
      got: Array.isArray(description) ? "a structured type" : shown(String(description)),
      hint: "in Python: numpy.save(path, array.astype('float32'))",
    });
  }
  return { dtype, shape, fortranOrder, littleEndian: order !== ">" };
}

/** The values that a header describes, in row-major order. */
export async function readNpyData(source: ByteSource, header: NpyHeader): Promise<Tensor> {
  const { dtype, shape, dataStart, littleEndian, fortranOrder } = header;
  const size = elementSize(dtype);
  const stored = await source.read(dataStart, numElements(shape) * size);
  const bytes = fortranOrder
    ? gather(stored, size, shape, columnMajorStrides(shape), source.name)
    : stored;
  return { dtype, shape, data: decode(dtype, bytes, { littleEndian }) };
}

/**
 * A tensor as the bytes of a `.npy` file, version 1, little-endian, byte for byte as numpy writes it.
 *
 * @throws CheckpointError for bfloat16, which numpy does not have, or data that do not fit the shape.
 */
export function encodeNpy({ dtype, shape, data }: Tensor): Uint8Array {
  const name = [...DESCRIPTIONS].find(([, value]) => value === dtype)?.[0];
  if (name === undefined) {
    throw new CheckpointError({
      what: `numpy has no element type ${dtype}`,
      hint: "write float32, or a safetensors file",
    });
  }
  const values = encode(dtype, data, "npy");
  if (values.length !== numElements(shape) * elementSize(dtype)) {
    throw new CheckpointError({
      what: "the number of values does not fit the shape",
      expected: `${numElements(shape)} values for [${shape}]`,
      got: counted(data.length, "value"),
      hint: "give as many values as the shape has elements",
    });
  }
  const descr = `${elementSize(dtype) === 1 ? "|" : "<"}${name}`;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // numpy leaves room for the first axis to grow, then pads with spaces and ends with a line feed.
  const room = shape.length > 0 ? Math.max(0, 21 - `${shape[0]}`.length) : 0;
  const start = Math.ceil((10 + text.length + room + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(start + values.length).fill(0x20, 10, start);
  bytes.set(NPY_MAGIC);
  bytes[6] = 1;
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[start - 1] = 0x0a;
  bytes.set(values, start);
  return bytes;
}
