import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { leakyReluTraining } from "../../../../src/engines/tfjs/training-ops/activation.ts";
import { adamStep } from "../../../../src/engines/tfjs/training-ops/adam-step.ts";
import {
  batchNormTraining,
  instanceNormTraining,
} from "../../../../src/engines/tfjs/training-ops/batch-norm.ts";
import { biasAdd } from "../../../../src/engines/tfjs/training-ops/bias-add.ts";
import { convTraining } from "../../../../src/engines/tfjs/training-ops/conv.ts";
import { gatherRowsGrad } from "../../../../src/engines/tfjs/training-ops/gather-rows.ts";
import { modulateRows } from "../../../../src/engines/tfjs/training-ops/modulate-rows.ts";
import { RowIndex } from "../../../../src/engines/tfjs/training-ops/row-index.ts";
import { splitFlat } from "../../../../src/engines/tfjs/training-ops/split-flat.ts";
import { upsampleGrad } from "../../../../src/engines/tfjs/training-ops/upsample.ts";
import { backEnds, difference, numbers, tensor, useForTraining } from "./back-ends.ts";

type Function = (...inputs: tf.Tensor[]) => tf.Tensor;

/** The result and the gradient of each input for the loss Σ y · w, with fixed numbers w. */
async function valueAndGradients(shapes: number[][], f: Function): Promise<Float32Array[]> {
  const inputs = shapes.map((shape, i) => tensor(shape as [number], 10 + i));
  const results = tf.tidy(() => {
    const y = f(...inputs);
    const w = tensor(y.shape as [number], 3);
    const gradients = tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.mul(f(...xs), w)))(inputs);
    return [y, ...gradients];
  });
  const values = await Promise.all(results.map(async (t) => (await t.data<"float32">()).slice()));
  tf.dispose([...inputs, ...results]);
  return values;
}

/** `ours` on `name` against `plain`, in tfjs's own operations, on the cpu back end. */
async function expectEqual(
  name: (typeof backEnds)[number],
  shapes: number[][],
  plain: Function,
  ours: Function,
): Promise<void> {
  await useForTraining("cpu");
  const expected = await valueAndGradients(shapes, plain);
  await useForTraining(name);
  const actual = await valueAndGradients(shapes, ours);
  expect(actual.length).toBe(expected.length);
  for (const [i, values] of expected.entries()) {
    // Sums of hundreds of numbers round in another order: relative to the largest where that is above 1.
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const what = i === 0 ? "value" : `gradient ${i}`;
    expect(difference(actual[i], values) / largest, what).toBeLessThan(5e-5);
  }
}

const size = fc.record({
  n: fc.integer({ min: 1, max: 3 }),
  h: fc.integer({ min: 1, max: 6 }),
  w: fc.integer({ min: 1, max: 6 }),
  c: fc.constantFrom(1, 2, 3, 4, 5, 8, 12, 16, 19),
});
const runs = { numRuns: 25 };
const four = (t: tf.Tensor) => t as tf.Tensor4D;

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors - before).toBe(0));

