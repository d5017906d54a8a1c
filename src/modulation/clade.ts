/**
 * Class-adaptive normalisation: one learned scale and shift for each class and channel, looked up by the class of
 * the pixel (CLADE, arXiv 2012.04644; "guided sampling"), with ICPE times a plane over the positional map.
 *
 * Released code: models/networks/normalization.py of tzt101/CLADE @ 1ffd19d. There is no `1 + γ`: the banks hold the
 * whole scale.
 *
 * @module
 */

import { uniqueRows } from "../labels/patterns.ts";
import { type Conditions, edgesOf, positionsOf } from "./conditions.ts";
import type { Bank, Modulation } from "./modulation.ts";

/** A plane over the positional map: `1 + w · (dy, dx) + b`. */
export interface Plane {
  /** Weights of dy and dx. */
  readonly weight: Float32Array;
  readonly bias: number;
}

export interface CladeParameters {
  /** γ, [classes, channels]. */
  readonly gamma: Float32Array;

  /** β, [classes, channels]. */
  readonly beta: Float32Array;

  /** `dist_conv_w` and `dist_conv_b` of CLADE-ICPE. */
  readonly positional?: { readonly gamma: Plane; readonly beta: Plane } | undefined;

  /** `inst_conv`: the appended channel is weight · edge + bias. */
  readonly instance?: { readonly weight: number; readonly bias: number } | undefined;
}

/**
 * The modulation of one layer.
 *
 * @param conditions At the layer's resolution.
 * @throws EngineError if the network wants edges or positions that the conditions lack.
 */
export function cladeModulation(
  { gamma, beta, positional, instance }: CladeParameters,
  conditions: Conditions,
  channels: number,
): Modulation {
  const { batch, height, width, labels } = conditions;
  const { rows: classes, index, counts } = uniqueRows(labels);
  const bank = (values: Float32Array): Bank => ({
    rows: classes.length,
    channels,
    values: gatherRows(values, classes, channels),
  });
  return {
    scale: bank(gamma),
    shift: bank(beta),
    index: { batch, height, width, rows: index, counts },
    classes,
    ...(positional && {
      spatial: {
        scale: spatialFactor(positional.gamma, conditions),
        shift: spatialFactor(positional.beta, conditions),
      },
    }),
    ...(instance && { appended: appendedChannel(instance, conditions) }),
  };
}

/** 1 + w_y·dy + w_x·dx + b for each pixel; [batch, height, width]. */
export function spatialFactor({ weight, bias }: Plane, conditions: Conditions): Float32Array {
  const { batch, height, width } = conditions;
  const positions = positionsOf(conditions);
  const pixels = height * width;
  const out = new Float32Array(batch * pixels);
  for (let n = 0; n < batch; n++) {
    const y = 2 * n * pixels;
    const x = y + pixels;
    for (let p = 0; p < pixels; p++) {
      out[n * pixels + p] = 1 + weight[0] * positions[y + p] + weight[1] * positions[x + p] + bias;
    }
  }
  return out;
}

/** weight · edge + bias for each pixel; [batch, height, width]. */
export function appendedChannel(
  { weight, bias }: { weight: number; bias: number },
  conditions: Conditions,
): Float32Array {
  return Float32Array.from(edgesOf(conditions), (edge) => weight * edge + bias);
}

/** Rows `rows` of a [·, channels] table, in that order. */
export function gatherRows(table: Float32Array, rows: Int32Array, channels: number): Float32Array {
  const out = new Float32Array(rows.length * channels);
  for (const [i, row] of rows.entries()) {
    out.set(table.subarray(row * channels, (row + 1) * channels), i * channels);
  }
  return out;
}
