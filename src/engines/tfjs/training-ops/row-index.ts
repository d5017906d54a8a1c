/**
 * Which row of a table each pixel takes, on the back end, for all layers and passes that look up by it.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";

/** Memory: it owns its tensors until `dispose`; they are made when first asked for, on the back end that is current then. */
export class RowIndex {
  /** The row of each pixel. */
  readonly rows: Int32Array;

  readonly #hot = new Map<number, tf.Tensor2D>();
  #tensor: tf.Tensor1D | null = null;

  constructor(rows: Int32Array) {
    this.rows = rows;
  }

  /** Number of pixels. */
  get length(): number {
    return this.rows.length;
  }

  /** [length], int32. */
  get tensor(): tf.Tensor1D {
    this.#tensor ??= tf.keep(tf.tensor1d(this.rows, "int32"));
    return this.#tensor;
  }

  /** One row for each pixel, zeros but for a one at its row of the table; [length, rows]. */
  oneHot(tableRows: number): tf.Tensor2D {
    const known = this.#hot.get(tableRows);
    if (known !== undefined) return known;
    const values = new Float32Array(this.length * tableRows);
    for (let i = 0; i < this.length; i++) values[i * tableRows + this.rows[i]] = 1;
    const hot = tf.keep(tf.tensor2d(values, [this.length, tableRows]));
    this.#hot.set(tableRows, hot);
    return hot;
  }

  dispose(): void {
    this.#tensor?.dispose();
    tf.dispose([...this.#hot.values()]);
    this.#tensor = null;
    this.#hot.clear();
  }
}
