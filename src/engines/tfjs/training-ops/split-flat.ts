/**
 * A flat vector as the tensors that it consists of; their gradients come back as one vector.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { floats, floatsOf } from "../wasm/heap.ts";
import { type OwnKernel, runOwn, runOwnSingle } from "./own-kernel.ts";

/**
 * @param flat As long as the shapes together.
 * @returns A tensor of each shape, in their order; where no gradient arrives it is zero.
 */
export function splitFlat(flat: tf.Tensor1D, shapes: readonly (readonly number[])[]): tf.Tensor[] {
  return runOwn(SPLIT, { flat }, { shapes });
}

const SPLIT: OwnKernel = {
  name: "cladescope/SplitFlat",
  composed({ flat }, attrs) {
    const shapes = shapesOf(attrs);
    const pieces = tf.split(flat, shapes.map(sizeOf));
    return pieces.map((piece, i) => tf.reshape(piece, [...shapes[i]]));
  },
  wasm({ inputs: { flat }, backend, attrs }) {
    let at = 0;
    return shapesOf(attrs).map((shape) => {
      const piece = floats(backend, shape);
      const end = at + sizeOf(shape);
      floatsOf(backend, piece).set(floatsOf(backend, flat).subarray(at, end));
      at = end;
      return piece;
    });
  },
  gradient: {
    of: (dys) => ({ flat: () => runOwnSingle(JOIN, Object.fromEntries(dys.entries())) }),
  },
};

/** The inverse; inputs by number. */
const JOIN: OwnKernel = {
  name: "cladescope/JoinFlat",
  composed: (inputs) => [
    tf.concat1d(Object.values(inputs).map((x) => tf.reshape(x, [-1]) as tf.Tensor1D)),
  ],
  wasm({ inputs, backend }) {
    const pieces = Object.values(inputs);
    const size = pieces.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const result = floats(backend, [size]);
    const flat = floatsOf(backend, result);
    let at = 0;
    for (const piece of pieces) {
      const values = floatsOf(backend, piece);
      flat.set(values, at);
      at += values.length;
    }
    return [result];
  },
};

function shapesOf({ shapes }: Readonly<Record<string, unknown>>): readonly (readonly number[])[] {
  return shapes as readonly (readonly number[])[];
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
