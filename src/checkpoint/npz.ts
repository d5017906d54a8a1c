/**
 * Several arrays in one file: `.npz`, a zip archive of `.npy` files, compressed or not
 * (numpy.savez, numpy.savez_compressed).
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import { listed, shown } from "./message.ts";
import { commonPrefix, withoutPrefix } from "./name-prefixes.ts";
import { readNpyData, readNpyHeader } from "./npy.ts";
import type { ByteSource } from "./source.ts";
import { noSuchTensor, type StateDict } from "./state-dict.ts";
import type { TensorInfo } from "./tensor.ts";
import type { ZipArchive, ZipEntry } from "./zip.ts";

const EXTENSION = ".npy";

/** Whether an archive is one of arrays. */
export function hasArrays({ entries }: ZipArchive): boolean {
  return [...entries.keys()].some((name) => name.endsWith(EXTENSION));
}

interface NpzTensor extends TensorInfo {
  readonly entry: ZipEntry;
}

/** The arrays of an open archive; on opening, their headers are read. */
export async function openNpz(source: ByteSource, archive: ZipArchive): Promise<StateDict> {
  const where = source.name;
  const arrays = new Map<string, NpzTensor>();
  const others: string[] = [];
  for (const entry of archive.entries.values()) {
    if (!entry.name.endsWith(EXTENSION)) {
      others.push(entry.name);
      continue;
    }
    const name = entry.name.slice(0, -EXTENSION.length);
    const { dtype, shape } = await readNpyHeader(await archive.open(entry));
    arrays.set(name, { dtype, shape, entry });
  }
  const notes = others.length > 0 ? [`left out what is no array: ${listed(others)}`] : [];
  const tensors = withoutPrefix(arrays, commonPrefix([...arrays.keys()], notes));
  return {
    where,
    format: "npz",
    tensors,
    metadata: new Map(),
    notes,
    async read(name) {
      const { entry } = tensors.get(name) ?? noSuchTensor({ where, tensors }, name);
      const bytes = await archive.open(entry);
      return readNpyData(bytes, await readNpyHeader(bytes));
    },
    close: () => source.close(),
  };
}

/** @throws CheckpointError always: for zip archives that are neither `.pth` nor `.npz`. */
export function refuseArchive(source: ByteSource, { entries }: ZipArchive): never {
  const holder = [...entries.keys()].find((name) => /\.(pth?|safetensors|npz|ckpt)$/i.test(name));
  throw new CheckpointError({
    what: "this zip archive holds no tensors itself",
    where: source.name,
    expected: "an entry data.pkl (.pth) or entries *.npy (.npz)",
    got: listed(entries.keys(), 3) || "an empty archive",
    hint:
      holder === undefined
        ? "check that this is the right file"
        : `unpack it first; it contains ${shown(holder)}`,
  });
}
