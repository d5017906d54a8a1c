import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backEnds, difference, tensor, useForTraining } from "./back-ends.ts";

describe.each(backEnds.filter((name) => name !== "cpu"))("a product of matrices on %s", (name) => {
  test("equals the cpu back end's, transposed or not, of single matrices and of batches", async () => {
    const length = fc.constantFrom(1, 2, 3, 4, 7, 8, 16, 33, 200);
    await fc.assert(
      fc.asyncProperty(
        fc.record({ m: length, k: length, n: length, a: fc.boolean(), b: fc.boolean() }),
        fc.constantFrom([], [1], [1, 1], [3]),
        async ({ m, k, n, a, b }, batch) => {
          const shapes = [a ? [k, m] : [m, k], b ? [n, k] : [k, n]];
          const [left, right] = shapes.map((shape) => [...batch, ...shape] as [number, number]);
          const product = () => {
            const [x, y] = [tensor(left, 1), tensor(right, 2)];
            const z = tf.matMul(x, y, a, b);
            const result = { shape: z.shape, values: z.dataSync<"float32">().slice() };
            tf.dispose([x, y, z]);
            return result;
          };
          await useForTraining("cpu");
          const expected = product();
          await useForTraining(name);
          const actual = product();
          expect(actual.shape).toEqual(expected.shape);
          expect(difference(actual.values, expected.values)).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 80 },
    );
  });

  test("leaves nothing behind", async () => {
    await useForTraining(name);
    const before = tf.memory().numTensors;
    const [a, b] = [tensor<tf.Rank.R2>([5, 3], 1), tensor<tf.Rank.R2>([5, 7], 2)];
    const data = tf.backend().numDataIds();
    tf.dispose(tf.matMul(a, b, true, false));
    tf.dispose(tf.matMul(a, a, false, true));
    expect(tf.backend().numDataIds()).toBe(data);
    tf.dispose([a, b]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
