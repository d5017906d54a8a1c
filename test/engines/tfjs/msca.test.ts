import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../src/engines/tfjs/backend.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { toKernelLast } from "../../../src/engines/tfjs/layout.ts";
import { TfjsOps } from "../../../src/engines/tfjs/tfjs-ops.ts";
import { upload } from "../../../src/engines/tfjs/transfer.ts";
import type { Weight } from "../../../src/engines/tfjs/weights.ts";
import { attend } from "../../../src/models/msca.ts";
import type { GeneratorNetwork } from "../../../src/models/network.ts";
import type { Conditions } from "../../../src/modulation/conditions.ts";
import { expectClose } from "../../support/close.ts";
import { randomNetwork } from "../../support/random-network.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import {
  CLASSES,
  SMALL_MSCA,
  someConditions,
  someExemplar,
  WITH_MSCA,
} from "../../support/small-msca.ts";
import { messageOf } from "../../support/state-dicts.ts";
import { activationOf } from "../../support/tfjs.ts";

const { slots: K, blocks } = SMALL_MSCA;

async function paint(network: GeneratorNetwork, conditions: Conditions) {
  const generator = await TfjsGenerator.load(network);
  try {
    return await generator.synthesize(conditions, { taps: (name) => name.startsWith("msca.") });
  } finally {
    generator.dispose();
  }
}

/** The network with some parameters replaced. */
function changed(
  network: GeneratorNetwork,
  change: (key: string, values: Float32Array) => Float32Array,
): GeneratorNetwork {
  return { ...network, parameter: async (key) => change(key, await network.parameter(key)) };
}

beforeAll(() => useBackend("wasm"));

describe("one scale, against sums by hand", () => {
  const [imageChannels, layoutChannels, slots] = [4, 3, 5];
  const [from, to] = [
    { height: 3, width: 4 },
    { height: 5, width: 2 },
  ];
  const draw = seededNumbers(4);
  const matrix = (outs: number, ins: number, bias: boolean) => ({
    outs,
    ins,
    weight: draw(outs * ins),
    bias: bias ? draw(outs) : new Float32Array(outs),
  });
  const parameters = {
    spatial: matrix(slots, imageChannels + layoutChannels, false),
    "mask.slot": matrix(layoutChannels, layoutChannels, false),
    "mask.means": matrix(layoutChannels, 2 * layoutChannels, true),
    "mask.out": matrix(1, layoutChannels, true),
    channel: matrix(slots, layoutChannels, true),
  };
  const picture = activationOf({ batch: 1, channels: imageChannels, ...from }, 1);
  const layoutFrom = activationOf({ batch: 1, channels: layoutChannels, ...from }, 2);
  const layoutTo = activationOf({ batch: 1, channels: layoutChannels, ...to }, 3);

  /** @param lost A slot whose mask is forced to zero. */
  async function computed(given = { picture, layoutFrom }, lost = -1) {
    class Masking extends TfjsOps {
      override sigmoid(x: tf.Tensor4D): tf.Tensor4D {
        const keep = Float32Array.from({ length: slots }, (_, k) => (k === lost ? 0 : 1));
        return tf.mul(super.sigmoid(x), tf.tensor4d(keep, [1, slots, 1, 1]));
      }
    }
    const y = tf.tidy(() => {
      const weights = new Map<string, Weight>();
      for (const [part, { outs, ins, weight, bias }] of Object.entries(parameters)) {
        const kernel = tf.tensor4d(toKernelLast(weight, outs, ins), [1, 1, ins, outs]);
        weights.set(`msca.up_0.${part}`, { kernel, bias: tf.tensor1d(bias) });
      }
      const scale = { name: "msca.up_0", slots, imageChannels, layoutChannels };
      const tensors = {
        picture: upload(given.picture),
        from: upload(given.layoutFrom),
        to: upload(layoutTo),
      };
      return attend({ ...scale, ...tensors }, new Masking({ weights }));
    });
    const values = await y.data();
    y.dispose();
    return { shape: y.shape, values };
  }

  /** In float64, pixel by pixel; [pixels of the target, imageChannels]. */
  function byHand(lost = -1): number[] {
    const pixels = (of: typeof picture, p: number) =>
      Array.from({ length: of.shape[1] }, (_, c) => of.data[c * of.shape[2] * of.shape[3] + p]);
    const times = ({ outs, ins, weight, bias }: (typeof parameters)["spatial"], x: number[]) =>
      Array.from({ length: outs }, (_, o) =>
        x.reduce((sum, value, i) => sum + weight[o * ins + i] * value, bias[o]),
      );
    const softmax = (x: number[]) => {
      const sum = x.reduce((a, value) => a + Math.exp(value), 0);
      return x.map((value) => Math.exp(value) / sum);
    };
    const mean = (of: typeof picture) => {
      const count = of.shape[2] * of.shape[3];
      const all = Array.from({ length: count }, (_, p) => pixels(of, p));
      return all[0].map((_, c) => all.reduce((sum, pixel) => sum + pixel[c], 0) / count);
    };
    const there = Array.from({ length: from.height * from.width }, (_, p) => p);
    const logits = there.map((p) =>
      times(parameters.spatial, [...pixels(picture, p), ...pixels(layoutFrom, p)]),
    );
    const whole = times(parameters["mask.means"], [...mean(layoutTo), ...mean(layoutFrom)]);
    const vectors = Array.from({ length: slots }, (_, k) => {
      const a = softmax(logits.map((row) => row[k]));
      const pooled = (of: typeof picture) =>
        pixels(of, 0).map((_, c) => there.reduce((sum, p) => sum + a[p] * pixels(of, p)[c], 0));
      const pair = times(parameters["mask.slot"], pooled(layoutFrom)).map((v, i) => v + whole[i]);
      const lit = pair.map((v) => (v > 0 ? v : 0.2 * v));
      const m = k === lost ? 0 : 1 / (1 + Math.exp(-times(parameters["mask.out"], lit)[0]));
      return pooled(picture).map((v) => m * v);
    });
    return Array.from({ length: to.height * to.width }, (_, p) => {
      const b = softmax(times(parameters.channel, pixels(layoutTo, p)));
      return vectors[0].map((_, c) => b.reduce((sum, share, k) => sum + share * vectors[k][c], 0));
    }).flat();
  }

  test("is the formula", async () => {
    const { shape, values } = await computed();
    expect(shape).toEqual([1, to.height, to.width, imageChannels]);
    expectClose(values, byHand(), 1e-6);
  });

  test("a mask of zero takes one style away and leaves the others", async () => {
    const all = byHand();
    for (let k = 0; k < slots; k++) {
      const { values } = await computed(undefined, k);
      expectClose(values, byHand(k), 1e-6);
      expect(values.some((value, i) => Math.abs(value - all[i]) > 1e-3)).toBe(true);
    }
  });

  test("does not see where the exemplar's pixels are: features in another order give the same", async () => {
    const order = [7, 2, 11, 0, 5, 9, 1, 10, 3, 8, 6, 4];
    const permuted = (of: typeof picture) => ({
      ...of,
      data: of.data.map((_, i) => of.data[i - (i % 12) + order[i % 12]]),
    });
    const moved = { picture: permuted(picture), layoutFrom: permuted(layoutFrom) };
    expectClose((await computed(moved)).values, (await computed()).values, 1e-6);
    // The picture's features alone in another order are other features.
    const torn = await computed({ ...moved, layoutFrom });
    expect(torn.values.some((v, i) => Math.abs(v - byHand()[i]) > 1e-3)).toBe(true);
  });
});

