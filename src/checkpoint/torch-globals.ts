/**
 * The globals that PyTorch puts into files of weights (torch 2.6 torch/_utils.py, torch/storage.py,
 * torch/serialization.py). All of them stay names: none is ever called.
 *
 * @module
 */

import type { DType } from "./dtype.ts";

/** Typed storages, by the class that the pickle names; `torch.cuda` has the same ones. */
const STORAGES: ReadonlyMap<string, DType> = new Map([
  ["HalfStorage", "float16"],
  ["BFloat16Storage", "bfloat16"],
  ["FloatStorage", "float32"],
  ["DoubleStorage", "float64"],
  ["CharStorage", "int8"],
  ["ByteStorage", "uint8"],
  ["ShortStorage", "int16"],
  ["IntStorage", "int32"],
  ["LongStorage", "int64"],
  ["BoolStorage", "bool"],
]);

/** Storages whose elements cannot be read here, with the bytes of one element. */
const UNSUPPORTED_STORAGES: ReadonlyMap<string, number> = new Map([
  ["ComplexFloatStorage", 8],
  ["ComplexDoubleStorage", 16],
  ["QInt8Storage", 1],
  ["QUInt8Storage", 1],
  ["QInt32Storage", 4],
  ["QUInt4x2Storage", 1],
  ["QUInt2x4Storage", 1],
]);

const DTYPES: ReadonlyMap<string, DType> = new Map([
  ["float16", "float16"],
  ["half", "float16"],
  ["bfloat16", "bfloat16"],
  ["float32", "float32"],
  ["float", "float32"],
  ["float64", "float64"],
  ["double", "float64"],
  ["int8", "int8"],
  ["uint8", "uint8"],
  ["int16", "int16"],
  ["short", "int16"],
  ["uint16", "uint16"],
  ["int32", "int32"],
  ["int", "int32"],
  ["uint32", "uint32"],
  ["int64", "int64"],
  ["long", "int64"],
  ["uint64", "uint64"],
  ["bool", "bool"],
]);

const UNSUPPORTED_DTYPES: readonly string[] = [
  "complex32",
  "complex64",
  "complex128",
  "cfloat",
  "cdouble",
  "float8_e4m3fn",
  "float8_e4m3fnuz",
  "float8_e5m2",
  "float8_e5m2fnuz",
  "float8_e8m0fnu",
  "qint8",
  "quint8",
  "qint32",
];

/** Everything else that weights, and the numbers saved beside them, are made of. */
const OTHERS: readonly string[] = [
  "collections.OrderedDict",
  "collections.Counter",
  "torch._utils._rebuild_tensor",
  "torch._utils._rebuild_tensor_v2",
  "torch._utils._rebuild_tensor_v3",
  "torch._utils._rebuild_parameter",
  "torch._utils._rebuild_parameter_with_state",
  "torch.nn.parameter.Parameter",
  "torch.Tensor",
  "torch.Size",
  "torch.device",
  "torch.storage.UntypedStorage",
  "torch.storage.TypedStorage",
  "torch.UntypedStorage",
  "_codecs.encode",
  "builtins.set",
  "builtins.frozenset",
  "builtins.bytearray",
  "builtins.complex",
  // A numpy number, such as the best score so far.
  "numpy.dtype",
  "numpy.core.multiarray.scalar",
  "numpy._core.multiarray.scalar",
];

const ALLOWED: ReadonlySet<string> = new Set([
  ...OTHERS,
  ...[...DTYPES.keys(), ...UNSUPPORTED_DTYPES].map((name) => `torch.${name}`),
  ...[...STORAGES.keys(), ...UNSUPPORTED_STORAGES.keys()].flatMap((name) => [
    `torch.${name}`,
    `torch.cuda.${name}`,
    `torch.storage.${name}`,
  ]),
]);

/** Whether a pickle of weights may name this global. */
export function allowsGlobal(name: string): boolean {
  return ALLOWED.has(name);
}

/** An element type, or the name of one that cannot be read here. */
export type TorchType = { readonly dtype: DType } | { readonly unsupported: string };

/** The element type that a dtype such as `torch.uint16` stands for. */
export function dtypeOfGlobal(name: string): TorchType | undefined {
  if (!name.startsWith("torch.")) return undefined;
  const short = name.slice("torch.".length);
  const dtype = DTYPES.get(short);
  if (dtype !== undefined) return { dtype };
  return UNSUPPORTED_DTYPES.includes(short) ? { unsupported: short } : undefined;
}

/** What a storage class says of its elements; untyped storages are counted in bytes. */
export interface StorageType {
  readonly type: TorchType | "untyped";
  /** Bytes per counted element; undefined where `type` is a dtype, which knows it. */
  readonly bytes?: number;
}

export function storageOfGlobal(name: string): StorageType | undefined {
  const short = name.slice(name.lastIndexOf(".") + 1);
  if (short === "UntypedStorage") return { type: "untyped", bytes: 1 };
  const dtype = STORAGES.get(short);
  if (dtype !== undefined) return { type: { dtype } };
  const bytes = UNSUPPORTED_STORAGES.get(short);
  if (bytes !== undefined) return { type: { unsupported: short.replace(/Storage$/, "") }, bytes };
  return undefined;
}
