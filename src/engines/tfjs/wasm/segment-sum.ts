/**
 * Sums of the rows that go to the same place: a look-up's gradient.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";
import { floats, floatsOf, integersOf, type WasmCall } from "./heap.ts";

/** The kernel `UnsortedSegmentSum`: `segmentIds` has the leading axes of x; negative ones go nowhere. */
export function segmentSum({ inputs, backend, attrs }: WasmCall): tf.TensorInfo {
  const { x, segmentIds } = inputs;
  const count = attrs.numSegments as number;
  const inner = x.shape.slice(segmentIds.shape.length);
  const sums = floats(backend, [count, ...inner]);
  const to = floatsOf(backend, sums).fill(0);
  const from = floatsOf(backend, x);
  const ids = integersOf(backend, segmentIds);
  const length = inner.reduce((a, b) => a * b, 1);
  for (let row = 0, at = 0; row < ids.length; row++, at += length) {
    const id = ids[row];
    if (id < 0 || id >= count) continue;
    const start = id * length;
    for (let c = 0; c < length; c++) to[start + c] += from[at + c];
  }
  return sums;
}
