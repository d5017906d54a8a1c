/**
 * The JSON header of a safetensors file, checked
 * (https://github.com/huggingface/safetensors, "Format").
 *
 *     0      8 bytes  N, little-endian
 *     8      N bytes  {"__metadata__": {text: text}, name: {dtype, shape, data_offsets}, …}
 *     8 + N  data     the tensors, without gaps, in the order of their offsets
 *
 * @module
 */

import { damaged } from "./damaged.ts";
import { type DType, elementSize } from "./dtype.ts";
import { shapeText, shown } from "./message.ts";
import { isShape, numElements } from "./strides.ts";
import type { TensorInfo } from "./tensor.ts";

/** safetensors' own limit (MAX_HEADER_SIZE in safetensors/src/tensor.rs). */
export const LONGEST_HEADER = 100_000_000;

export const DTYPE_NAMES: Record<DType, string> = {
  float16: "F16",
  bfloat16: "BF16",
  float32: "F32",
  float64: "F64",
  int8: "I8",
  uint8: "U8",
  int16: "I16",
  uint16: "U16",
  int32: "I32",
  uint32: "U32",
  int64: "I64",
  uint64: "U64",
  bool: "BOOL",
};

const DTYPES: ReadonlyMap<string, DType> = new Map(
  (Object.keys(DTYPE_NAMES) as DType[]).map((dtype) => [DTYPE_NAMES[dtype], dtype]),
);

interface PlacedTensor extends TensorInfo {
  /** First byte, counted from the end of the header. */
  readonly start: number;
}

export interface Header {
  readonly tensors: Map<string, PlacedTensor>;
  readonly metadata: Map<string, string>;
  /** Tensors of element types that cannot be read here, with the type's name. */
  readonly unsupported: Map<string, string>;
}

/**
 * Reads and checks the header.
 *
 * @param dataBytes Bytes of the file after the header.
 * @throws CheckpointError unless the tensors fill these bytes without gap or overlap, each with as
 *   many as its shape and element type need.
 */
export function parseHeader(json: Uint8Array, dataBytes: number, where: string): Header {
  const header = parseJson(json, where);
  const tensors = new Map<string, PlacedTensor>();
  const unsupported = new Map<string, string>();
  const ranges: Range[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const inTensor = `${where}: ${shown(name)}`;
    const { dtype: dtypeName, shape, data_offsets: offsets } = fields(value, inTensor);
    const range = rangeOf(offsets, inTensor);
    ranges.push(range);
    if (!Array.isArray(shape) || !isShape(shape)) {
      throw damaged(inTensor, "the shape is not a list of lengths");
    }
    if (typeof dtypeName !== "string") throw damaged(inTensor, "the element type is missing");
    const dtype = DTYPES.get(dtypeName);
    if (dtype === undefined) {
      unsupported.set(name, dtypeName);
      continue;
    }
    const size = numElements(shape) * elementSize(dtype);
    if (range.end - range.start !== size) {
      throw damaged(inTensor, "the size of the data does not fit the shape", {
        expected: `${size} bytes for ${dtypeName} ${shapeText(shape)}`,
        got: `${range.end - range.start}`,
      });
    }
    tensors.set(name, { dtype, shape, start: range.start });
  }
  checkCover(ranges, dataBytes, where);
  return { tensors, unsupported, metadata: metadataOf(header, where) };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function rangeOf(offsets: unknown, where: string): Range {
  const sound =
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every((n) => Number.isSafeInteger(n) && n >= 0) &&
    offsets[0] <= offsets[1];
  if (!sound) throw damaged(where, "the place of the data is not a pair of offsets");
  return { start: offsets[0], end: offsets[1] };
}

/** Every byte belongs to exactly one tensor. */
function checkCover(ranges: readonly Range[], dataBytes: number, where: string): void {
  let covered = 0;
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== covered) {
      throw damaged(where, start < covered ? "tensors overlap" : "there is a gap between tensors", {
        expected: `a tensor that begins at byte ${covered}`,
        got: `one that begins at byte ${start}`,
      });
    }
    covered = end;
  }
  if (covered !== dataBytes) {
    throw damaged(where, "the tensors do not fill the file", {
      expected: `${covered} bytes of data`,
      got: `${dataBytes}`,
    });
  }
}

function metadataOf(header: Record<string, unknown>, where: string): Map<string, string> {
  const found = Object.entries(header).find(([name]) => name === "__metadata__");
  const metadata = new Map<string, string>();
  for (const [key, value] of Object.entries(found ? fields(found[1], where) : {})) {
    if (typeof value !== "string") {
      throw damaged(where, `the metadata under ${shown(key)} are not text`);
    }
    metadata.set(key, value);
  }
  return metadata;
}

function fields(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw damaged(where, "the header has something else than an object here");
}

function parseJson(json: Uint8Array, where: string): Record<string, unknown> {
  const keys = countKeys(json, where);
  let header: Record<string, unknown>;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(json);
    header = fields(JSON.parse(text), where);
  } catch (cause) {
    throw damaged(where, "the header is not JSON", { cause });
  }
  const inner = Object.values(header).filter((value) => typeof value === "object" && value);
  const kept = [header, ...inner].reduce(
    (count: number, value) => count + Object.keys(value as object).length,
    0,
  );
  // JSON.parse() keeps the last of two equal keys; other readers keep the first.
  if (kept !== keys) throw damaged(where, "the header has the same name twice");
  return header;
}

/**
 * Number of keys in all objects. Looking at the brackets first keeps JSON.parse() from building
 * towers of lists: a header is objects in an object, with lists in these.
 */
function countKeys(json: Uint8Array, where: string): number {
  let keys = 0;
  let depth = 0;
  let inText = false;
  for (let i = 0; i < json.length; i++) {
    const c = json[i];
    if (inText) {
      if (c === BACKSLASH) i++;
      else if (c === QUOTE) inText = false;
    } else if (c === QUOTE) inText = true;
    else if (c === COLON) keys++;
    else if (c === OPEN_OBJECT || c === OPEN_LIST) {
      depth++;
      if (depth > 3 || (c === OPEN_LIST) !== (depth === 3)) {
        throw damaged(where, "the header is not one of a safetensors file");
      }
    } else if (c === CLOSE_OBJECT || c === CLOSE_LIST) depth--;
  }
  return keys;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
