/**
 * SPADE on tfjs: its two convolutions over the neighbourhoods that occur, or, where nearly every pixel has a
 * neighbourhood of its own, over the whole label map.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { RunningStatistics } from "../../modulation/batch-norm.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { SpadeMethod } from "../../modulation/norm-layer.ts";
import type { SpadeParameters } from "../../modulation/spade.ts";
import { type SpadePatterns, spadePatterns } from "../../modulation/spade-patterns.ts";
import { gatherRows } from "./gather-rows.ts";
import { sideBySide, toKernelLast } from "./layout.ts";
import { foldedNorm, lookUp, type Modulator } from "./modulator.ts";
import { oneHot } from "./one-hot.ts";
import type { SpadeMode } from "./spade-mode.ts";
import { sumRows } from "./training-ops/gather-rows.ts";

/** SPADE's parameters on the back end, and its tables. */
export interface SpadeTables {
  /** Kernels [k, k, K, h] and [k, k, h, 2C], scale and shift side by side, and biases. */
  readonly weights: Readonly<Record<"shared" | "second", tf.Tensor4D>>;
  readonly biases: Readonly<Record<"shared" | "second", tf.Tensor1D>>;

  /** Scale 1 + γ and shift β of every row of `patterns.second`; [rows, 2C]. */
  rows(patterns: SpadePatterns): tf.Tensor2D;

  /** The same of every pixel, by convolutions of the whole label map; [batch, height, width, 2C]. */
  maps(conditions: Conditions): tf.Tensor4D;

  dispose(): void;
}

/** @param channels That the layer normalises. */
export function spadeTables(
  { shared, gamma, beta }: SpadeParameters,
  method: SpadeMethod,
  channels: number,
): SpadeTables {
  const { hidden, kernel } = method;
  const inputs = method.classes + (method.instanceEdges ? 1 : 0);
  const upload = (weight: Float32Array, out: number, inner: number) =>
    tf.tensor4d(toKernelLast(weight, out, inner, kernel), [kernel, kernel, inner, out]);
  const weights = {
    shared: upload(shared.weight, hidden, inputs), //                              [k, k, K, h]
    second: upload(sideBySide(gamma.weight, beta.weight), 2 * channels, hidden), //      [k, k, h, 2C]
  };
  const biases = {
    shared: tf.tensor1d(shared.bias),
    // SPADE's neutral γ is 0: the 1 of 1 + γ goes into the bias.
    second: tf.tensor1d(
      sideBySide(
        gamma.bias.map((b) => 1 + b),
        beta.bias,
      ),
    ),
  };
  return {
    weights,
    biases,
    rows: (patterns) => {
      const hiddenRows = firstTable(weights.shared, biases.shared, patterns, method); // [n₃ + 1, h]
      return secondTable(hiddenRows, weights.second, biases.second, patterns);
    },
    maps: (conditions) => {
      const labels = oneHot(conditions, method.classes, method.instanceEdges); //  [N, H, W, K]
      const first = tf.conv2d(labels, weights.shared, 1, "same");
      const hiddenMap = tf.relu(tf.add(first, biases.shared)) as tf.Tensor4D;
      return tf.add(tf.conv2d(hiddenMap, weights.second, 1, "same"), biases.second);
    },
    dispose: () => tf.dispose([weights, biases]),
  };
}

/**
 * @param statistics Null with instance norm.
 * @param channels That the layer normalises.
 */
export function spadeModulator(
  parameters: SpadeParameters,
  method: SpadeMethod,
  statistics: RunningStatistics | null,
  channels: number,
  mode: SpadeMode = "auto",
): Modulator {
  const tables = spadeTables(parameters, method, channels);
  const norm = foldedNorm(statistics);
  return {
    apply: (x, conditions) =>
      tf.tidy(() => {
        const patterns = mode === "convolutions" ? null : spadePatterns(method, conditions);
        if (patterns === null || (mode === "auto" && isCrowded(patterns))) {
          return norm.apply(x, norm.fold(tables.maps(conditions)));
        }
        const [scale, shift] = norm.fold(tables.rows(patterns)); //               [n₅, C]
        const index = patterns.index.rows;
        return norm.apply(x, [lookUp(scale, index, x), lookUp(shift, index, x)]);
      }),
    dispose: () => {
      tables.dispose();
      norm.dispose();
    },
  };
}

