/**
 * Initial parameters, as the released code sets them (`init_weights("xavier", 0.02)`).
 *
 * Weights of convolutions and linear maps: normal, standard deviation 0.02 · √(2 / (fan in + fan out)); biases 0. CLADE's
 * γ is uniform on [0, 1), its β 0; being bare parameters they are left out of that. In SEAN the bank holds γ without the
 * 1: it starts at 0, near which SPADE's convolutions start. Running means 0 and variances 1;
 * spectral vectors are random unit vectors. The random numbers are cladescope's own, not PyTorch's.
 *
 * @module
 */

import { seededNormal, seededUniform } from "../models/latent.ts";
import type { LaidOutParameter, ParameterLayout } from "./parameter-layout.ts";

const GAIN = 0.02;

/**
 * Linear maps of masked spatial-channel attention (not released anywhere): Xavier's own deviation. With the gain above all
 * style vectors begin as the same mean of all pixels, and get the same gradients for long.
 */
const ATTENTION = /^msca\.\w+\.(spatial|channel|mask)\./;

/** The value of every parameter and buffer, in PyTorch's order, by its released key. */
export function initialValues(layout: ParameterLayout, seed: number): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>();
  const { parameters, statistics, spectral } = layout;
  for (const [i, spec] of parameters.entries()) {
    values.set(spec.key, parameterValues(spec, seed * 100_003 + i));
  }
  for (const spec of statistics) {
    values.set(spec.key, new Float32Array(spec.size).fill(spec.key.endsWith("var") ? 1 : 0));
  }
  for (const [i, spec] of spectral.entries()) {
    values.set(spec.key, unitVector(spec.size, seed * 100_003 + 50_000 + i));
  }
  return values;
}

function parameterValues({ key, shape, size }: LaidOutParameter, seed: number): Float32Array {
  if (key.endsWith("class_specified_affine.weight") && !ofSean(key)) {
    const uniform = seededUniform(seed);
    return Float32Array.from({ length: size }, uniform);
  }
  if (key.includes("class_specified_affine.") && !key.includes(".dist_conv"))
    return new Float32Array(size);
  if (shape.length < 2) return new Float32Array(size);
  const taps = shape.length === 4 ? shape[2] * shape[3] : 1;
  const gain = ATTENTION.test(key) ? 1 : GAIN;
  const deviation = gain * Math.sqrt(2 / ((shape[0] + shape[1]) * taps));
  return seededNormal(seed, size).map((x) => x * deviation);
}

/** Whether a parameter is of one of SEAN's layers: "up_2.ace_0.class_specified_affine.weight". */
function ofSean(key: string): boolean {
  return key.includes(".ace_");
}

function unitVector(size: number, seed: number): Float32Array {
  const vector = seededNormal(seed, size);
  const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return vector.map((x) => x / norm);
}
