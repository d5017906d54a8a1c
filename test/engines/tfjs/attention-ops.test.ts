import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Activation } from "../../../src/engines/activation.ts";
import { useBackend } from "../../../src/engines/tfjs/backend.ts";
import { upload } from "../../../src/engines/tfjs/transfer.ts";
import { expectClose } from "../../support/close.ts";
import { run } from "../../support/run-operation.ts";
import { activationOf, at, denseOf, eachPicture } from "../../support/tfjs.ts";

const cases = fc
  .tuple(
    fc.record({
      batch: fc.integer({ min: 1, max: 3 }),
      channels: fc.integer({ min: 1, max: 5 }),
      height: fc.integer({ min: 1, max: 6 }),
      width: fc.integer({ min: 1, max: 6 }),
    }),
    fc.integer({ min: 1, max: 5 }),
    fc.nat(),
  )
  .map(([shape, slots, seed]) => ({
    x: activationOf(shape, seed),
    maps: activationOf({ ...shape, channels: slots }, seed + 1),
    vectors: activationOf({ ...shape, height: slots, width: 1 }, seed + 2),
  }));

/** One picture of a batch. */
const part = ({ shape: [, channels, height, width], data }: Activation, n: number) => {
  const length = channels * height * width;
  return { channels, height, width, data: data.subarray(n * length, (n + 1) * length) };
};

describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
  let before = 0;
  beforeAll(async () => {
    await useBackend(backend);
    before = tf.memory().numTensors;
  });
  afterEach(() => expect(tf.memory().numTensors).toBe(before));

  type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;
  const always = (check: (one: Case) => Promise<void>) =>
    fc.assert(fc.asyncProperty(cases, check), { seed: 5, numRuns: 30 });

  test("a softmax over pixels: positive, sums to one in each channel, as by hand", async () => {
    await always(async ({ x }) => {
      const result = await run((ops, t) => ops.spatialSoftmax(t), x);
      const expected = eachPicture(x, (d) => {
        const pixels = d.height * d.width;
        const sums = Array.from({ length: d.channels }, (_, c) =>
          d.data.slice(c * pixels, (c + 1) * pixels).reduce((sum, v) => sum + Math.exp(v), 0),
        );
        return denseOf(
          d.channels,
          d.height,
          d.width,
          (c, y, z) => Math.exp(at(d, c, y, z)) / sums[c],
        );
      });
      expect(result.shape).toEqual(expected.shape);
      expectClose(result.data, expected.data, 1e-6);
    });
  });

  test("a softmax over channels, as by hand, and of large numbers too", async () => {
    await always(async ({ x }) => {
      const result = await run((ops, t) => ops.channelSoftmax(t), x);
      const expected = eachPicture(x, (d) =>
        denseOf(d.channels, d.height, d.width, (c, y, z) => {
          let sum = 0;
          for (let k = 0; k < d.channels; k++) sum += Math.exp(at(d, k, y, z));
          return Math.exp(at(d, c, y, z)) / sum;
        }),
      );
      expectClose(result.data, expected.data, 1e-6);
      const large = { ...x, data: x.data.map((value) => 1e4 * value) };
      for (const of of ["spatialSoftmax", "channelSoftmax"] as const) {
        const { data } = await run((ops, t) => ops[of](t), large);
        expect(data.every((value) => value >= 0 && value <= 1)).toBe(true);
      }
    });
  });

  test("pooling under attention maps and spreading over them are sums over pixels and slots", async () => {
    await always(async ({ x, maps, vectors }) => {
      const [t, v] = [upload(maps), upload(vectors)];
      const pooled = await run((ops, y) => ops.attentionPool(y, t, "pool"), x);
      const spread = await run((ops, y) => ops.spread(y, t, "spread"), vectors);
      tf.dispose([t, v]);
      const slots = maps.shape[1];
      const byHand = eachPicture(x, (d, n) =>
        denseOf(d.channels, slots, 1, (c, k) => {
          let sum = 0;
          for (let y = 0; y < d.height; y++)
            for (let z = 0; z < d.width; z++)
              sum += at(part(maps, n) as never, k, y, z) * at(d, c, y, z);
          return sum;
        }),
      );
      expect(pooled.shape).toEqual(byHand.shape);
      expectClose(pooled.data, byHand.data, 1e-5);
      const back = eachPicture(vectors, (d, n) =>
        denseOf(d.channels, x.shape[2], x.shape[3], (c, y, z) => {
          let sum = 0;
          for (let k = 0; k < slots; k++)
            sum += at(part(maps, n) as never, k, y, z) * at(d, c, k, 0);
          return sum;
        }),
      );
      expect(spread.shape).toEqual(back.shape);
      expectClose(spread.data, back.data, 1e-5);
    });
  });

  test("means over pixels; a sigmoid; a picture times one channel, plus one pixel", async () => {
    await always(async ({ x }) => {
      const mean = await run((ops, t) => ops.globalMean(t), x);
      const pixels = x.shape[2] * x.shape[3];
      expect(mean.shape).toEqual([x.shape[0], x.shape[1], 1, 1]);
      const means = Array.from(mean.data, (_, i) =>
        x.data.subarray(i * pixels, (i + 1) * pixels).reduce((sum, v) => sum + v / pixels, 0),
      );
      expectClose(mean.data, means, 1e-6);
      const sigmoid = await run((ops, t) => ops.sigmoid(t), x);
      expectClose(
        sigmoid.data,
        x.data.map((v) => 1 / (1 + Math.exp(-v))),
        1e-6,
      );
      const gate = { ...x, shape: [x.shape[0], 1, x.shape[2], x.shape[3]] as const };
      const one = { ...gate, data: x.data.subarray(0, x.shape[0] * pixels) };
      const g = upload(one as Activation);
      const gated = await run((ops, t) => ops.add(ops.multiply(t, g), ops.globalMean(t)), x);
      g.dispose();
      const channels = x.shape[1];
      expectClose(
        gated.data,
        x.data.map((v, i) => {
          const n = Math.floor(i / (channels * pixels));
          return v * one.data[n * pixels + (i % pixels)] + means[Math.floor(i / pixels)];
        }),
        1e-5,
      );
    });
  });
});
