/**
 * safetensors files, read by range and written as a stream
 * (https://github.com/huggingface/safetensors, "Format").
 *
 * Memory: on opening the header (≤ 100 MB and ≤ the file; parsed, at most 32 times its bytes); a
 * tensor takes its own bytes, half precision twice more for the float32 values.
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import { damaged } from "./damaged.ts";
import { decode, elementSize, encode, type TypedArray } from "./dtype.ts";
import { counted, shown } from "./message.ts";
import { commonPrefix, withoutPrefix } from "./name-prefixes.ts";
import { DTYPE_NAMES, LONGEST_HEADER, parseHeader } from "./safetensors-header.ts";
import type { ByteSource } from "./source.ts";
import { noSuchTensor, type StateDict } from "./state-dict.ts";
import { isShape, numElements } from "./strides.ts";
import type { TensorInfo } from "./tensor.ts";

const LENGTH_BYTES = 8;

/** @throws CheckpointError if the file is damaged; see parseHeader(). */
export async function openSafetensors(source: ByteSource): Promise<StateDict> {
  const where = source.name;
  const json = await readHeader(source);
  const dataStart = LENGTH_BYTES + json.length;
  const header = parseHeader(json, source.size - dataStart, where);
  const notes = [...header.unsupported]
    .slice(0, 5)
    .map(
      ([name, type]) => `left out ${shown(name)}: its element type ${shown(type)} is not supported`,
    );
  const names = [...header.tensors.keys(), ...header.unsupported.keys()];
  const prefix = commonPrefix(names, notes);
  const tensors = withoutPrefix(header.tensors, prefix);
  const unsupported = withoutPrefix(header.unsupported, prefix);
  return {
    where,
    format: "safetensors",
    tensors,
    unsupported,
    metadata: header.metadata,
    notes,
    async read(name) {
      const { dtype, shape, start } =
        tensors.get(name) ?? noSuchTensor({ where, tensors, unsupported }, name);
      const size = numElements(shape) * elementSize(dtype);
      return { dtype, shape, data: decode(dtype, await source.read(dataStart + start, size)) };
    },
    close: () => source.close(),
  };
}

async function readHeader(source: ByteSource): Promise<Uint8Array> {
  const head = await source.read(0, LENGTH_BYTES);
  const length = new DataView(head.buffer, head.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  const longest = Math.min(LONGEST_HEADER, source.size - LENGTH_BYTES);
  if (length > BigInt(longest)) {
    throw damaged(source.name, "the header is longer than it can be", {
      expected: `at most ${longest} bytes`,
      got: `${length}`,
    });
  }
  return source.read(LENGTH_BYTES, Number(length));
}

/** One tensor to be written. */
export interface SafetensorsEntry extends TensorInfo {
  readonly name: string;

  /**
   * The values, in the array type of the dtype (float16 and bfloat16: Float32Array, rounded to
   * nearest even), or their little-endian bytes as a Uint8Array, or a function that gives either
   * when the tensor's turn comes.
   */
  readonly data: TypedArray | (() => Promise<TypedArray>);
}

/**
 * The chunks of a safetensors file: the header, then one tensor after another, so that only one has
 * to be in memory.
 *
 * The header names the tensors in the order given; their data are ordered by element size, largest
 * first, then by name, as safetensors itself does, so that each is aligned. The same entries and
 * metadata always give the same bytes.
 *
 * @param metadata Free text by key, for example a Map.
 * @throws CheckpointError if two entries have the same name, or data do not fit their shape.
 */
export async function* writeSafetensors(
  entries: Iterable<SafetensorsEntry>,
  metadata: Iterable<readonly [string, string]> = [],
): AsyncGenerator<Uint8Array> {
  const given = [...entries];
  checkEntries(given);
  const placed = [...given].sort(
    (a, b) => elementSize(b.dtype) - elementSize(a.dtype) || (a.name < b.name ? -1 : 1),
  );
  yield encodeHeader(given, placed, new Map(metadata));
  for (const entry of placed) yield await encodeData(entry);
}

/** The chunks of a safetensors file with everything that `stateDict` holds, one tensor in memory at a time. */
export function stateDictChunks(stateDict: StateDict): AsyncGenerator<Uint8Array> {
  const entries = [...stateDict.tensors].map(
    ([name, info]): SafetensorsEntry => ({
      name,
      ...info,
      data: async () => (await stateDict.read(name)).data,
    }),
  );
  return writeSafetensors(entries, stateDict.metadata);
}

/** A name that the format uses itself. */
const METADATA = "__metadata__";

function checkEntries(entries: readonly SafetensorsEntry[]): void {
  const names = new Set<string>([METADATA]);
  for (const { name, shape } of entries) {
    if (names.has(name)) {
      throw new CheckpointError({
        what: `a tensor cannot be called ${shown(name)}: the name is taken`,
        hint: "give every tensor a name of its own",
      });
    }
    if (!isShape(shape)) {
      throw new CheckpointError({
        what: "this is not a shape",
        where: name,
        got: `[${shape}]`,
        hint: "give the length of each axis, an integer of 0 or more",
      });
    }
    names.add(name);
  }
}

/** The length and the JSON, padded with spaces so that the data begin at a multiple of 8. */
function encodeHeader(
  given: readonly SafetensorsEntry[],
  placed: readonly SafetensorsEntry[],
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const starts = new Map<SafetensorsEntry, number>();
  let end = 0;
  for (const entry of placed) {
    starts.set(entry, end);
    end += byteLength(entry);
  }
  // Written by hand: an object would reorder names such as "1" and lose "__proto__".
  const pairs = given.map((entry) => {
    const start = starts.get(entry) ?? 0;
    return jsonPair(entry.name, {
      dtype: DTYPE_NAMES[entry.dtype],
      shape: entry.shape,
      data_offsets: [start, start + byteLength(entry)],
    });
  });
  const texts = [...metadata].map(([key, value]) => jsonPair(key, value));
  if (texts.length > 0) pairs.unshift(`"${METADATA}":{${texts.join(",")}}`);
  const json = new TextEncoder().encode(`{${pairs.join(",")}}`);
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + padded).fill(0x20, LENGTH_BYTES + json.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}

function jsonPair(key: string, value: unknown): string {
  return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
}

async function encodeData(entry: SafetensorsEntry): Promise<Uint8Array> {
  const { name, dtype, shape, data } = entry;
  const values = typeof data === "function" ? await data() : data;
  const size = byteLength(entry);
  const encoded = values instanceof Uint8Array && values.length === size;
  const bytes = encoded ? values : encode(dtype, values, name);
  if (bytes.length === size) return bytes;
  throw new CheckpointError({
    what: "the number of values does not fit the shape",
    where: name,
    expected: `${counted(size, "byte")} for ${dtype} [${shape}]`,
    got: counted(bytes.length, "byte"),
    hint: "give as many values as the shape has elements",
  });
}

function byteLength({ shape, dtype }: TensorInfo): number {
  return numElements(shape) * elementSize(dtype);
}
