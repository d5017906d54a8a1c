/**
 * A checkpoint as the rest of the library sees it: named tensors whose values are read when asked
 * for, whatever the file format. Named after PyTorch's `state_dict`.
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import type { TypedArray } from "./dtype.ts";
import { counted, listed, shown } from "./message.ts";
import { numElements } from "./strides.ts";
import type { Tensor, TensorInfo } from "./tensor.ts";

export interface StateDict {
  /** What messages call it, usually the path as the user gave it. */
  readonly where: string;

  readonly format: "pth" | "pth-legacy" | "safetensors" | "npz" | "memory";

  /** Every tensor, in the order of the file. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;

  /** Tensors that were left out because their elements cannot be read here, with the type's name. */
  readonly unsupported?: ReadonlyMap<string, string> | undefined;

  /** Free text that came with the file (safetensors `__metadata__`); empty for other formats. */
  readonly metadata: ReadonlyMap<string, string>;

  /** What was done to get from the file to these tensors, a sentence each, for `inspect`. */
  readonly notes: readonly string[];

  /**
   * The values of one tensor; only its own bytes are read.
   *
   * @throws CheckpointError if there is no such tensor or its bytes cannot be read.
   */
  read(name: string): Promise<Tensor>;

  /** Gives the file back; tensors that were read stay valid. */
  close(): Promise<void>;
}

/** The values of one tensor as float32, rounded to nearest where the file holds more digits. */
export async function readFloat32(stateDict: StateDict, name: string): Promise<Float32Array> {
  return toFloat32((await stateDict.read(name)).data);
}

function toFloat32(data: TypedArray): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return Float32Array.from(data, Number);
  }
  return Float32Array.from(data);
}

/**
 * Tensors in memory as a StateDict.
 *
 * @param where What messages call it.
 * @throws CheckpointError if a tensor's data does not have one value per element.
 */
export function stateDictOf(tensors: ReadonlyMap<string, Tensor>, where: string): StateDict {
  for (const [name, { shape, data }] of tensors) {
    if (data.length === numElements(shape)) continue;
    throw new CheckpointError({
      what: "the number of values does not fit the shape",
      where: `${where}: ${name}`,
      expected: `${numElements(shape)} values for [${shape}]`,
      got: counted(data.length, "value"),
      hint: "give as many values as the shape has elements",
    });
  }
  return {
    where,
    format: "memory",
    tensors,
    metadata: new Map(),
    notes: [],
    read: async (name) => tensors.get(name) ?? noSuchTensor({ where, tensors }, name),
    close: async () => {},
  };
}

/** @throws CheckpointError always, with the element type if that is why, else naming tensors that there are. */
export function noSuchTensor(
  { where, tensors, unsupported }: Pick<StateDict, "where" | "tensors" | "unsupported">,
  name: string,
): never {
  const type = unsupported?.get(name);
  if (type !== undefined) {
    throw new CheckpointError({
      what: `the tensor cannot be read: its element type ${shown(type)} is not supported`,
      where: `${where}: ${shown(name)}`,
      hint: "save it with float32 elements instead",
    });
  }
  const alike = [...tensors.keys()].filter(
    (key) => key.split(".").at(-1) === name.split(".").at(-1),
  );
  throw new CheckpointError({
    what: `there is no tensor ${shown(name)}`,
    where,
    got: listed(alike.length > 0 ? alike : tensors.keys()) || "no tensors at all",
    hint: "use one of the names in stateDict.tensors; cladescope inspect lists them",
  });
}
