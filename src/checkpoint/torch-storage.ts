/**
 * Storages, the blocks of memory that tensors are views of, as PyTorch pickles them: a persistent id
 * `("storage", class, key, location, elements[, part])` (torch 2.6 torch/serialization.py,
 * `persistent_id`).
 *
 * @module
 */

import { damaged } from "./damaged.ts";
import { elementSize } from "./dtype.ts";
import { PersistentId, PickleGlobal, PickleTuple, type PickleValue } from "./pickle-values.ts";
import { storageOfGlobal, type TorchType } from "./torch-globals.ts";

/** A block of bytes that tensors are views of. */
export interface Storage {
  /** Its name within the file. */
  readonly key: string;
  readonly bytes: number;
  /** Bytes per element in which the file counts its size. */
  readonly elementBytes: number;
}

/** What a tensor may use of a storage. */
export interface StoragePart {
  readonly storage: Storage;
  readonly type: TorchType | "untyped";
  /** First element that the tensor may use, and their number. */
  readonly start: number;
  readonly count: number;
}

/** Reads `("storage", class, key, location, elements[, (view key, offset, elements)])`. */
export function torchStorage(value: PickleValue, where: string): StoragePart {
  const id = value instanceof PersistentId ? value.id : null;
  if (!(id instanceof PickleTuple)) throw damaged(where, "a tensor has no storage");
  const [kind, storageClass, key, , total, part] = id.items;
  const type =
    storageClass instanceof PickleGlobal ? storageOfGlobal(storageClass.name) : undefined;
  if (kind !== "storage" || typeof key !== "string" || !isLength(total) || type === undefined) {
    throw damaged(where, "a storage is of an unknown kind");
  }
  const elementBytes =
    type.type !== "untyped" && "dtype" in type.type
      ? elementSize(type.type.dtype)
      : (type.bytes ?? 1);
  const storage = { key, elementBytes, bytes: total * elementBytes };
  if (!Number.isSafeInteger(storage.bytes)) throw damaged(where, "a storage is impossibly large");
  if (!(part instanceof PickleTuple)) return { storage, type: type.type, start: 0, count: total };
  const [, start, count] = part.items;
  if (!isLength(start) || !isLength(count) || start + count > total) {
    throw damaged(where, "a part of a storage reaches beyond it");
  }
  return { storage, type: type.type, start, count };
}

export function isLength(value: PickleValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
