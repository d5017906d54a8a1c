import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { backEnds, difference, tensor, useForTraining } from "./back-ends.ts";

interface Convolution {
  x: [number, number, number, number];
  kernel: [number, number, number, number];
  stride: number;
  padding: [number, number, number, number];
}

const convolution: fc.Arbitrary<Convolution> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    ins: fc.constantFrom(1, 2, 3, 4, 5, 8, 11, 16),
    outs: fc.constantFrom(1, 2, 3, 7, 8, 9, 16, 20),
    k: fc.constantFrom(1, 2, 3, 4, 5),
    l: fc.constantFrom(1, 3, 4),
    stride: fc.constantFrom(1, 2, 3),
    padding: fc.tuple(...([0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 3 })) as Four)),
  })
  .filter(
    ({ height, width, k, l, padding: [t, b, left, r] }) =>
      height + t + b >= k && width + left + r >= l,
  )
  .map(({ batch, height, width, ins, outs, k, l, stride, padding }) => ({
    x: [batch, height, width, ins],
    kernel: [k, l, ins, outs],
    stride,
    padding,
  }));

type Four = [
  fc.Arbitrary<number>,
  fc.Arbitrary<number>,
  fc.Arbitrary<number>,
  fc.Arbitrary<number>,
];

/** The convolutions of the networks: residual, shortcut, discriminator, verdict, encoder. */
const ours: Convolution[] = [
  { x: [2, 8, 8, 5], kernel: [3, 3, 5, 7], stride: 1, padding: [1, 1, 1, 1] },
  { x: [2, 8, 8, 16], kernel: [3, 3, 16, 16], stride: 1, padding: [1, 1, 1, 1] },
  { x: [2, 8, 8, 5], kernel: [1, 1, 5, 7], stride: 1, padding: [0, 0, 0, 0] },
  { x: [2, 9, 9, 23], kernel: [4, 4, 23, 16], stride: 2, padding: [2, 2, 2, 2] },
  { x: [2, 6, 6, 8], kernel: [4, 4, 8, 1], stride: 1, padding: [2, 2, 2, 2] },
  { x: [2, 8, 8, 3], kernel: [3, 3, 3, 8], stride: 2, padding: [1, 1, 1, 1] },
  { x: [2, 41, 37, 5], kernel: [3, 3, 5, 9], stride: 1, padding: [1, 1, 1, 1] }, // more pixels than one table holds
];

/** y, dx and dw of a convolution, for the loss ½ Σ y². */
function gradients({ x, kernel, stride, padding: [t, b, l, r] }: Convolution): Float32Array[] {
  return tf.tidy(() => {
    // As one numeric padding where the back end has it: what the kernels are for.
    const explicit = tf.getBackend() !== "tensorflow";
    const y = (a: tf.Tensor4D, w: tf.Tensor4D) =>
      explicit
        ? tf.conv2d(a, w, stride, [
            [0, 0],
            [t, b],
            [l, r],
            [0, 0],
          ])
        : tf.conv2d(
            tf.pad(a, [
              [0, 0],
              [t, b],
              [l, r],
              [0, 0],
            ]),
            w,
            stride,
            "valid",
          );
    const a = tensor<tf.Rank.R4>(x, 1);
    const w = tensor<tf.Rank.R4>(kernel, 2);
    const [dx, dw] = tf.grads((p, q) =>
      tf.mul(tf.sum(tf.square(y(p as tf.Tensor4D, q as tf.Tensor4D))), 0.5),
    )([a, w]);
    return [y(a, w), dx, dw].map((result) => result.dataSync<"float32">().slice());
  });
}

afterEach(() => expect(tf.memory().numTensors).toBe(0));

describe.each(backEnds.filter((name) => name !== "cpu"))(
  "a convolution's gradients on %s",
  (name) => {
    const equalCpu = async (conv: Convolution) => {
      // TensorFlow 2.21 with oneDNN writes past its memory where the kernel is smaller than the stride.
      const [k, l] = conv.kernel;
      fc.pre(name === "wasm" || Math.min(k, l) >= conv.stride);
      await useForTraining("cpu");
      const expected = gradients(conv);
      await useForTraining(name);
      for (const [i, actual] of gradients(conv).entries()) {
        expect(difference(actual, expected[i]), ["y", "dx", "dw"][i]).toBeLessThan(2e-5);
      }
    };

    test.each(ours)("equal the cpu back end's: %o", equalCpu);

    test("equal the cpu back end's for any size, stride and padding", async () => {
      await fc.assert(fc.asyncProperty(convolution, equalCpu), { numRuns: 60 });
    });

    test("equal finite differences", async () => {
      await useForTraining(name);
      const shape: [number, number, number, number] = [1, 5, 4, 3];
      const loss = (x: Float32Array, w: Float32Array) =>
        tf.tidy(() => {
          const a = tf.pad(tf.tensor4d(x, shape), [
            [0, 0],
            [2, 2],
            [2, 2],
            [0, 0],
          ]);
          return tf
            .sum(tf.tanh(tf.conv2d(a, tf.tensor4d(w, [4, 4, 3, 2]), 2, "valid")))
            .dataSync()[0];
        });
      const x = tensor<tf.Rank.R4>(shape, 3);
      const w = tf.tidy(() => tf.mul(tensor<tf.Rank.R4>([4, 4, 3, 2], 4), 0.3) as tf.Tensor4D);
      const [dx, dw] = tf.tidy(() =>
        tf.grads((a, b) =>
          tf.sum(
            tf.tanh(
              tf.conv2d(
                tf.pad(a as tf.Tensor4D, [
                  [0, 0],
                  [2, 2],
                  [2, 2],
                  [0, 0],
                ]),
                b as tf.Tensor4D,
                2,
                "valid",
              ),
            ),
          ),
        )([x, w]),
      );
      const values = [x, w].map((t) => t.dataSync<"float32">().slice());
      for (const [which, gradient] of [dx, dw].entries()) {
        const exact = gradient.dataSync();
        for (let i = 0; i < exact.length; i += 7) {
          const moved = (by: number) =>
            values.map((v, j) =>
              j === which ? v.map((value, at) => (at === i ? value + by : value)) : v,
            );
          const [up, down] = [moved(1e-2), moved(-1e-2)].map(([a, b]) => loss(a, b));
          expect((up - down) / 2e-2).toBeCloseTo(exact[i], 2);
        }
      }
      tf.dispose([x, w, dx, dw]);
    });
  },
);

describe.each(backEnds)("a look-up's gradient on %s", (name) => {
  test("is the sum of the rows that were taken from each row", async () => {
    await useForTraining(name);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 300 }),
        async (rows, columns, count) => {
          const index = Int32Array.from(numbersBelow(rows, count));
          const dy = tensor<tf.Rank.R2>([count, columns], 5);
          const expected = new Float32Array(rows * columns);
          const values = dy.dataSync();
          for (let i = 0; i < values.length; i++) {
            expected[index[Math.floor(i / columns)] * columns + (i % columns)] += values[i];
          }
          const sums = tf.tidy(() => tf.unsortedSegmentSum(dy, tf.tensor1d(index, "int32"), rows));
          expect(sums.shape).toEqual([rows, columns]);
          expect(difference(sums.dataSync(), expected)).toBeLessThan(1e-5);
          tf.dispose([dy, sums]);
        },
      ),
      { numRuns: 30 },
    );
  });
});

function numbersBelow(bound: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * 7919) % bound);
}