/** Tables multiply once for each row of the first table; from half the pixels on, gathering eats the gain. */
export function isCrowded({ first, index }: SpadePatterns): boolean {
  return first.rows > index.rows.length / 2;
}

/** The hidden layer of every row of the first table and, as the last row, zeros for "outside"; [rows + 1, h]. */
function firstTable(
  weight: tf.Tensor4D,
  bias: tf.Tensor1D,
  { first, symbolCount, kernel }: SpadePatterns,
  { classes, instanceEdges, hidden }: SpadeMethod,
): tf.Tensor2D {
  const taps = kernel * kernel;
  const inputs = weight.shape[2];
  // Rows of the flattened weight: tap · inputs + label; one more, all zeros, for "outside" and "no edge".
  const nothing = taps * inputs;
  const labelRows = new Int32Array(first.table.length);
  const edgeRows = new Int32Array(first.table.length);
  for (let i = 0; i < first.table.length; i++) {
    const symbol = first.table[i];
    const base = (i % taps) * inputs;
    const outside = symbol === symbolCount;
    labelRows[i] = outside ? nothing : base + (instanceEdges ? symbol >> 1 : symbol);
    edgeRows[i] = instanceEdges && !outside && (symbol & 1) === 1 ? base + classes : nothing;
  }
  const table: tf.Tensor2D = tf.concat(
    [tf.reshape(weight, [nothing, hidden]), tf.zeros([1, hidden])],
    0,
  );
  const sumOf = (rows: Int32Array) =>
    tf.sum(tf.reshape(gatherRows(table, rows), [first.rows, taps, hidden]), 1);
  let sum = tf.add(sumOf(labelRows), bias);
  if (instanceEdges) sum = tf.add(sum, sumOf(edgeRows));
  return tf.concat([tf.relu(sum) as tf.Tensor2D, tf.zeros([1, hidden])], 0);
}

/** Values of the products of all taps that may be in memory at once: 128 MB. */
const MOST_PRODUCTS = 2 ** 25;

/** Scale and shift of every row of the second table; [rows, 2C]. */
function secondTable(
  hiddenRows: tf.Tensor2D,
  weight: tf.Tensor4D,
  bias: tf.Tensor1D,
  { second, kernel }: SpadePatterns,
): tf.Tensor2D {
  const taps = kernel * kernel;
  const [, , hidden, columns] = weight.shape;
  const [rows] = hiddenRows.shape;
  const byTap = tf.reshape(weight, [taps, hidden, columns]);
  const product = (tap: number): tf.Tensor2D => {
    const matrix = tf.slice(byTap, [tap, 0, 0], [1, hidden, columns]);
    return tf.matMul(hiddenRows, tf.reshape(matrix, [hidden, columns]) as tf.Tensor2D);
  };
  if (rows * taps * columns <= MOST_PRODUCTS) {
    const products = Array.from({ length: taps }, (_, tap) => product(tap));
    const index = second.table.map((row, i) => (i % taps) * rows + row);
    return tf.add(sumRows(tf.concat(products, 0), tf.tensor1d(index, "int32"), taps), bias);
  }
  let sum: tf.Tensor2D | null = null;
  for (let tap = 0; tap < taps; tap++) {
    const part: tf.Tensor2D = tf.tidy(() => {
      const index = Int32Array.from(
        { length: second.rows },
        (_, row) => second.table[row * taps + tap],
      );
      return gatherRows(product(tap), index);
    });
    const next: tf.Tensor2D = sum === null ? part : tf.add(sum, part);
    if (sum !== null) tf.dispose([sum, part]);
    sum = next;
  }
  return tf.add(sum as tf.Tensor2D, bias);
}
