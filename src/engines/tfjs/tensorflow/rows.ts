/**
 * Rows of tables, and sums back into them, by TensorFlow's own operations.
 *
 * Its sums over sorted segments take a third of the time of those over unsorted ones, and a look-up without tfjs's checks
 * a fifth.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { rawOp, type TensorflowBackend } from "./raw-op.ts";

const SEGMENTS = { T: "float32", Tidx: "int32", Tsegmentids: "int32" };

/** @param table [rows, columns] @param rows [n] @returns [n, columns] */
export function rowsOf(backend: TensorflowBackend, table: tf.Tensor, rows: tf.Tensor): tf.Tensor {
  const attrs = { Tparams: "float32", Tindices: "int32", Taxis: "int32" };
  return rawOp(backend, "GatherV2", [table, rows, tf.scalar(0, "int32")], attrs)[0];
}

/** For each segment the sum of its rows; `segments` rise without gaps. @returns [segments, columns] */
export function segmentSums(
  backend: TensorflowBackend,
  table: tf.Tensor,
  rows: tf.Tensor,
  segments: tf.Tensor,
): tf.Tensor {
  return rawOp(backend, "SparseSegmentSum", [table, rows, segments], SEGMENTS)[0];
}

/** The same where segments may be empty. @returns [count, columns] */
export function segmentSumsOf(
  backend: TensorflowBackend,
  table: tf.Tensor,
  rows: tf.Tensor,
  segments: tf.Tensor,
  count: number,
): tf.Tensor {
  const inputs = [table, rows, segments, tf.scalar(count, "int32")];
  const attrs = { ...SEGMENTS, Tnumsegments: "int32" };
  return rawOp(backend, "SparseSegmentSumWithNumSegments", inputs, attrs)[0];
}
