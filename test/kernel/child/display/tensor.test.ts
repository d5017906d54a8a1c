import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plainText } from "../../../../kernel/child/display/plain-text.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

afterAll(() => tf.disposeVariables());

test("a small tensor of TensorFlow.js shows its type, shape and values", () => {
  const tensor = tf.tensor2d([0.1, 2, 3, 4], [2, 2]);
  expect(plainText(tensor)).toBe("Tensor float32 [2, 2] [ [ 0.1, 2 ], [ 3, 4 ] ]");
  tensor.dispose();
});

test("a tensor of some thousand elements shows its first values and its range", () => {
  const tensor = tf.ones([10, 100]);
  expect(plainText(tensor)).toBe(
    "Tensor float32 [10, 100] [1, 1, 1, 1, 1, 1, 1, 1, …] min 1 max 1 mean 1",
  );
  tensor.dispose();
});

test("a large tensor is not read", () => {
  const tensor = tf.zeros([1, 256, 257]);
  const read = tensor.dataSync.bind(tensor);
  let reads = 0;
  tensor.dataSync = () => {
    reads++;
    return read();
  };
  expect(plainText(tensor)).toBe("Tensor float32 [1, 256, 257]");
  expect(reads).toBe(0);
  tensor.dispose();
});

test("a scalar, an empty and a disposed tensor are told apart", () => {
  const scalar = tf.scalar(3);
  expect(plainText(scalar)).toBe("Tensor float32 [] 3");
  expect(plainText(tf.tensor1d([]))).toBe("Tensor float32 [0]");
  scalar.dispose();
  expect(plainText(scalar)).toBe("Tensor float32 [] (disposed)");
});

test("tensors of ONNX Runtime are known by their form", () => {
  const tensor = { dims: [1, 2], type: "float32", data: new Float32Array([1, 2]), location: "cpu" };
  expect(plainText(tensor)).toBe("Tensor float32 [1, 2] [ [ 1, 2 ] ]");
  expect(plainText({ ...tensor, location: "gpu-buffer" })).toBe("Tensor float32 [1, 2]");
});
