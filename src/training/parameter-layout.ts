/**
 * Where each parameter of a network stands in one flat vector, and between PyTorch's layouts and tfjs's.
 *
 * All learned parameters of a network live in one flat tensor: a forward pass splits it, its gradient arrives as one
 * vector, and the optimiser is a handful of kernel calls instead of ten for each of a hundred parameters.
 *
 * @module
 */

import type { ParameterSpec } from "../models/parameters.ts";
import type { Step } from "../models/trace.ts";

export interface LaidOutParameter extends ParameterSpec {
  /** Shape in tfjs: kernels [k, k, in, out], matrices [in, out]. */
  readonly tfShape: readonly number[];

  /** First element in the flat vector of its role. */
  readonly offset: number;
  readonly size: number;
}

export interface ParameterLayout {
  /** Learned parameters in the order of the text. */
  readonly parameters: readonly LaidOutParameter[];

  /** Running means and variances of batch norm, in the order of the text; a flat vector of their own. */
  readonly statistics: readonly LaidOutParameter[];

  /** Vectors u and v of spectral norm, each a tensor of its own. */
  readonly spectral: readonly LaidOutParameter[];

  /** Keys that the released checkpoints have and nobody reads: `num_batches_tracked`. */
  readonly unused: readonly ParameterSpec[];

  /** Length of the flat vector of learned parameters. */
  readonly size: number;

  /** Length of the flat vector of running statistics. */
  readonly statisticsSize: number;
}

export function parameterLayout(steps: readonly Step[]): ParameterLayout {
  const parameters: LaidOutParameter[] = [];
  const statistics: LaidOutParameter[] = [];
  const spectral: LaidOutParameter[] = [];
  const unused: ParameterSpec[] = [];
  let size = 0;
  let statisticsSize = 0;
  for (const step of steps) {
    const taps = step.kind === "conv2d" ? step.spec.kernel ** 2 : 1;
    for (const spec of step.parameters) {
      const count = spec.shape.reduce((a, b) => a * b, 1);
      if (spec.role === "parameter" || spec.role === "idle") {
        parameters.push({ ...spec, tfShape: tfShape(spec), offset: size, size: count });
        size += count;
      } else if (spec.role === "unused") unused.push(spec);
      else if (/\.weight_[uv]$/.test(spec.key)) {
        // v belongs to the kernel's columns: it is permuted with them.
        const shape = spec.key.endsWith("weight_v") ? [count / taps, taps] : spec.shape;
        spectral.push({ ...spec, tfShape: shape, offset: 0, size: count });
      } else {
        statistics.push({ ...spec, tfShape: spec.shape, offset: statisticsSize, size: count });
        statisticsSize += count;
      }
    }
  }
  return { parameters, statistics, spectral, unused, size, statisticsSize };
}

function tfShape(spec: ParameterSpec): number[] {
  const { shape } = spec;
  if (shape.length === 4) return [shape[2], shape[3], shape[1], shape[0]];
  return isMatrix(spec) ? [shape[1], shape[0]] : [...shape];
}

/** Whether `key` is a linear map's matrix, [out, in] in PyTorch and [in, out] here. */
function isMatrix({ key, shape }: ParameterSpec): boolean {
  return shape.length === 2 && !key.includes("class_specified_affine");
}

/** PyTorch's values of a parameter or buffer in tfjs's order. */
export function toTfjs(spec: LaidOutParameter, values: Float32Array): Float32Array {
  return permuted(spec, values, false);
}

/** The inverse of `toTfjs`. */
export function toPyTorch(spec: LaidOutParameter, values: Float32Array): Float32Array {
  return permuted(spec, values, true);
}

function permuted(spec: LaidOutParameter, values: Float32Array, back: boolean): Float32Array {
  const [out, inner, taps] = axesOf(spec);
  if (taps === 1 && out === 1) return Float32Array.from(values);
  const result = new Float32Array(values.length);
  let torch = 0;
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < inner; i++) {
      for (let tap = 0; tap < taps; tap++, torch++) {
        const tfjs = (tap * inner + i) * out + o;
        if (back) result[torch] = values[tfjs];
        else result[tfjs] = values[torch];
      }
    }
  }
  return result;
}

/** [out, in, taps] of what has to be permuted; [1, n, 1] of what need not. */
function axesOf(spec: LaidOutParameter): [number, number, number] {
  const { key, shape, tfShape: tf, size } = spec;
  if (shape.length === 4) return [shape[0], shape[1], shape[2] * shape[3]];
  if (key.endsWith("weight_v")) return [1, tf[0], tf[1]];
  if (isMatrix(spec)) return [shape[0], shape[1], 1];
  return [1, size, 1];
}
