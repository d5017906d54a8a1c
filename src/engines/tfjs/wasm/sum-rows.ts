/**
 * Sums of rows of a table, and their gradient, on the wasm back end's heap.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";
import {
  addressOf,
  floats,
  floatsOf,
  freed,
  integers,
  integersOf,
  type WasmBackend,
  type WasmCall,
} from "./heap.ts";
import { simdFunctions } from "./simd/instance.ts";

/** y[i] = Σₜ table[index[i · taps + t]] */
export function sumRowsOnHeap({ inputs, backend, attrs }: WasmCall): tf.TensorInfo[] {
  const { table, index } = inputs;
  const taps = attrs.taps as number;
  const columns = table.shape[1];
  const pixels = index.shape[0] / taps;
  const y = floats(backend, [pixels, columns]);
  if (taps === 1) copyRows(backend, table, index, y);
  else addRows(backend, { from: table, to: y, index, gathering: true, taps });
  return [y];
}

/** dTable[index[i · taps + t]] += dy[i] */
export function sumRowsGradientOnHeap({ inputs, backend, attrs }: WasmCall): tf.TensorInfo[] {
  const { dy, index } = inputs;
  const dTable = floats(backend, [attrs.rows as number, dy.shape[1]]);
  addRows(backend, { from: dy, to: dTable, index, gathering: false, taps: attrs.taps as number });
  return [dTable];
}

/** Pairs of rows done at a time. */
const CHUNK = 2048;

interface RowSum {
  readonly from: tf.TensorInfo;
  readonly to: tf.TensorInfo;

  /** Row of the table for each tap of each pixel. */
  readonly index: tf.TensorInfo;

  /** Whether the table is what is summed, or what is summed into. */
  readonly gathering: boolean;
  readonly taps: number;
}

/** Adds rows of `from` to rows of `to`, which is zero before. */
function addRows(backend: WasmBackend, { from, to, index, gathering, taps }: RowSum): void {
  const columns = from.shape[1];
  const pairs = index.shape[0];
  const simd = simdFunctions(backend);
  floatsOf(backend, to).fill(0);
  const [tableFrom, tableTo] = [integers(backend, [CHUNK]), integers(backend, [CHUNK])];
  const [sources, targets, rows] = [tableFrom, tableTo, index].map((t) => integersOf(backend, t));
  const [x, y] = [from, to].map((t) => addressOf(backend, t));
  for (let first = 0; first < pairs; first += CHUNK) {
    const count = Math.min(CHUNK, pairs - first);
    for (let i = 0; i < count; i++) {
      const row = rows[first + i];
      const pixel = Math.floor((first + i) / taps);
      sources[i] = x + 4 * columns * (gathering ? row : pixel);
      targets[i] = y + 4 * columns * (gathering ? pixel : row);
    }
    if (simd !== null) {
      simd.addRows(addressOf(backend, tableFrom), addressOf(backend, tableTo), count, columns);
      continue;
    }
    const values = new Float32Array(sources.buffer);
    for (let i = 0; i < count; i++) {
      const [source, target] = [sources[i] / 4, targets[i] / 4];
      for (let c = 0; c < columns; c++) values[target + c] += values[source + c];
    }
  }
  freed(backend, tableFrom, tableTo);
}

function copyRows(
  backend: WasmBackend,
  table: tf.TensorInfo,
  index: tf.TensorInfo,
  y: tf.TensorInfo,
): void {
  const columns = table.shape[1];
  const [to, from] = [y, table].map((t) => floatsOf(backend, t));
  for (const [i, row] of integersOf(backend, index).entries()) {
    const [source, target] = [row * columns, i * columns];
    // For short rows a loop is faster than the call of a copy.
    if (columns > 24) to.set(from.subarray(source, source + columns), target);
    else for (let c = 0; c < columns; c++) to[target + c] = from[source + c];
  }
}
