/**
 * Rows of a table, with a gradient: the look-up that modulation consists of, in training.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { rowsOf, segmentSums, segmentSumsOf } from "../tensorflow/rows.ts";
import { sumRowsGradientOnHeap, sumRowsOnHeap } from "../wasm/sum-rows.ts";
import { type OwnKernel, runOwnSingle } from "./own-kernel.ts";
import type { RowIndex } from "./row-index.ts";

/**
 * y[i] = Σₜ table[index[i, t]], one row for each pixel of a plain look-up. The gradient of a row is the sum of the
 * gradients of the pixels that took it.
 *
 * @param table [rows, columns]
 * @returns [index.length, columns]
 */
export function gatherRowsGrad(table: tf.Tensor2D, index: RowIndex): tf.Tensor2D {
  const attrs = { rows: table.shape[0], taps: index.taps };
  if (tf.getBackend() !== "tensorflow") {
    return runOwnSingle<tf.Rank.R2>(SUM_ROWS, { table, index: index.tensor }, attrs);
  }
  if (index.taps === 1 && attrs.rows <= FEW_ROWS) {
    return runOwnSingle<tf.Rank.R2>(FEW, { table, oneHot: index.oneHot(attrs.rows) });
  }
  const { rows, pixels } = index.byRow;
  const inputs = { table, index: index.tensor, pixelOf: index.pixels, rows, pixels };
  return runOwnSingle<tf.Rank.R2>(SUM_SORTED_ROWS, inputs, attrs);
}

/**
 * y[i] = Σₜ table[index[i · taps + t]], for inference.
 *
 * @param table [rows, columns]
 * @param index [n · taps]
 * @returns [n, columns]
 */
export function sumRows(table: tf.Tensor2D, index: tf.Tensor1D, taps: number): tf.Tensor2D {
  return runOwnSingle<tf.Rank.R2>(SUM_ROWS, { table, index }, { rows: table.shape[0], taps });
}

/** TensorFlow looks up so few rows faster as a product with ones and zeros: of 20, in a seventh of the time and back in a quarter. */
export const FEW_ROWS = 64;

const FEW: OwnKernel = {
  name: "cladescope/FewRows",
  composed: ({ table, oneHot }) => [tf.matMul(oneHot as tf.Tensor2D, table as tf.Tensor2D)],
  gradient: {
    inputs: ["oneHot"],
    of: ([dy], [oneHot]) => ({
      table: () => tf.matMul(oneHot as tf.Tensor2D, dy as tf.Tensor2D, true),
    }),
  },
};

const SUM_ROWS: OwnKernel = {
  name: "cladescope/SumRows",
  composed({ table, index }, { taps }) {
    const rows = tf.gather(table, index as tf.Tensor1D);
    if (taps === 1) return [rows];
    return [tf.sum(tf.reshape(rows, [-1, taps as number, table.shape[1] as number]), 1)];
  },
  wasm: sumRowsOnHeap,
  gradient: {
    inputs: ["index"],
    of: ([dy], [index], attrs) => ({ table: () => runOwnSingle(GRADIENT, { dy, index }, attrs) }),
  },
};

const GRADIENT: OwnKernel = {
  name: "cladescope/SumRowsGradient",
  composed({ dy, index }, { rows, taps }) {
    const [pixels, columns] = dy.shape as [number, number];
    const repeated = tf.tile(tf.reshape(dy, [pixels, 1, columns]), [1, taps as number, 1]);
    const each = tf.reshape(repeated, [-1, columns]);
    return [tf.unsortedSegmentSum(each, index as tf.Tensor1D, rows as number)];
  },
  wasm: sumRowsGradientOnHeap,
};

const onTensorflow: OwnKernel["composed"] = () => {
  throw new Error("only TensorFlow sums up sorted rows");
};

const SUM_SORTED_ROWS: OwnKernel = {
  name: "cladescope/SumSortedRows",
  composed: onTensorflow,
  tensorflow: ({ inputs: { table, index, pixelOf }, backend, attrs: { taps } }) => [
    taps === 1 ? rowsOf(backend, table, index) : segmentSums(backend, table, index, pixelOf),
  ],
  gradient: {
    inputs: ["rows", "pixels"],
    of: ([dy], [rows, pixels], attrs) => ({
      table: () => runOwnSingle(SORTED_GRADIENT, { dy, rows, pixels }, attrs),
    }),
  },
};

const SORTED_GRADIENT: OwnKernel = {
  name: "cladescope/SumSortedRowsGradient",
  composed: onTensorflow,
  tensorflow: ({ inputs: { dy, rows, pixels }, backend, attrs }) => [
    segmentSumsOf(backend, dy, pixels, rows, attrs.rows as number),
  ],
};