describe.each(backEnds)(
  "on %s, value and gradients equal tfjs's own operations on cpu:",
  (name) => {
    test("normalisation over batch and pixels", async () => {
      const plain = (x: tf.Tensor) => {
        const centred = tf.sub(x, tf.mean(x, [0, 1, 2]));
        return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), [0, 1, 2]), 1e-5)));
      };
      await fc.assert(
        fc.asyncProperty(size, async ({ n, h, w, c }) => {
          fc.pre(n * h * w > 2); // of two values x̂ is ±1 whatever they are
          await expectEqual(name, [[n, h, w, c]], plain, (x) => batchNormTraining(four(x)).xHat);
        }),
        runs,
      );
    });

    test("mean and biased variance beside it", async () => {
      await useForTraining(name);
      await fc.assert(
        fc.asyncProperty(size, async ({ n, h, w, c }) => {
          const x = tensor<tf.Rank.R4>([n, h, w, c], 4);
          const { xHat, mean, variance } = tf.tidy(() => ({ ...batchNormTraining(x) }));
          const expected = tf.tidy(() => {
            const { mean: m, variance: v } = tf.moments(x, [0, 1, 2]);
            return [m.dataSync(), v.dataSync()];
          });
          expect(difference(await mean.data(), expected[0])).toBeLessThan(1e-5);
          expect(difference(await variance.data(), expected[1])).toBeLessThan(1e-5);
          tf.dispose([x, xHat, mean, variance]);
        }),
        runs,
      );
    });

    test("normalisation over the pixels of each picture", async () => {
      const plain = (x: tf.Tensor) => {
        const centred = tf.sub(x, tf.mean(x, [1, 2], true));
        return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), [1, 2], true), 1e-5)));
      };
      await fc.assert(
        fc.asyncProperty(size, async ({ n, h, w, c }) => {
          fc.pre(h * w > 2);
          await expectEqual(name, [[n, h, w, c]], plain, (x) => instanceNormTraining(four(x)));
        }),
        runs,
      );
    });

    test("look-up, of one row for each pixel and of the sum of several", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(1, 2, 9),
          fc.constantFrom(1, 3, 20, 90),
          fc.integer({ min: 1, max: 90 }),
          fc.constantFrom(1, 4, 7, 32),
          async (taps, rows, count, columns) => {
            const chosen = Int32Array.from({ length: count * taps }, (_, i) => (i * 37) % rows);
            await expectEqual(
              name,
              [[rows, columns]],
              (table) => {
                const each = tf.gather(table, tf.tensor1d(chosen, "int32"));
                return tf.sum(tf.reshape(each, [count, taps, columns]), 1);
              },
              (table) => {
                const index = new RowIndex(chosen, taps);
                const y = gatherRowsGrad(table as tf.Tensor2D, index);
                afterwards.push(index);
                return y;
              },
            );
            for (const index of afterwards.splice(0)) index.dispose();
          },
        ),
        runs,
      );
    });

    test("modulation by rows, with and without factors", async () => {
      await fc.assert(
        fc.asyncProperty(
          size,
          fc.constantFrom(1, 4, 90),
          fc.boolean(),
          async ({ n, h, w, c }, rows, scaled) => {
            const pixels = n * h * w;
            const chosen = Int32Array.from({ length: pixels }, (_, i) => (i * 13) % rows);
            const shapes = [
              [n, h, w, c],
              [rows, c],
              [rows, c],
              ...(scaled
                ? [
                    [pixels, 1],
                    [pixels, 1],
                  ]
                : []),
            ];
            await expectEqual(
              name,
              shapes,
              (x, gamma, beta, a, b) => {
                const take = (table: tf.Tensor, factor?: tf.Tensor) => {
                  const taken = tf.gather(table, tf.tensor1d(chosen, "int32"));
                  return tf.reshape(factor ? tf.mul(taken, factor) : taken, x.shape);
                };
                return tf.add(tf.mul(x, take(gamma, a)), take(beta, b));
              },
              (x, gamma, beta, a, b) => {
                const index = new RowIndex(chosen);
                afterwards.push(index);
                return modulateRows(four(x), {
                  gamma: gamma as tf.Tensor2D,
                  beta: beta as tf.Tensor2D,
                  index,
                  ...(scaled && { factors: { a: a as tf.Tensor2D, b: b as tf.Tensor2D } }),
                });
              },
            );
            for (const index of afterwards.splice(0)) index.dispose();
          },
        ),
        runs,
      );
    });

    test("leaky ReLU", async () => {
      const plain = (x: tf.Tensor) => tf.leakyRelu(x, 0.2);
      await fc.assert(
        fc.asyncProperty(size, ({ n, h, w, c }) =>
          expectEqual(name, [[n, h, w, c]], plain, (x) => leakyReluTraining(x)),
        ),
        runs,
      );
    });

    test("bias", async () => {
      await fc.assert(
        fc.asyncProperty(size, ({ n, h, w, c }) =>
          expectEqual(name, [[n, h, w, c], [c]], tf.add, (x, b) =>
            biasAdd(four(x), b as tf.Tensor1D),
          ),
        ),
        runs,
      );
    });

    test("upsampling by two", async () => {
      const plain = (x: tf.Tensor) => {
        const [n, h, w, c] = four(x).shape;
        const wide = tf.reshape(tf.concat([x, x], 3), [n, h, 2 * w * c]);
        return tf.reshape(tf.concat([wide, wide], 2), [n, 2 * h, 2 * w, c]);
      };
      await fc.assert(
        fc.asyncProperty(size, ({ n, h, w, c }) =>
          expectEqual(name, [[n, h, w, c]], plain, (x) => upsampleGrad(four(x))),
        ),
        runs,
      );
    });

    test("convolution with padding and bias", async () => {
      const conv = fc.record({
        size,
        k: fc.constantFrom(1, 3, 4),
        out: fc.constantFrom(1, 3, 8),
        stride: fc.constantFrom(1, 2),
        padding: fc.integer({ min: 0, max: 2 }),
        bias: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(
          conv,
          async ({ size: { n, h, w, c }, k, out, stride, padding: p, bias }) => {
            fc.pre(h + 2 * p >= k && w + 2 * p >= k);
            fc.pre(name !== "tfjs-node" || k >= stride); // refused there, see below
            await expectEqual(
              name,
              [[n, h, w, c], [k, k, c, out], ...(bias ? [[out]] : [])],
              (x, kernel, b) => {
                const y = tf.conv2d(
                  tf.pad(four(x), [
                    [0, 0],
                    [p, p],
                    [p, p],
                    [0, 0],
                  ]),
                  four(kernel),
                  stride,
                  "valid",
                );
                return b ? tf.add(y, b) : y;
              },
              (x, kernel, b) =>
                convTraining(four(x), four(kernel), (b as tf.Tensor1D) ?? null, stride, p),
            );
          },
        ),
        runs,
      );
    });

    test("a flat vector's pieces, of which one is not used", async () => {
      const shapes = [[3, 2], [5], [], [1, 2, 2, 1]];
      const use = (pieces: tf.Tensor[]) =>
        tf.concat1d(
          [pieces[0], pieces[1], pieces[3]].map(
            (t) => tf.reshape(tf.square(t), [-1]) as tf.Tensor1D,
          ),
        );
      await expectEqual(
        name,
        [[16]],
        (flat) => use(tf.split(flat as tf.Tensor1D, [6, 5, 1, 4])),
        (flat) => {
          const pieces = splitFlat(flat as tf.Tensor1D, shapes);
          expect(pieces.map(({ shape }) => shape)).toEqual(shapes);
          return use(pieces);
        },
      );
    });
  },
);

