/**
 * Whether a back end works here, and how fast it multiplies.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { type BackendName, useBackend } from "./backend.ts";
import { registerGradients } from "./gradients/register.ts";

export interface BackendTest {
  readonly name: BackendName;
  readonly works: boolean;

  /** Of tfjs. */
  readonly version?: string;

  /** Floating-point operations (two for each multiply-add) in a second, in billions: the best of three runs. */
  readonly gflops?: number;

  /** The same for a convolution with both its gradients, three times the operations: what training is made of. */
  readonly trainingGflops?: number;

  /** Why it does not work. */
  readonly reason?: string;
}

const SIDE = 128;
const CHANNELS = 64;

export async function testBackend(name: BackendName): Promise<BackendTest> {
  try {
    await useBackend(name);
    const gflops = await convolutionSpeed(name);
    registerGradients();
    const trainingGflops = await gradientSpeed(name);
    return { name, works: true, version: tf.version_core, gflops, trainingGflops };
  } catch (error) {
    const lines = (error as Error).message.split("\n");
    const got = lines.find((line) => line.startsWith("  got"))?.slice(12);
    const hint = lines.find((line) => line.startsWith("  try"))?.slice(12);
    return { name, works: false, reason: [got ?? lines[0], hint].filter(Boolean).join("; ") };
  }
}

/** Plain JavaScript would take seconds, with gradients minutes. */
const CPU_SIDE = { forward: SIDE / 4, training: SIDE / 16 };

async function convolutionSpeed(name: BackendName): Promise<number> {
  const side = name === "cpu" ? CPU_SIDE.forward : SIDE;
  const x = tf.ones<tf.Rank.R4>([1, side, side, CHANNELS]);
  const kernel = tf.ones<tf.Rank.R4>([3, 3, CHANNELS, CHANNELS]);
  const flops = 2 * 9 * CHANNELS * CHANNELS * side * side;
  let best = Number.POSITIVE_INFINITY;
  try {
    for (let run = 0; run < 4; run++) {
      const start = performance.now();
      const y = tf.conv2d(x, kernel, 1, "same");
      await y.data();
      y.dispose();
      if (run > 0) best = Math.min(best, performance.now() - start); // the first compiles
    }
  } finally {
    tf.dispose([x, kernel]);
  }
  return flops / best / 1e6;
}

async function gradientSpeed(name: BackendName): Promise<number> {
  const side = name === "cpu" ? CPU_SIDE.training : SIDE / 2;
  const x = tf.ones<tf.Rank.R4>([1, side, side, CHANNELS]);
  const kernel = tf.ones<tf.Rank.R4>([3, 3, CHANNELS, CHANNELS]);
  const gradients = tf.grads((a, b) =>
    tf.sum(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, "same")),
  );
  const flops = 3 * 2 * 9 * CHANNELS * CHANNELS * side * side;
  let best = Number.POSITIVE_INFINITY;
  try {
    for (let run = 0; run < 3; run++) {
      const start = performance.now();
      const [dx, dk] = gradients([x, kernel]);
      await Promise.all([dx.data(), dk.data()]);
      tf.dispose([dx, dk]);
      if (run > 0) best = Math.min(best, performance.now() - start); // the first compiles
    }
  } finally {
    tf.dispose([x, kernel]);
  }
  return flops / best / 1e6;
}
