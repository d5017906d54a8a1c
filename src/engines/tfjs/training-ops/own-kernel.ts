/**
 * Operations of the project's own, each one kernel call with a gradient that is written out.
 *
 * A step of training is made of thousands of kernel calls, and on fast back ends it is their number that costs. Each
 * operation is given as composed of TensorFlow.js's own, which every back end runs, and where it pays also in a form
 * of its own for the wasm back end (on its heap) and for TensorFlow (its own operations).
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { TensorflowCall } from "../tensorflow/raw-op.ts";
import type { WasmCall } from "../wasm/heap.ts";

export type Tensors = Readonly<Record<string, tf.Tensor>>;
export type Attrs = Readonly<Record<string, unknown>>;

export interface OwnKernel {
  /** Its name in tfjs's registry, among the kernels of others. */
  readonly name: string;

  /** On any back end. */
  readonly composed: (inputs: Tensors, attrs: Attrs) => tf.Tensor[];

  readonly wasm?: (call: WasmCall) => tf.TensorInfo[];

  readonly tensorflow?: (call: TensorflowCall) => tf.TensorInfo[];

  /** None for what is never differentiated: gradients themselves. */
  readonly gradient?: OwnGradient;
}

export interface OwnGradient {
  /** Names of inputs whose values it needs. */
  readonly inputs?: readonly string[];

  /** Which results it needs. */
  readonly outputs?: readonly boolean[];

  /**
   * @param dys A gradient for each result, zeros where none arrived.
   * @param saved The inputs, then the results, that were asked for.
   * @returns The gradient of each input that has one.
   */
  readonly of: (
    dys: readonly tf.Tensor[],
    saved: tf.Tensor[],
    attrs: Attrs,
  ) => Record<string, () => tf.Tensor>;
}

const withGradient = new Set<string>();
const onBackend = new Set<string>();

/** Runs `kernel` on the current back end; its results. */
export function runOwn(kernel: OwnKernel, inputs: Tensors, attrs: Attrs = {}): tf.Tensor[] {
  registered(kernel);
  const results = tf
    .engine()
    .runKernel(kernel.name, inputs as tf.NamedTensorMap, attrs as tf.NamedAttrMap);
  return [results].flat() as tf.Tensor[];
}

/** The same for a kernel of one result. */
export function runOwnSingle<R extends tf.Rank>(
  kernel: OwnKernel,
  inputs: Tensors,
  attrs: Attrs = {},
): tf.Tensor<R> {
  return runOwn(kernel, inputs, attrs)[0] as tf.Tensor<R>;
}

/** Kernels are registered when they are first used on a back end: only then it is sure to be loaded. */
function registered(kernel: OwnKernel): void {
  const { name, gradient } = kernel;
  const backendName = tf.getBackend();
  const key = `${name} ${backendName}`;
  if (onBackend.has(key)) return;
  onBackend.add(key);
  tf.registerKernel({ kernelName: name, backendName, kernelFunc: kernelFunc(kernel, backendName) });
  if (gradient === undefined || withGradient.has(name)) return;
  withGradient.add(name);
  tf.registerGradient({
    kernelName: name,
    ...(gradient.inputs && { inputsToSave: [...gradient.inputs] }),
    ...(gradient.outputs && { outputsToSave: [...gradient.outputs] }),
    gradFunc: (dy, saved, attrs) => gradient.of([dy].flat() as tf.Tensor[], saved, attrs as Attrs),
  });
}

function kernelFunc(kernel: OwnKernel, backendName: string): tf.KernelFunc {
  const own =
    backendName === "wasm"
      ? kernel.wasm
      : backendName === "tensorflow"
        ? kernel.tensorflow
        : undefined;
  if (own !== undefined) {
    return (backendName === "tensorflow"
      ? (call: TensorflowCall) =>
          tf.tidy(() => (own as NonNullable<OwnKernel["tensorflow"]>)(call) as tf.Tensor[])
      : own) as unknown as tf.KernelFunc;
  }
  return ({ inputs, attrs }) =>
    tf.tidy(() => kernel.composed(inputs as unknown as Tensors, (attrs ?? {}) as Attrs));
}