test("a convolution whose kernel is smaller than its stride is refused where its gradient would break the heap", async () => {
  for (const name of backEnds) {
    await useForTraining(name);
    const [x, kernel] = [tensor<tf.Rank.R4>([1, 4, 4, 2], 1), tensor<tf.Rank.R4>([1, 1, 2, 3], 2)];
    const run = () => convTraining(x, kernel, null, 2, 0);
    if (name === "tfjs-node") expect(run).toThrow("a kernel of 1 × 1 with stride 2");
    else run().dispose();
    tf.dispose([x, kernel]);
  }
});

const afterwards: RowIndex[] = [];

describe.each(backEnds)("adamStep on %s", (name) => {
  test.each([0, 0.5])("is PyTorch's formula with β₁ = %f", async (beta1) => {
    await useForTraining(name);
    const [lr, beta2, eps, step] = [1e-3, 0.9, 1e-8, 3];
    const [p, g, m] = [1, 2, 3].map((seed) => numbers(50, seed));
    const v = numbers(50, 4).map(Math.abs);
    const tensors = [p, g, m, v].map((values) => tf.tensor1d(values));
    const moments = { m: beta1 === 0 ? null : tensors[2], v: tensors[3] };
    const next = adamStep(tensors[0], tensors[1], moments, {
      learningRate: lr,
      beta1,
      beta2,
      epsilon: eps,
      step,
    });
    const [nextM, nextV] = [new Float32Array(50), new Float32Array(50)];
    const expected = p.map((value, i) => {
      nextM[i] = beta1 * m[i] + (1 - beta1) * g[i];
      nextV[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      const denominator = Math.sqrt(nextV[i]) / Math.sqrt(1 - beta2 ** step) + eps;
      return value - ((lr / (1 - beta1 ** step)) * nextM[i]) / denominator;
    });
    expect(difference(await next.parameters.data(), expected)).toBeLessThan(1e-6);
    expect(difference(await next.v.data(), nextV)).toBeLessThan(1e-6);
    if (next.m !== null) expect(difference(await next.m.data(), nextM)).toBeLessThan(1e-6);
    expect(next.m === null).toBe(beta1 === 0);
    next.m?.dispose();
    tf.dispose([...tensors, next.parameters, next.v]);
  });
});
