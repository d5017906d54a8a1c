/**
 * Which rows of a table each pixel takes, on the back end, for all layers and passes that look up by it.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";

/** Memory: it owns its tensors until `dispose`; they are made when first asked for, on the back end that is current then. */
export class RowIndex {
  /** The rows of the first pixel, then of the second, …; `taps` each. */
  readonly rows: Int32Array;

  /** Number of rows that a pixel takes and adds up; 1 in a plain look-up. */
  readonly taps: number;

  #tensors = new Map<string, tf.Tensor>();

  constructor(rows: Int32Array, taps: number = 1) {
    this.rows = rows;
    this.taps = taps;
  }

  /** Number of pixels. */
  get length(): number {
    return this.rows.length / this.taps;
  }

  /** `rows`; [length · taps], int32. */
  get tensor(): tf.Tensor1D {
    return this.#kept("rows", () => this.rows);
  }

  /** The pixel that each of `rows` is taken by; [length · taps], int32. */
  get pixels(): tf.Tensor1D {
    return this.#kept("pixels", () => this.rows.map((_, i) => Math.floor(i / this.taps)));
  }

  /** The rows in rising order, and the pixel that each is taken by: what sums up a row's gradients in one go. */
  get byRow(): { readonly rows: tf.Tensor1D; readonly pixels: tf.Tensor1D } {
    const order = () => this.#order();
    return {
      rows: this.#kept("rising rows", () => order().map((i) => this.rows[i])),
      pixels: this.#kept("their pixels", () => order().map((i) => Math.floor(i / this.taps))),
    };
  }

  /**
   * 1 where a pixel takes a row, [length, count]: a product with it looks rows up, and its transpose sums them up. Of a plain
   * look-up.
   */
  oneHot(count: number): tf.Tensor2D {
    const values = () => {
      const ones = new Float32Array(this.length * count);
      this.rows.forEach((row, pixel) => {
        ones[pixel * count + row] = 1;
      });
      return tf.tensor2d(ones, [this.length, count]);
    };
    return this.#made(`one-hot of ${count}`, values);
  }

  dispose(): void {
    tf.dispose([...this.#tensors.values()]);
    this.#tensors.clear();
  }

  /** Positions in `rows` by rising row, in their own order where rows are equal. */
  #order(): Int32Array {
    const largest = this.rows.reduce((max, row) => Math.max(max, row), 0);
    const next = new Int32Array(largest + 2);
    for (const row of this.rows) next[row + 1]++;
    for (let row = 0; row <= largest; row++) next[row + 1] += next[row];
    const order = new Int32Array(this.rows.length);
    for (let i = 0; i < this.rows.length; i++) order[next[this.rows[i]]++] = i;
    return order;
  }

  #kept(name: string, values: () => Int32Array): tf.Tensor1D {
    return this.#made(name, () => tf.tensor1d(values(), "int32"));
  }

  #made<T extends tf.Tensor>(name: string, make: () => T): T {
    const known = this.#tensors.get(name);
    if (known !== undefined) return known as T;
    const made = tf.keep(make());
    this.#tensors.set(name, made);
    return made;
  }
}
