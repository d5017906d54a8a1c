/**
 * Rows of a table: the look-up that modulation consists of.
 *
 * tfjs's wasm kernel gathers element by element, some 10 ns each; copying whole rows on the host takes a tenth of that,
 * the way there and back included. Other back ends gather where their memory is. For inference: the copy has no gradient.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";

/** Back ends whose memory is the host's. */
const ON_HOST: ReadonlySet<string> = new Set(["wasm", "cpu"]);

/**
 * @param table [rows, columns]
 * @param indices Rows to take.
 * @returns [indices, columns]
 */
export function gatherRows(table: tf.Tensor2D, indices: Int32Array): tf.Tensor2D {
  if (!ON_HOST.has(tf.getBackend())) return tf.gather(table, tf.tensor1d(indices, "int32"));
  const columns = table.shape[1];
  const values = table.dataSync<"float32">();
  const out = new Float32Array(indices.length * columns);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i] * columns;
    const to = i * columns;
    // For short rows a loop is faster than the call of a copy.
    if (columns > 24) out.set(values.subarray(from, from + columns), to);
    else for (let c = 0; c < columns; c++) out[to + c] = values[from + c];
  }
  return tf.tensor2d(out, [indices.length, columns]);
}
