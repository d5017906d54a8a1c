/**
 * Modulation by rows of tables, in training: y = x̂ · γ[k] · a + β[k] · b with the row k of each pixel; a and b, the factors of
 * positional maps, are 1 where there are none.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { modulateGradientOnHeap, modulateOnHeap } from "../wasm/modulate.ts";
import { gatherRowsGrad } from "./gather-rows.ts";
import { type OwnKernel, runOwn, runOwnSingle } from "./own-kernel.ts";
import type { RowIndex } from "./row-index.ts";

export interface RowModulation {
  /** Full scale (SPADE's 1 + γ) and shift; [rows, channels] each. */
  readonly gamma: tf.Tensor2D;
  readonly beta: tf.Tensor2D;

  /** The row of each pixel; batch · height · width of them. */
  readonly index: RowIndex;

  /** Factors a of the scale and b of the shift for each pixel, [batch · height · width, 1]; both or none. */
  readonly factors?: { readonly a: tf.Tensor2D; readonly b: tf.Tensor2D };
}

/** @param xHat [batch, height, width, channels] */
export function modulateRows(xHat: tf.Tensor4D, modulation: RowModulation): tf.Tensor4D {
  const { gamma, beta, index, factors } = modulation;
  if (tf.getBackend() === "wasm") {
    const inputs = { xHat, gamma, beta, index: index.tensor, ...factors };
    return runOwnSingle<tf.Rank.R4>(factors ? WITH_FACTORS : PLAIN, inputs);
  }
  const rows = tf.reshape(xHat, [index.length, -1]);
  let scale: tf.Tensor = gatherRowsGrad(gamma, index);
  let shift: tf.Tensor = gatherRowsGrad(beta, index);
  if (factors !== undefined) {
    scale = tf.mul(scale, factors.a);
    shift = tf.mul(shift, factors.b);
  }
  return tf.reshape(tf.add(tf.mul(rows, scale), shift), xHat.shape);
}

const composed: OwnKernel["composed"] = () => {
  throw new Error("only the wasm back end modulates in one kernel");
};

const PLAIN = modulate("cladescope/Modulate", []);
const WITH_FACTORS = modulate("cladescope/ModulateWithFactors", ["a", "b"]);

function modulate(name: string, factors: readonly string[]): OwnKernel {
  const names = ["xHat", "gamma", "beta", ...factors];
  return {
    name,
    composed,
    wasm: modulateOnHeap,
    gradient: {
      inputs: [...names, "index"],
      of([dy], saved) {
        const inputs = Object.fromEntries([...names, "index"].map((key, i) => [key, saved[i]]));
        // All gradients come out of one walk over the pixels: not one by one when they are asked for.
        const all = runOwn(MODULATE_GRADIENT, { dy, ...inputs });
        return Object.fromEntries(names.map((key, i) => [key, () => all[i]]));
      },
    },
  };
}

const MODULATE_GRADIENT: OwnKernel = {
  name: "cladescope/ModulateGradient",
  composed,
  wasm: modulateGradientOnHeap,
};
