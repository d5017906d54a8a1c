/**
 * The wasm back end from inside: tensors as views of its heap, and its kernels without the engine around them.
 *
 * A view is good until the next allocation: the heap may move when it grows. So allocate first, view afterwards.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";

/** What of tfjs's `BackendWasm` is used here; it is public there, though no type of it is exported. */
export interface WasmBackend {
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array | Uint8Array;
  disposeData(dataId: object): boolean;
  incRef(dataId: object): void;

  /** Emscripten's module. */
  readonly wasm?: { readonly asm?: { readonly memory?: unknown } };
}

/** The arguments of a kernel on this back end. */
export interface WasmCall {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly backend: WasmBackend;
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** Makes `kernel` the wasm back end's way of doing `kernelName`, in place of the one that it may have. */
export function registerWasmKernel(
  kernelName: string,
  kernel: (call: WasmCall) => tf.TensorInfo | tf.TensorInfo[],
): void {
  if (tf.getKernel(kernelName, "wasm")) tf.unregisterKernel(kernelName, "wasm");
  const kernelFunc = kernel as unknown as tf.KernelFunc;
  tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc });
}

/** A tensor with room for values; they are whatever was in that memory before. */
export function floats(backend: WasmBackend, shape: readonly number[]): tf.TensorInfo {
  return backend.makeOutput(shape, "float32");
}

/** The same for integers. */
export function integers(backend: WasmBackend, shape: readonly number[]): tf.TensorInfo {
  return backend.makeOutput(shape, "int32");
}

export function floatsOf(backend: WasmBackend, tensor: tf.TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

/** Address of its first value, in bytes. */
export function addressOf(backend: WasmBackend, tensor: tf.TensorInfo): number {
  return backend.typedArrayFromHeap(tensor).byteOffset;
}

export function integersOf(backend: WasmBackend, tensor: tf.TensorInfo): Int32Array {
  return backend.typedArrayFromHeap(tensor) as Int32Array;
}

/** The same values in another shape; no copy, and nothing to dispose of. */
export function shaped(tensor: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
  return { dataId: tensor.dataId, dtype: tensor.dtype, shape: [...shape] };
}

/** Runs one of the back end's kernels; the result is the caller's to dispose of. */
export function wasmKernel(
  backend: WasmBackend,
  kernelName: string,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  attrs: Readonly<Record<string, unknown>>,
): tf.TensorInfo {
  const kernelFunc = tf.getKernel(kernelName, "wasm")?.kernelFunc;
  if (kernelFunc === undefined) throw new Error(`the wasm back end has no ${kernelName}`);
  const call = { inputs, backend, attrs } as unknown as Parameters<tf.KernelFunc>[0];
  return kernelFunc(call) as tf.TensorInfo;
}

export function freed(backend: WasmBackend, ...tensors: readonly tf.TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId);
}
