import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { convTransposeTraining } from "../../../../src/engines/tfjs/training-ops/conv-transpose.ts";
import { reflectPad } from "../../../../src/engines/tfjs/training-ops/reflect-pad.ts";
import { backEnds, difference, numbers, tensor, useForTraining } from "./back-ends.ts";

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors - before).toBe(0));

const size = fc.record({
  n: fc.integer({ min: 1, max: 2 }),
  h: fc.integer({ min: 2, max: 6 }),
  w: fc.integer({ min: 2, max: 6 }),
  c: fc.constantFrom(1, 2, 3, 8),
  out: fc.constantFrom(1, 2, 4, 9),
});

/** Σ f(inputs) · w, its gradients, and how far they are from finite differences, which are exact in each linear input. */
async function worstGradient(
  inputs: tf.Tensor[],
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
): Promise<number> {
  const loss = (...xs: tf.Tensor[]): tf.Scalar => {
    const y = f(...xs);
    return tf.sum(tf.mul(y, tensor(y.shape as [number], 3)));
  };
  const gradients = tf.tidy(() => tf.grads(loss)(inputs));
  let worst = 0;
  for (const [i, input] of inputs.entries()) {
    const told = await gradients[i].data<"float32">();
    for (const seed of [5, 6, 7]) {
      const direction = numbers(input.size, seed);
      const moved = tf.tidy(() => {
        const d = tf.tensor(direction, input.shape);
        const at = (h: number) =>
          loss(...inputs.map((x, j) => (j === i ? tf.add(x, tf.mul(d, h)) : x)));
        return tf.div(tf.sub(at(1), at(-1)), 2);
      });
      const [measured] = await moved.data();
      moved.dispose();
      let product = 0;
      let size = 1;
      for (let j = 0; j < told.length; j++) {
        product += told[j] * direction[j];
        size += Math.abs(told[j] * direction[j]);
      }
      worst = Math.max(worst, Math.abs(measured - product) / size);
    }
  }
  tf.dispose(gradients);
  return worst;
}

describe.each(backEnds)("on %s", (name) => {
  beforeEach(async () => {
    await useForTraining(name);
    before = tf.memory().numTensors;
  });

  test("the transposed convolution is PyTorch's with stride 2, padding 1 and output padding 1, by its definition", async () => {
    await fc.assert(
      fc.asyncProperty(size, async ({ n, h, w, c, out }) => {
        const x = tensor<tf.Rank.R4>([n, h, w, c], 1);
        const kernel = tensor<tf.Rank.R4>([3, 3, out, c], 2);
        const bias = tensor<tf.Rank.R1>([out], 4);
        const y = convTransposeTraining(x, kernel, bias);
        expect(y.shape).toEqual([n, 2 * h, 2 * w, out]);
        const [xs, ks, bs] = [await x.data(), await kernel.data(), await bias.data()];
        const expected = new Float64Array(y.size).map((_, i) => bs[i % out]);
        // Every input pixel adds its kernel to the 3×3 results around twice its place.
        for (let b = 0; b < n; b++) {
          for (let iy = 0; iy < h; iy++) {
            for (let ix = 0; ix < w; ix++) {
              for (let tap = 0; tap < 9; tap++) {
                const [oy, ox] = [2 * iy - 1 + Math.floor(tap / 3), 2 * ix - 1 + (tap % 3)];
                if (oy < 0 || ox < 0 || oy >= 2 * h || ox >= 2 * w) continue;
                for (let o = 0; o < out; o++) {
                  for (let i = 0; i < c; i++) {
                    expected[((b * 2 * h + oy) * 2 * w + ox) * out + o] +=
                      xs[((b * h + iy) * w + ix) * c + i] * ks[(tap * out + o) * c + i];
                  }
                }
              }
            }
          }
        }
        expect(difference(await y.data(), expected)).toBeLessThan(1e-5);
        tf.dispose([x, kernel, bias, y]);
      }),
      { numRuns: 15 },
    );
  });

  test("the transposed convolution's gradients are those of finite differences", async () => {
    await fc.assert(
      fc.asyncProperty(size, async ({ n, h, w, c, out }) => {
        const inputs = [
          tensor<tf.Rank.R4>([n, h, w, c], 1),
          tensor<tf.Rank.R4>([3, 3, out, c], 2),
          tensor<tf.Rank.R1>([out], 4),
        ];
        const worst = await worstGradient(inputs, (x, kernel, bias) =>
          convTransposeTraining(x as tf.Tensor4D, kernel as tf.Tensor4D, bias as tf.Tensor1D),
        );
        expect(worst).toBeLessThan(1e-4);
        tf.dispose(inputs);
      }),
      { numRuns: 10 },
    );
  });

  test("reflection padding repeats the second line outside, and its gradient is that of finite differences", async () => {
    await fc.assert(
      fc.asyncProperty(size, async ({ n, h, w, c }) => {
        const x = tensor<tf.Rank.R4>([n, h, w, c], 1);
        const y = reflectPad(x);
        const [xs, ys] = [await x.data(), await y.data()];
        const mirrored = (i: number, length: number) =>
          i < 0 ? -i : i >= length ? 2 * length - 2 - i : i;
        expect(y.shape).toEqual([n, h + 2, w + 2, c]);
        for (let i = 0; i < ys.length; i++) {
          const [channel, px] = [i % c, Math.floor(i / c)];
          const [ox, row] = [px % (w + 2), Math.floor(px / (w + 2))];
          const [oy, b] = [row % (h + 2), Math.floor(row / (h + 2))];
          const from = (b * h + mirrored(oy - 1, h)) * w + mirrored(ox - 1, w);
          expect(ys[i]).toBe(xs[from * c + channel]);
        }
        const worst = await worstGradient([x], (input) => reflectPad(input as tf.Tensor4D));
        expect(worst).toBeLessThan(1e-4);
        tf.dispose([x, y]);
      }),
      { numRuns: 15 },
    );
  });

  test("the sigmoid's gradient is that of finite differences", async () => {
    const x = tf.tensor1d([-3, -0.5, 0, 0.2, 4]);
    const gradient = tf.tidy(() => tf.grad((t) => tf.sum(tf.sigmoid(t)))(x));
    const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
    const expected = [-3, -0.5, 0, 0.2, 4].map(
      (v) => (sigmoid(v + 1e-4) - sigmoid(v - 1e-4)) / 2e-4,
    );
    expect(difference(await gradient.data(), expected)).toBeLessThan(1e-5);
    tf.dispose([x, gradient]);
  });
});
