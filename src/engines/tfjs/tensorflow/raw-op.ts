/**
 * TensorFlow's operations as they are, for the ones that tfjs has no kernel for.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";

/** What of tfjs-node's back end is used here. */
export interface TensorflowBackend {
  readonly binding: Readonly<
    Record<
      | "TF_FLOAT"
      | "TF_INT32"
      | "TF_ATTR_TYPE"
      | "TF_ATTR_FLOAT"
      | "TF_ATTR_STRING"
      | "TF_ATTR_BOOL"
      | "TF_ATTR_INT",
      number
    >
  >;
  executeMultipleOutputs(
    name: string,
    attrs: readonly RawAttr[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
}

interface RawAttr {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The arguments of a kernel on this back end. */
export interface TensorflowCall {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly backend: TensorflowBackend;
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** Attributes by name: "float32" and "int32" are types, other strings strings; numbers floats; arrays integers. */
export type RawAttrs = Readonly<Record<string, string | number | boolean | readonly number[]>>;

/**
 * Runs an operation of TensorFlow.
 *
 * @param outputs How many results it has.
 */
export function rawOp(
  backend: TensorflowBackend,
  name: string,
  inputs: readonly tf.TensorInfo[],
  attrs: RawAttrs,
  outputs = 1,
): tf.Tensor[] {
  const raw = Object.entries(attrs).map(([key, value]) => attr(backend, key, value));
  return backend.executeMultipleOutputs(name, raw, inputs, outputs);
}

function attr({ binding }: TensorflowBackend, name: string, value: RawAttrs[string]): RawAttr {
  if (value === "float32") return { name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  if (value === "int32") return { name, type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 };
  if (typeof value === "string") return { name, type: binding.TF_ATTR_STRING, value };
  if (typeof value === "boolean") return { name, type: binding.TF_ATTR_BOOL, value };
  if (typeof value === "number") return { name, type: binding.TF_ATTR_FLOAT, value };
  return { name, type: binding.TF_ATTR_INT, value: [...value] };
}
