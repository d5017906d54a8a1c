/**
 * Adam (Kingma and Ba, arXiv 1412.6980) on flat vectors, by PyTorch's formula:
 * p ← p − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε), ε = 1e-8.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { adamStep } from "../engines/tfjs/training-ops/adam-step.ts";
import { type FlatVariable, flatVariable } from "./trainable-network.ts";

const EPSILON = 1e-8;

export interface AdamState {
  /** Number of steps taken. */
  readonly step: number;

  /** First moment; null with β₁ = 0, where it is the gradient itself. */
  readonly m: Float32Array | null;

  /** Second moment. */
  readonly v: Float32Array;
}

/** Memory: it owns its moments until `dispose`. */
export class Adam {
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #m: FlatVariable | null;
  readonly #v: FlatVariable;
  #step: number;

  /** @param state To go on from; default the beginning, for `size` parameters. */
  constructor(size: number, betas: readonly [number, number], state?: AdamState) {
    [this.#beta1, this.#beta2] = betas;
    this.#v = flatVariable(state?.v ?? new Float32Array(size));
    this.#m = this.#beta1 === 0 ? null : flatVariable(state?.m ?? new Float32Array(size));
    this.#step = state?.step ?? 0;
  }

  get step(): number {
    return this.#step;
  }

  /** One update of `parameters`, by `gradient` of the same length. */
  apply(parameters: FlatVariable, gradient: tf.Tensor1D, learningRate: number): void {
    this.#step++;
    const next = adamStep(
      parameters,
      gradient,
      { m: this.#m, v: this.#v },
      {
        learningRate,
        beta1: this.#beta1,
        beta2: this.#beta2,
        epsilon: EPSILON,
        step: this.#step,
      },
    );
    parameters.assign(next.parameters);
    this.#v.assign(next.v);
    if (next.m !== null) this.#m?.assign(next.m);
    tf.dispose([next.parameters, next.v]);
    next.m?.dispose();
  }

  async state(): Promise<AdamState> {
    const m = this.#m === null ? null : await this.#m.data<"float32">();
    return { step: this.#step, m, v: await this.#v.data<"float32">() };
  }

  dispose(): void {
    this.#m?.dispose();
    this.#v.dispose();
  }
}
