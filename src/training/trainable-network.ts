/**
 * A network under training: its parameters as one flat variable on the back end, its buffers beside it.
 *
 * Memory: it owns them until `dispose`.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../checkpoint/tensor.ts";
import { ModelError } from "../errors.ts";
import type { ParameterStore } from "../models/network.ts";
import type { Step } from "../models/trace.ts";
import { initialValues } from "./initialise.ts";
import {
  type LaidOutParameter,
  type ParameterLayout,
  parameterLayout,
  toPyTorch,
  toTfjs,
} from "./parameter-layout.ts";

/** A flat vector on the back end. */
export type FlatVariable = tf.Variable<tf.Rank.R1>;

export class TrainableNetwork {
  readonly layout: ParameterLayout;

  /** All learned parameters, one after another; [layout.size]. */
  readonly flat: FlatVariable;

  /** All running means and variances; [layout.statisticsSize]. */
  readonly statistics: FlatVariable;

  /** Vectors u and v of spectral norm by their released keys, as rows [1, n]. */
  readonly spectral: ReadonlyMap<string, tf.Variable<tf.Rank.R2>>;

  private constructor(layout: ParameterLayout, values: ReadonlyMap<string, Float32Array>) {
    this.layout = layout;
    const of = (spec: LaidOutParameter) => toTfjs(spec, values.get(spec.key) as Float32Array);
    const joined = (specs: readonly LaidOutParameter[], size: number) => {
      const flat = new Float32Array(size);
      for (const spec of specs) flat.set(of(spec), spec.offset);
      return flatVariable(flat);
    };
    this.flat = joined(layout.parameters, layout.size);
    this.statistics = joined(layout.statistics, layout.statisticsSize);
    this.spectral = new Map(
      layout.spectral.map((spec) => [spec.key, owned(tf.tensor2d(of(spec), [1, spec.size]))]),
    );
  }

  /** With initial parameters of `seed`. */
  static initial(steps: readonly Step[], seed: number): TrainableNetwork {
    const layout = parameterLayout(steps);
    return new TrainableNetwork(layout, initialValues(layout, seed));
  }

  /**
   * With parameters from a checkpoint.
   *
   * @throws ModelError, CheckpointError if one cannot be read or is not finite.
   */
  static async from(
    steps: readonly Step[],
    store: Pick<ParameterStore, "parameter">,
  ): Promise<TrainableNetwork> {
    const layout = parameterLayout(steps);
    const values = new Map<string, Float32Array>();
    for (const spec of [...layout.parameters, ...layout.statistics, ...layout.spectral]) {
      values.set(spec.key, await sized(store, spec, spec.key));
    }
    return new TrainableNetwork(layout, values);
  }

  /** Parameters and buffers under their released names, in PyTorch's layout: a released state dict. */
  async tensors(): Promise<Map<string, Tensor>> {
    const { parameters, statistics, spectral, unused } = this.layout;
    const all = named(parameters, await this.flat.data<"float32">());
    const buffers = named(statistics, await this.statistics.data<"float32">());
    for (const [key, tensor] of buffers) all.set(key, tensor);
    for (const spec of spectral) {
      const values = await (this.spectral.get(spec.key) as tf.Variable).data<"float32">();
      all.set(spec.key, { dtype: "float32", shape: spec.shape, data: toPyTorch(spec, values) });
    }
    for (const { key, shape } of unused) {
      all.set(key, unusedTensor(key, shape));
    }
    return all;
  }

  /** A vector laid out as the parameters are (a gradient, an optimiser's moment), by released names. */
  named(flat: Float32Array): Map<string, Tensor> {
    return named(this.layout.parameters, flat);
  }

  /** The inverse of `named`. */
  async flatFrom(store: Pick<ParameterStore, "parameter">, prefix: string): Promise<Float32Array> {
    const flat = new Float32Array(this.layout.size);
    for (const spec of this.layout.parameters) {
      flat.set(toTfjs(spec, await sized(store, spec, `${prefix}${spec.key}`)), spec.offset);
    }
    return flat;
  }

  dispose(): void {
    tf.dispose([this.flat, this.statistics, ...this.spectral.values()]);
  }
}

/**
 * What loading in PyTorch asks for all the same: counters, which the released batch norm never counts, and the statistics
 * of SEAN's inner SPADE module as they began.
 */
function unusedTensor(key: string, shape: readonly number[]): Tensor {
  if (key.endsWith(".num_batches_tracked")) {
    return { dtype: "int64", shape, data: new BigInt64Array(1) };
  }
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  return { dtype: "float32", shape, data: data.fill(key.endsWith("var") ? 1 : 0) };
}

/** The values of `key`. @throws ModelError if there are more or fewer than the network has. */
async function sized(
  store: Pick<ParameterStore, "parameter">,
  { size, shape }: LaidOutParameter,
  key: string,
): Promise<Float32Array> {
  const values = await store.parameter(key);
  if (values.length === size) return values;
  throw new ModelError({
    what: "a tensor has another size than the network",
    where: key,
    expected: `[${shape.join(", ")}]`,
    got: `${values.length} values`,
    hint: "give a checkpoint of the same configuration",
  });
}

/** A variable that holds `values`; the caller's to dispose of. */
export function flatVariable(values: Float32Array): FlatVariable {
  return owned(tf.tensor1d(values));
}

function named(specs: readonly LaidOutParameter[], flat: Float32Array): Map<string, Tensor> {
  const all = new Map<string, Tensor>();
  for (const spec of specs) {
    const values = flat.subarray(spec.offset, spec.offset + spec.size);
    all.set(spec.key, { dtype: "float32", shape: spec.shape, data: toPyTorch(spec, values) });
  }
  return all;
}

/** A variable that takes over the memory of `tensor`; gradients are asked for by hand. */
function owned<R extends tf.Rank>(tensor: tf.Tensor<R>): tf.Variable<R> {
  const variable = tf.variable(tensor, false);
  tensor.dispose();
  return variable;
}
