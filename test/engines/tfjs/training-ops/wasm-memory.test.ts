import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { tensor, useForTraining } from "./back-ends.ts";

beforeAll(() => useForTraining("wasm"));

test("a clone shares its memory, and outlives what it was cloned from", async () => {
  const x = tf.tensor1d([1, 2, 3]);
  const y = tf.clone(x);
  x.dispose();
  const other = tf.tensor1d([7, 8, 9]); // would take the memory if it were free
  expect([...(await y.data())]).toEqual([1, 2, 3]);
  tf.dispose([y, other]);
  expect(tf.memory().numTensors).toBe(0);
});

test("convolutions and products leave the memory as it was: no allocation stays behind", () => {
  const backend = tf.backend() as unknown as { numDataIds(): number };
  const step = () =>
    tf.tidy(() => {
      const x = tensor<tf.Rank.R4>([2, 9, 7, 3], 1);
      const kernel = tensor<tf.Rank.R4>([3, 3, 3, 5], 2);
      tf.grad((w) => tf.sum(tf.square(tf.conv2d(x, w as tf.Tensor4D, 2, "same"))))(kernel);
      tf.grad((a) => tf.sum(tf.matMul(a as tf.Tensor2D, tensor<tf.Rank.R2>([5, 6], 3))))(
        tensor<tf.Rank.R2>([4, 5], 4),
      );
    });
  step();
  const before = backend.numDataIds();
  for (let i = 0; i < 5; i++) step();
  expect(backend.numDataIds()).toBe(before);
});

test("dilated convolutions and fused activations stay tfjs's", async () => {
  const x = tensor<tf.Rank.R4>([1, 6, 6, 2], 5);
  const kernel = tensor<tf.Rank.R4>([3, 3, 2, 4], 6);
  const bias = tf.tensor1d([0.1, -0.2, 0.3, 0]);
  const of = () =>
    tf.tidy(() => [
      tf.conv2d(x, kernel, 1, "same", "NHWC", 2).dataSync().slice(),
      tf
        .relu(tf.add(tf.conv2d(x, kernel, 1, "same"), bias))
        .dataSync()
        .slice(),
    ]);
  const fused = tf.fused.conv2d({
    x,
    filter: kernel,
    strides: 1,
    pad: "same",
    bias,
    activation: "relu",
  });
  const [dilated, composed] = of();
  for (const [i, value] of fused.dataSync().entries()) expect(value).toBeCloseTo(composed[i], 5);
  await tf.setBackend("cpu");
  const [expected] = of();
  for (const [i, value] of dilated.entries()) expect(value).toBeCloseTo(expected[i], 5);
  await tf.setBackend("wasm");
  tf.dispose([x, kernel, bias, fused]);
});
