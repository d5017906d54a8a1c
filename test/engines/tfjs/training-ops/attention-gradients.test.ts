import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { TfjsOps } from "../../../../src/engines/tfjs/tfjs-ops.ts";
import { attend } from "../../../../src/models/msca.ts";
import { backEnds, tensor, useForTraining } from "./back-ends.ts";

type Shape = [number, number, number, number];

/** Each operation with the shapes of what its gradient is asked for. */
const operations: Record<string, { shapes: Shape[]; of: (x: tf.Tensor4D[]) => tf.Tensor4D }> = {
  "softmax over pixels": { shapes: [[2, 3, 4, 5]], of: ([x]) => ops().spatialSoftmax(x) },
  "softmax over channels": { shapes: [[2, 3, 4, 5]], of: ([x]) => ops().channelSoftmax(x) },
  sigmoid: { shapes: [[2, 3, 2, 2]], of: ([x]) => ops().sigmoid(x) },
  "mean over pixels": { shapes: [[2, 3, 4, 5]], of: ([x]) => ops().globalMean(x) },
  "a product with one channel": {
    shapes: [
      [2, 5, 1, 4],
      [2, 5, 1, 1],
    ],
    of: ([x, m]) => ops().multiply(x, m),
  },
  "a sum with one pixel": {
    shapes: [
      [2, 5, 1, 4],
      [2, 1, 1, 4],
    ],
    of: ([x, m]) => ops().add(x, m),
  },
  "pooling under attention maps": {
    shapes: [
      [2, 3, 4, 6],
      [2, 3, 4, 5],
    ],
    of: ([x, maps]) => ops().attentionPool(x, maps, "pool"),
  },
  "pooling, of one picture": {
    shapes: [
      [1, 3, 4, 6],
      [1, 3, 4, 5],
    ],
    of: ([x, maps]) => ops().attentionPool(x, maps, "pool"),
  },
  "spreading over attention maps": {
    shapes: [
      [2, 5, 1, 6],
      [2, 3, 4, 5],
    ],
    of: ([vectors, maps]) => ops().spread(vectors, maps, "spread"),
  },
  "a whole scale, to its features and every parameter": {
    shapes: [
      ...([
        [2, 3, 4, 4],
        [2, 3, 4, 3],
        [2, 2, 3, 3],
      ] satisfies Shape[]),
      ...([
        [1, 1, 7, 5], //  spatial
        [1, 1, 3, 3], //  mask.slot
        [1, 1, 6, 3], //  mask.means
        [1, 1, 3, 1], //  mask.out
        [1, 1, 3, 5], //  channel
      ] satisfies Shape[]),
    ],
    of: ([picture, from, to, ...kernels]) => {
      const parts = ["spatial", "mask.slot", "mask.means", "mask.out", "channel"];
      const weights = new Map(
        parts.map((part, i) => [`msca.up_0.${part}`, { kernel: kernels[i], bias: null }]),
      );
      const scale = { name: "msca.up_0", slots: 5, imageChannels: 4, layoutChannels: 3 };
      return attend({ ...scale, picture, from, to }, new TfjsOps({ weights }));
    },
  },
};

function ops(): TfjsOps {
  return new TfjsOps({ weights: new Map() });
}

describe.each(backEnds)("gradients on %s", (backend) => {
  let before = 0;
  beforeAll(async () => {
    await useForTraining(backend);
    before = tf.memory().numTensors;
  });
  afterEach(() => expect(tf.memory().numTensors).toBe(before));

  test.each(Object.entries(operations))("%s: that of finite differences", (_, { shapes, of }) => {
    tf.tidy(() => {
      const inputs = shapes.map((shape, i) => tensor<tf.Rank.R4>(shape, 11 + i));
      const weights = tensor<tf.Rank.R4>(of(inputs).shape, 5);
      // A sum with weights of its own for each number of the result: no mistake cancels out.
      const loss = (...xs: tf.Tensor[]): tf.Scalar =>
        tf.sum(tf.mul(of(xs as tf.Tensor4D[]), weights));
      const gradients = tf.grads(loss)(inputs);
      for (const [i, gradient] of gradients.entries()) {
        expect(gradient.shape).toEqual(shapes[i]);
        for (let direction = 0; direction < 3; direction++) {
          const along = tensor<tf.Rank.R4>(shapes[i], 101 + 7 * i + direction);
          const step = 1e-2;
          const moved = (by: number) =>
            loss(...inputs.with(i, tf.add(inputs[i], tf.mul(along, by)))).dataSync()[0];
          const slope = (moved(step) - moved(-step)) / (2 * step);
          const expected = tf.sum(tf.mul(gradient, along)).dataSync()[0];
          const scale = tf.norm(gradient).dataSync()[0] * tf.norm(along).dataSync()[0];
          expect(scale).toBeGreaterThan(1e-3);
          expect(Math.abs(slope - expected)).toBeLessThan(3e-3 * scale);
        }
      }
    });
  });
});
