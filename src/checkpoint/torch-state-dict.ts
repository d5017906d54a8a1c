/**
 * The StateDict of a `.pth` file, old or new: what its pickle describes, read from its storages.
 *
 * @module
 */

import { damaged } from "./damaged.ts";
import { decode, elementSize } from "./dtype.ts";
import { shown } from "./message.ts";
import type { PickleValue } from "./pickle-values.ts";
import { noSuchTensor, type StateDict } from "./state-dict.ts";
import { gather, isContiguous, span } from "./strides.ts";
import type { Tensor } from "./tensor.ts";
import type { Storage } from "./torch-storage.ts";
import type { TorchTensor } from "./torch-tensor.ts";
import { findTensors } from "./torch-wrappers.ts";

/** How a file keeps its storages. */
interface Storages {
  readonly littleEndian: boolean;
  /** Bytes of a storage; undefined if the file has none of this key. */
  size(key: string): number | undefined;
  read(key: string, offset: number, length: number): Promise<Uint8Array>;
}

export interface TorchFile {
  readonly where: string;
  readonly format: "pth" | "pth-legacy";
  /** What torch.save() was given. */
  readonly root: PickleValue;
  readonly storages: Storages;
  close(): Promise<void>;
}

/**
 * Finds the state dict and checks that every tensor lies inside its storage and every storage is as
 * large as the pickle says.
 */
export function torchStateDict({ where, format, root, storages, close }: TorchFile): StateDict {
  const { tensors, unsupported, notes } = findTensors(root, where);
  for (const [name, { storage }] of tensors) {
    checkStorage(storage, storages.size(storage.key), `${where}: ${shown(name)}`);
  }
  return {
    where,
    format,
    tensors,
    unsupported,
    metadata: new Map(),
    notes,
    async read(name) {
      const tensor = tensors.get(name) ?? noSuchTensor({ where, tensors, unsupported }, name);
      return readTensor(tensor, storages, `${where}: ${shown(name)}`);
    },
    close,
  };
}

function checkStorage({ key, bytes }: Storage, actual: number | undefined, where: string): void {
  if (actual === bytes) return;
  throw damaged(where, "the values of the tensor are not in the file as promised", {
    expected: `${bytes} bytes in storage ${shown(key)}`,
    got: actual === undefined ? "no such storage" : `${actual} bytes`,
  });
}

/** Reads the elements from the first to the last that the view touches, and no others. */
async function readTensor(
  { dtype, shape, strides, offset, storage }: TorchTensor,
  storages: Storages,
  where: string,
): Promise<Tensor> {
  const size = elementSize(dtype);
  const touched = await storages.read(storage.key, offset * size, span(shape, strides) * size);
  const bytes = isContiguous(shape, strides)
    ? touched
    : gather(touched, size, shape, strides, where);
  return { dtype, shape, data: decode(dtype, bytes, storages) };
}
