/**
 * Rows of a table, with a gradient: the look-up that modulation consists of, in training.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { floats, floatsOf, integersOf } from "../wasm/heap.ts";
import { type OwnKernel, runOwnSingle } from "./own-kernel.ts";
import type { RowIndex } from "./row-index.ts";

/** TensorFlow multiplies by a one-hot matrix of up to so many columns faster than it gathers: four times at 20. */
export const FEW_ROWS = 48;

/**
 * y[i] = table[index[i]]; the gradient of a row is the sum of the gradients of those that took it.
 *
 * @param table [rows, columns]
 * @returns [index.length, columns]
 */
export function gatherRowsGrad(table: tf.Tensor2D, index: RowIndex): tf.Tensor2D {
  const rows = table.shape[0];
  if (tf.getBackend() === "tensorflow" && rows <= FEW_ROWS)
    return tf.matMul(index.oneHot(rows), table);
  return runOwnSingle<tf.Rank.R2>(GATHER, { table, index: index.tensor }, { rows });
}

const GATHER: OwnKernel = {
  name: "cladescope/GatherRows",
  composed: ({ table, index }) => [tf.gather(table, index as tf.Tensor1D)],
  wasm({ inputs: { table, index }, backend }) {
    const columns = table.shape[1];
    const y = floats(backend, [index.shape[0], columns]);
    const to = floatsOf(backend, y);
    const from = floatsOf(backend, table);
    const rows = integersOf(backend, index);
    for (let i = 0, at = 0; i < rows.length; i++) {
      const start = rows[i] * columns;
      for (let c = 0; c < columns; c++) to[at++] = from[start + c];
    }
    return [y];
  },
  gradient: {
    inputs: ["index"],
    of: ([dy], [index], { rows }) => ({
      table: () => tf.unsortedSegmentSum(dy, index as tf.Tensor1D, rows as number),
    }),
  },
};
