/**
 * Tensors as PyTorch pickles them: `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad,
 * hooks)` (torch 2.6 torch/_tensor.py:_reduce_ex_internal, torch/_utils.py).
 *
 * @module
 */

import { damaged } from "./damaged.ts";
import { elementSize } from "./dtype.ts";
import { shapeText } from "./message.ts";
import {
  PickleCall,
  PickleGlobal,
  PickleList,
  PickleTuple,
  type PickleValue,
} from "./pickle-values.ts";
import { isShape, MOST_AXES, numElements, span } from "./strides.ts";
import type { TensorInfo } from "./tensor.ts";
import { dtypeOfGlobal } from "./torch-globals.ts";
import { isLength, type Storage, torchStorage } from "./torch-storage.ts";

/** A tensor as a view of a storage. */
export interface TorchTensor extends TensorInfo {
  readonly storage: Storage;
  /** Elements before the first one. */
  readonly offset: number;
  readonly strides: readonly number[];
}

/** A tensor whose elements cannot be read here. */
export interface UnsupportedTensor {
  /** `complex64`, `QInt8`, … */
  readonly unsupported: string;
}

/**
 * Views with stride 0 can be larger than their storage; up to this many elements they are read.
 * One tensor therefore takes at most max(its storage, 2^20 elements) of memory, and as much again
 * for the bytes it is made from.
 */
const LARGEST_EXPANDED = 2 ** 20;

/** A parameter around a parameter around … : real files have one. */
const MOST_WRAPPERS = 8;

const TENSORS: ReadonlySet<string> = new Set([
  "torch._utils._rebuild_tensor",
  "torch._utils._rebuild_tensor_v2",
  "torch._utils._rebuild_tensor_v3",
]);

const PARAMETERS: ReadonlySet<string> = new Set([
  "torch._utils._rebuild_parameter",
  "torch._utils._rebuild_parameter_with_state",
  "torch.nn.parameter.Parameter",
]);

/** Whether `value` describes a tensor or parameter, sound or not. */
export function isTensor(value: PickleValue): boolean {
  return isCallOf(value, TENSORS) || isCallOf(value, PARAMETERS);
}

/**
 * A tensor or parameter of a pickle; undefined if `value` is something else.
 *
 * @throws CheckpointError if it is one but its parts do not fit together.
 */
export function torchTensor(
  value: PickleValue,
  where: string,
): TorchTensor | UnsupportedTensor | undefined {
  let call = value;
  for (let i = 0; i < MOST_WRAPPERS && isCallOf(call, PARAMETERS); i++) call = call.args.items[0];
  if (!isCallOf(call, TENSORS)) return undefined;
  const [storageId, offset, size, stride, , , dtype] = call.args.items;
  const { storage, type: storageType, start, count } = torchStorage(storageId, where);
  const isV3 = call.callee.name.endsWith("_v3");
  const type = isV3 && dtype instanceof PickleGlobal ? dtypeOfGlobal(dtype.name) : storageType;
  if (type === undefined || type === "untyped") {
    throw damaged(where, "a tensor has no element type");
  }
  if ("unsupported" in type) return { unsupported: type.unsupported };
  const shape = lengths(size);
  const strides = lengths(stride);
  const sound =
    isLength(offset) &&
    shape !== undefined &&
    strides !== undefined &&
    isShape(shape) &&
    shape.length === strides.length;
  if (!sound) throw damaged(where, "the shape of a tensor is damaged");
  const bytes = elementSize(type.dtype);
  const available = Math.floor((count * storage.elementBytes) / bytes);
  if (offset + span(shape, strides) > available) {
    throw damaged(where, "the tensor reaches beyond its storage", {
      expected: `at most ${available} elements`,
      got: `${shapeText(shape)} with strides ${shapeText(strides)} from element ${offset} on`,
    });
  }
  if (numElements(shape) > Math.max(available, LARGEST_EXPANDED)) {
    throw damaged(where, "an expanded tensor is far larger than its storage", {
      expected: `at most ${Math.max(available, LARGEST_EXPANDED)} elements`,
      got: `${shapeText(shape)} with strides ${shapeText(strides)}`,
      hint: "save it with torch.save(tensor.contiguous(), …)",
    });
  }
  const startElements = (start * storage.elementBytes) / bytes;
  return { dtype: type.dtype, shape, strides, storage, offset: startElements + offset };
}

function isCallOf(value: PickleValue, names: ReadonlySet<string>): value is PickleCall {
  return value instanceof PickleCall && names.has(value.callee.name);
}

/** A tuple of lengths, or `torch.Size` of one. */
function lengths(value: PickleValue): number[] | undefined {
  const inner =
    value instanceof PickleCall && value.callee.name === "torch.Size" ? value.args.items[0] : value;
  if (!(inner instanceof PickleTuple || inner instanceof PickleList)) return undefined;
  if (inner.items.length > MOST_AXES || !inner.items.every(isLength)) return undefined;
  return [...inner.items] as number[];
}
