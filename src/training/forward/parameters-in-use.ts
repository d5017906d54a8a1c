/**
 * The parameters of one forward pass in training mode: the flat vector split, kernels normalised, and what the pass
 * leaves behind in the buffers.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { splitFlat } from "../../engines/tfjs/training-ops/split-flat.ts";
import type { Weight } from "../../engines/tfjs/weights.ts";
import type { ConvSpec } from "../../models/ops.ts";
import type { TrainableNetwork } from "../trainable-network.ts";
import { spectralNormTraining } from "./spectral-norm.ts";

/** Share of the old value in a running statistic after one pass: PyTorch's momentum 0.1. */
const KEPT = 0.9;

/** Mean and unbiased variance of one layer's input. */
interface BatchStatistics {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/**
 * Made anew for each forward pass. What the pass does to the buffers is gathered here and done by `commit` afterwards,
 * so that a pass that fails leaves them as they were; `commit` or `discard` must be called once.
 */
export class ParametersInUse {
  readonly #network: TrainableNetwork;
  readonly #tensors = new Map<string, tf.Tensor>();
  /** Weights that the pass has asked for: a module that runs twice is normalised once. */
  readonly #weights = new Map<string, Weight>();
  readonly #spectral = new Map<string, tf.Tensor2D>();
  readonly #statistics = new Map<string, BatchStatistics>();

  constructor(network: TrainableNetwork) {
    this.#network = network;
  }

  /** @param flat The network's flat vector, as a tensor on the gradient's tape. */
  take(flat: tf.Tensor1D): void {
    this.#weights.clear();
    const { parameters } = this.#network.layout;
    const pieces = splitFlat(
      flat,
      parameters.map(({ tfShape }) => tfShape),
    );
    for (const [i, { key }] of parameters.entries()) this.#tensors.set(key, pieces[i]);
  }

  /** A learned parameter, on the tape. */
  get<T extends tf.Tensor>(key: string): T {
    return known(this.#tensors, key) as T;
  }

  /** Kernel and bias of a convolution or linear map; one power iteration where it is spectrally normalised. */
  weight(name: string, spec: Pick<ConvSpec, "bias" | "spectral">): Weight {
    const before = this.#weights.get(name);
    if (before !== undefined) return before;
    const weight = this.#weight(name, spec);
    this.#weights.set(name, weight);
    return weight;
  }

  #weight(name: string, spec: Pick<ConvSpec, "bias" | "spectral">): Weight {
    const bias = spec.bias ? this.get<tf.Tensor1D>(`${name}.bias`) : null;
    if (!spec.spectral) return { kernel: this.get<tf.Tensor4D>(`${name}.weight`), bias };
    const { kernel, u, v } = spectralNormTraining(
      this.get<tf.Tensor4D>(`${name}.weight_orig`),
      known(this.#network.spectral, `${name}.weight_u`),
    );
    this.#spectral.set(`${name}.weight_u`, u).set(`${name}.weight_v`, v);
    return { kernel, bias };
  }

  /**
   * Notes what a batch norm saw; its running statistics follow on `commit`.
   *
   * @param name Of the normalisation: "up_2.norm_0.param_free_norm".
   * @param variance Biased; kept unbiased, as PyTorch does.
   * @param count Values of each channel.
   */
  sawStatistics(name: string, mean: tf.Tensor1D, variance: tf.Tensor1D, count: number): void {
    const unbiased: tf.Tensor1D = tf.mul(variance, count / (count - 1));
    this.#statistics.set(name, { mean: kept(mean), variance: kept(unbiased) });
  }

  /** Gives the buffers their new values. */
  commit(): void {
    for (const [key, value] of this.#spectral) known(this.#network.spectral, key).assign(value);
    const { statistics, layout } = this.#network;
    if (this.#statistics.size > 0) {
      tf.tidy(() => {
        const seen = layout.statistics.map(({ key }) => {
          const dot = key.lastIndexOf(".");
          const { mean, variance } = known(this.#statistics, key.slice(0, dot));
          return key.endsWith("running_mean") ? mean : variance;
        });
        const fresh = tf.mul(tf.concat1d(seen), 1 - KEPT);
        statistics.assign(tf.add(tf.mul(statistics, KEPT), fresh));
      });
    }
    this.discard();
  }

  /** Forgets the new values. */
  discard(): void {
    tf.dispose([...this.#spectral.values()]);
    for (const { mean, variance } of this.#statistics.values()) tf.dispose([mean, variance]);
    this.#spectral.clear();
    this.#statistics.clear();
    this.#weights.clear();
    this.#tensors.clear();
  }
}

function kept(tensor: tf.Tensor1D): tf.Tensor1D {
  return tf.keep(tf.clone(tensor));
}

/** What the layout says is there; a key it lacks is a mistake in the model text, not in an input. */
function known<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the layout has no ${key}`);
  return value;
}
