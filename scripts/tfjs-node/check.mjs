// Does it run? A convolution's gradients, whose sums are known.

import { root } from "./package.mjs";
import { run } from "./run.mjs";

const PROGRAM = `
const util = require("node:util");
util.isNullOrUndefined ??= (value) => value === null || value === undefined; // gone since Node 23
const tf = require("@tensorflow/tfjs-node");
const x = tf.ones([1, 8, 8, 4]);
const w = tf.ones([3, 3, 4, 2]);
const sums = tf.grads((x, w) => tf.conv2d(x, w, 1, "same"))([x, w]).map((t) => t.sum().dataSync()[0]);
// 8 × 8 pixels with 9 taps, less what hangs over the edges: 484 pairs, times 4 · 2 channels.
if (tf.getBackend() !== "tensorflow" || sums.some((sum) => sum !== 484 * 8)) {
  throw new Error("wrong gradients: " + sums);
}
const { binding, isUsingGpuDevice } = tf.backend();
console.log("tfjs " + tf.version.tfjs + ", libtensorflow " + binding.TF_Version + ", " + (isUsingGpuDevice ? "GPU" : "CPU"));
`;

/** What runs, in words. */
export function check() {
  const env = { TF_CPP_MIN_LOG_LEVEL: "2", ...process.env };
  return run(process.execPath, ["-e", PROGRAM], "run npm run tfjs-node without --check", {
    cwd: root,
    env,
  }).trim();
}