describe("in a network", () => {
  const network = randomNetwork(WITH_MSCA, 7);
  let before = 0;
  beforeAll(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => expect(tf.memory().numTensors).toBe(before));

  test("attention over the exemplar sums to one for each slot, over the slots to one for each pixel, and masks are shares", async () => {
    const { taps } = await paint(network, someConditions(1, { batch: 2 }));
    for (const [i, block] of blocks.entries()) {
      const side = 4 * 2 ** i;
      const of = (name: string) => {
        const tap = taps.get(`msca.${block}.${name}`);
        if (tap === undefined) throw new Error(`no ${name} of ${block}`);
        return tap;
      };
      const [spatial, channel, mask] = ["spatial_attention", "channel_attention", "mask"].map(of);
      expect(spatial.shape).toEqual([2, K, side, side]);
      expect(channel.shape).toEqual([2, K, side, side]);
      expect(mask.shape).toEqual([2, 1, K, 1]);
      const pixels = side * side;
      for (let n = 0; n < 2; n++) {
        for (let k = 0; k < K; k++) {
          const map = spatial.data.subarray((n * K + k) * pixels, (n * K + k + 1) * pixels);
          expect(map.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        }
        for (let p = 0; p < pixels; p++) {
          let sum = 0;
          for (let k = 0; k < K; k++) sum += channel.data[(n * K + k) * pixels + p];
          expect(sum).toBeCloseTo(1, 5);
        }
      }
      expect(mask.data.every((m) => m > 0 && m < 1)).toBe(true);
    }
  });

  test("the order of the slots means nothing: with their rows exchanged the picture is the same", async () => {
    const order = [2, 0, 1];
    const rows = (values: Float32Array) => {
      const each = values.length / K;
      return values.map((_, i) => values[order[Math.floor(i / each)] * each + (i % each)]);
    };
    const exchanged = changed(network, (key, values) =>
      /^msca\.\w+\.(spatial|channel)\./.test(key) ? rows(values) : values,
    );
    const conditions = someConditions(2);
    const [a, b] = [await paint(network, conditions), await paint(exchanged, conditions)];
    expectClose(b.image.data, a.image.data, 2e-5);
    const maps = (of: typeof a) => of.taps.get("msca.up_1.spatial_attention")?.data ?? [];
    expectClose(maps(b), rows(Float32Array.from(maps(a))), 1e-6);
    expect([...maps(b)]).not.toEqual([...maps(a)]);
  });

  test("the picture follows the exemplar, and masks of zero shut it out", async () => {
    const conditions = someConditions(3);
    const other = { ...conditions, exemplar: someExemplar(99) };
    const moved = (one: Float32Array, two: Float32Array) =>
      one.reduce((most, x, i) => Math.max(most, Math.abs(x - two[i])), 0);
    const [a, b] = [await paint(network, conditions), await paint(network, other)];
    expect(moved(a.image.data, b.image.data)).toBeGreaterThan(1e-3);
    const shut = changed(network, (key, values) =>
      key.endsWith(".mask.out.bias") ? values.map(() => -200) : values,
    );
    const [c, d] = [await paint(shut, conditions), await paint(shut, other)];
    expect(d.image.data).toEqual(c.image.data);
  });

  test("exemplars may have a size of their own, odd ones too, and are each picture's own in a batch", async () => {
    const exemplar = someExemplar(5, { batch: 2, height: 50, width: 83 });
    const both = someConditions(4, { batch: 2, exemplar });
    const { image, taps } = await paint(network, both);
    expect(taps.get("msca.up_2.spatial_attention")?.shape).toEqual([2, K, 25, 42]);
    const pixels = 50 * 83;
    const second = await paint(network, {
      ...both,
      batch: 1,
      labels: both.labels.subarray(64 * 64),
      exemplar: {
        ...exemplar,
        image: exemplar.image.subarray(3 * pixels),
        labels: exemplar.labels.subarray(pixels),
      },
    });
    expectClose(image.data.subarray(3 * 64 * 64), second.image.data, 1e-5);
  });

  test("every operation is told once as it is done", async () => {
    const generator = await TfjsGenerator.load(network);
    const told: number[] = [];
    let of = 0;
    await generator.synthesize(someConditions(1), {
      onProgress: (done, total) => {
        told.push(done);
        of = total;
      },
    });
    generator.dispose();
    expect(told).toEqual(Array.from({ length: of }, (_, i) => i + 1));
  });

  test("with an instance edge channel, which the layouts do not have", async () => {
    const method = { ...WITH_MSCA.method, instanceEdges: true } as const;
    const edged = randomNetwork({ ...WITH_MSCA, method } as typeof WITH_MSCA, 8);
    expect(edged.config.method.instanceEdges).toBe(true);
    const edges = new Uint8Array(64 * 64).fill(1, 100, 900);
    const { image } = await paint(edged, { ...someConditions(1), edges });
    expect(image.data.every(Number.isFinite)).toBe(true);
  });

  test.each<[string, Partial<Conditions>, RegExp]>([
    [
      "no exemplar",
      { exemplar: undefined },
      /paints in the style of an exemplar[\s\S]*--style-labels/,
    ],
    [
      "fewer pixels than style vectors",
      { exemplar: someExemplar(1, { height: 16, width: 32 }) },
      /fewer pixels than the network has style vectors[\s\S]*3 pixels or more[\s\S]*2 of 16 × 32/,
    ],
    [
      "a grey picture",
      { exemplar: { ...someExemplar(1), image: new Float32Array(64 * 64) } },
      /exemplar has another size[\s\S]*12288 values[\s\S]*4096 and 4096[\s\S]*grey/,
    ],
    [
      "a label map of another size",
      { exemplar: { ...someExemplar(1), labels: new Int32Array(63 * 64) } },
      /exemplar has another size[\s\S]*12288 and 4032/,
    ],
    [
      "an empty exemplar",
      { exemplar: { height: 0, width: 0, image: new Float32Array(), labels: new Int32Array() } },
      /exemplar has another size/,
    ],
    [
      "classes that the network lacks",
      { exemplar: { ...someExemplar(1), labels: new Int32Array(64 * 64).fill(CLASSES) } },
      /exemplar's label map has rows that the network lacks[\s\S]*0 to 3[\s\S]*4/,
    ],
    [
      "a picture with NaN",
      { exemplar: { ...someExemplar(1), image: new Float32Array(3 * 64 * 64).fill(Number.NaN) } },
      /not finite[\s\S]*NaN at element 0/,
    ],
  ])("%s is refused with what to do", async (_, conditions, message) => {
    const given = { ...someConditions(1), ...conditions } as Conditions;
    expect(await messageOf(() => paint(network, given))).toMatch(message);
  });
});
