/**
 * Writes `.pth` files as PyTorch 1.6 and newer does (torch 2.6 torch/serialization.py:_save): a zip archive of stored
 * entries, the data of each at a multiple of 64 bytes.
 *
 *     archive/data.pkl    an OrderedDict of tensors; storages are persistent ids
 *     archive/byteorder   "little"
 *     archive/data/KEY    the elements of tensor number KEY
 *     archive/version     "3"
 *
 * One tensor at a time is in memory. Archives of 4 GiB and more, which need zip64, are not written.
 *
 * @module
 */

import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { encode, type TypedArray } from "../../src/checkpoint/dtype.ts";

const STORAGES = {
  float16: "HalfStorage",
  bfloat16: "BFloat16Storage",
  float32: "FloatStorage",
  float64: "DoubleStorage",
  int64: "LongStorage",
} as const;

export interface PthEntry {
  readonly name: string;
  readonly dtype: keyof typeof STORAGES;
  readonly shape: readonly number[];

  /** The values, row-major, in the array type of the dtype (float16: Float32Array); called once. */
  readonly data: () => TypedArray;
}

/** Writes a state dict to `path`. */
export async function writePth(path: string, entries: Iterable<PthEntry>): Promise<void> {
  const tensors = [...entries];
  const file = await open(path, "w");
  try {
    const zip = new StoredZip(file);
    await zip.add("archive/data.pkl", pickleOf(tensors));
    await zip.add("archive/byteorder", Buffer.from("little"));
    for (const [key, { name, dtype, shape, data }] of tensors.entries()) {
      const values = data();
      if (values.length !== count(shape)) throw new Error(`${name}: ${values.length} values`);
      await zip.add(`archive/data/${key}`, encode(dtype, values, name));
    }
    await zip.add("archive/version", Buffer.from("3\n"));
    await zip.end();
  } finally {
    await file.close();
  }
}

/** Pickle protocol 2, without a memo: opcodes are those of Python's Lib/pickletools.py. */
function pickleOf(tensors: readonly PthEntry[]): Uint8Array {
  const orderedDict = Buffer.from("ccollections\nOrderedDict\n)R");
  const parts: Uint8Array[] = [Buffer.from("\x80\x02", "latin1"), orderedDict, Buffer.from("(")];
  for (const [key, { name, dtype, shape }] of tensors.entries()) {
    parts.push(
      text(name),
      Buffer.from("ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storage"),
      Buffer.from(`ctorch\n${STORAGES[dtype]}\n`),
      text(String(key)),
      Buffer.from("X\x03\0\0\0cpu"),
      integer(count(shape)),
      Buffer.from("tQK\0"), // persistent id; the tensor begins at element 0
      tuple(shape),
      tuple(shape.map((_, axis) => count(shape.slice(axis + 1)))),
      Buffer.from([0x89]), // requires_grad: False
      orderedDict, // no backward hooks
      Buffer.from("tR"),
    );
  }
  return Buffer.concat([...parts, Buffer.from("u.")]);
}

/** BINUNICODE. */
function text(value: string): Uint8Array {
  const bytes = Buffer.from(value);
  const head = Buffer.from("X\0\0\0\0");
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** BININT. */
function integer(value: number): Uint8Array {
  const bytes = Buffer.from("J\0\0\0\0");
  bytes.writeInt32LE(value, 1);
  return bytes;
}

function tuple(values: readonly number[]): Uint8Array {
  return Buffer.concat([Buffer.from("("), ...values.map(integer), Buffer.from("t")]);
}

function count(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

const ALIGNMENT = 64;

/** A zip archive without compression (PKWARE APPNOTE.TXT 4.3), written from front to back. */
class StoredZip {
  readonly #file: FileHandle;
  readonly #directory: Uint8Array[] = [];
  #offset = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async add(name: string, data: Uint8Array): Promise<void> {
    const start = this.#offset;
    const path = Buffer.from(name);
    // As PyTorch pads: an extra field "FB" of as many bytes as bring the data to the boundary.
    const bare = start + 30 + path.length + 4;
    const padding = (ALIGNMENT - (bare % ALIGNMENT)) % ALIGNMENT;
    const common = entryFields(data, path.length);
    const extra = Buffer.from(`FB\0\0${"Z".repeat(padding)}`);
    extra.writeUInt16LE(padding, 2);
    const local = [Buffer.from("PK\x03\x04"), common, uint16(extra.length), path, extra];
    await this.#write(Buffer.concat(local));
    await this.#write(data);
    const madeBy = Buffer.from("PK\x01\x02\x14\0");
    const rest = Buffer.alloc(14); // no comment, one disk, no attributes
    rest.writeUInt32LE(start, 10);
    this.#directory.push(Buffer.concat([madeBy, common, uint16(0), rest, path]));
  }

  async end(): Promise<void> {
    const start = this.#offset;
    for (const entry of this.#directory) await this.#write(entry);
    const end = Buffer.alloc(22);
    end.write("PK\x05\x06");
    end.writeUInt16LE(this.#directory.length, 8);
    end.writeUInt16LE(this.#directory.length, 10);
    end.writeUInt32LE(this.#offset - start, 12);
    end.writeUInt32LE(start, 16);
    await this.#write(end);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#file.write(bytes, done, bytes.length - done)).bytesWritten;
    }
    this.#offset += bytes.length;
  }
}

/** What the header before the data and the directory have in common: from "version needed" to "name length". */
function entryFields(data: Uint8Array, nameLength: number): Uint8Array {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt16LE(20, 0);
  bytes.writeUInt16LE(0x21, 8); // 1 January 1980
  bytes.writeUInt32LE(crc32(data), 10);
  bytes.writeUInt32LE(data.length, 14);
  bytes.writeUInt32LE(data.length, 18);
  bytes.writeUInt16LE(nameLength, 22);
  return bytes;
}

function uint16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
