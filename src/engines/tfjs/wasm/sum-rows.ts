/**
 * Sums of rows of a table, and their gradient, on the wasm back end's heap.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";
import { floats, floatsOf, integersOf, type WasmCall } from "./heap.ts";

/** y[i] = Σₜ table[index[i · taps + t]] */
export function sumRowsOnHeap({ inputs, backend, attrs }: WasmCall): tf.TensorInfo[] {
  const taps = attrs.taps as number;
  const columns = inputs.table.shape[1];
  const pixels = inputs.index.shape[0] / taps;
  const result = floats(backend, [pixels, columns]);
  const [y, table] = [result, inputs.table].map((t) => floatsOf(backend, t));
  const index = integersOf(backend, inputs.index);
  for (let pixel = 0, tap = 0; pixel < pixels; pixel++) {
    const at = pixel * columns;
    let row = index[tap++] * columns;
    for (let c = 0; c < columns; c++) y[at + c] = table[row + c];
    for (let t = 1; t < taps; t++) {
      row = index[tap++] * columns;
      for (let c = 0; c < columns; c++) y[at + c] += table[row + c];
    }
  }
  return [result];
}

/** dTable[index[i · taps + t]] += dy[i] */
export function sumRowsGradientOnHeap({ inputs, backend, attrs }: WasmCall): tf.TensorInfo[] {
  const taps = attrs.taps as number;
  const [pixels, columns] = inputs.dy.shape;
  const result = floats(backend, [attrs.rows as number, columns]);
  const [table, dy] = [result, inputs.dy].map((t) => floatsOf(backend, t));
  const index = integersOf(backend, inputs.index);
  table.fill(0);
  for (let pixel = 0, tap = 0; pixel < pixels; pixel++) {
    const at = pixel * columns;
    for (let t = 0; t < taps; t++) {
      const row = index[tap++] * columns;
      for (let c = 0; c < columns; c++) table[row + c] += dy[at + c];
    }
  }
  return [result];
}
