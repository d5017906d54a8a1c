/**
 * `.pth` files of PyTorch before 1.6, or of `torch.save(…, _use_new_zipfile_serialization=False)`
 * (torch 2.6 torch/serialization.py:_legacy_save):
 *
 *     pickle  0x1950a86a20f9469cfc6c        magic number
 *     pickle  1001                          protocol version
 *     pickle  {protocol_version, little_endian, type_sizes}
 *     pickle  what torch.save() was given; storages are persistent ids
 *     pickle  [key, …]                      storages in the order of the file
 *     per storage: int64 number of elements, then their bytes; always little-endian
 *
 * On opening, the pickles and the 8 bytes before each storage are read.
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import { damaged } from "./damaged.ts";
import { counted, shown } from "./message.ts";
import { LONGEST_PICKLE, type Pickle, readPickle } from "./pickle.ts";
import { TruncatedPickle } from "./pickle-bytes.ts";
import { type PersistentId, PickleList } from "./pickle-values.ts";
import type { ByteSource } from "./source.ts";
import type { StateDict } from "./state-dict.ts";
import { allowsGlobal } from "./torch-globals.ts";
import { torchStateDict } from "./torch-state-dict.ts";
import { torchStorage } from "./torch-storage.ts";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL_VERSION = 1001;

/** The pickles of a released checkpoint take 30 kB; longer ones are read in further steps. */
const FIRST_STEP = 2 ** 18;

/** @throws CheckpointError if the file is no such file, is damaged or names a forbidden global. */
export async function openPthLegacy(source: ByteSource): Promise<StateDict> {
  const where = source.name;
  const { root, keys } = await readHead(source);
  const places = await findStorages(source, root, keys);
  return torchStateDict({
    where,
    format: "pth-legacy",
    root: root.value,
    storages: {
      littleEndian: true,
      size: (key) => places.get(key)?.bytes,
      async read(key, offset, length) {
        const place = places.get(key);
        if (place === undefined) throw damaged(where, `the storage ${shown(key)} is missing`);
        return source.read(place.start + offset, length);
      },
    },
    close: () => source.close(),
  });
}

interface Head {
  readonly root: Pickle;
  readonly keys: Pickle;
}

/** Reads the five pickles; their length is unknown, so twice as much each time it is not enough. */
async function readHead(source: ByteSource): Promise<Head> {
  for (let step = FIRST_STEP; ; step *= 2) {
    const bytes = await source.read(0, Math.min(step, source.size, LONGEST_PICKLE));
    try {
      return parseHead(bytes, source.name);
    } catch (error) {
      const all = bytes.length === source.size || bytes.length === LONGEST_PICKLE;
      if (all || !(error instanceof TruncatedPickle)) throw error;
    }
  }
}

function parseHead(bytes: Uint8Array, where: string): Head {
  const magic = readPickle(bytes, { where });
  if (magic.value !== MAGIC) {
    throw new CheckpointError({
      what: "this is a Python pickle, but not one of PyTorch",
      where,
      expected: "a file written by torch.save()",
      hint: "in Python: torch.save(net.state_dict(), 'weights.pth')",
    });
  }
  const version = readPickle(bytes, { where, start: magic.end });
  if (version.value !== PROTOCOL_VERSION) {
    throw new CheckpointError({
      what: "the file has an unknown version of PyTorch's old format",
      where,
      expected: `${PROTOCOL_VERSION}`,
      hint: "load and save it again with a newer PyTorch",
    });
  }
  const system = readPickle(bytes, { where, start: version.end });
  const root = readPickle(bytes, { where, start: system.end, allows: allowsGlobal });
  const keys = readPickle(bytes, { where, start: root.end });
  return { root, keys };
}

interface Place {
  readonly start: number;
  readonly bytes: number;
}

/** Where each storage lies. */
async function findStorages(
  source: ByteSource,
  root: Pickle,
  keys: Pickle,
): Promise<Map<string, Place>> {
  const where = source.name;
  const elementBytes = elementBytesOf(root.persistentIds, where);
  if (!(keys.value instanceof PickleList)) throw damaged(where, "the list of storages is missing");
  const places = new Map<string, Place>();
  let at = keys.end;
  for (const key of keys.value.items) {
    const size = typeof key === "string" ? elementBytes.get(key) : undefined;
    if (typeof key !== "string" || size === undefined || places.has(key)) {
      throw damaged(where, "the list of storages does not fit the tensors");
    }
    const head = await source.read(at, 8);
    const count = new DataView(head.buffer, head.byteOffset, 8).getBigInt64(0, true);
    const left = source.size - at - 8;
    if (count < 0n || count > BigInt(Math.floor(left / size))) {
      throw new CheckpointError({
        what: "the file ends too early",
        where: `${where}: storage ${shown(key)}`,
        expected: `${count} elements of ${counted(size, "byte")}`,
        got: counted(left, "byte"),
        hint: "download or copy the file again; it is probably incomplete",
      });
    }
    const bytes = Number(count) * size;
    places.set(key, { start: at + 8, bytes });
    at += 8 + bytes;
  }
  return places;
}

/** Bytes per element of each storage that the pickle refers to. */
function elementBytesOf(ids: readonly PersistentId[], where: string): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const id of ids) {
    const { key, elementBytes } = torchStorage(id, where).storage;
    if ((sizes.get(key) ?? elementBytes) !== elementBytes) {
      throw damaged(where, `the storage ${shown(key)} has elements of two sizes`);
    }
    sizes.set(key, elementBytes);
  }
  return sizes;
}
