import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useBackend } from "../../../src/engines/tfjs/backend.ts";
import { discriminate } from "../../../src/engines/tfjs/discriminator.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { encodeImage } from "../../../src/engines/tfjs/image-encoder.ts";
import { EngineError } from "../../../src/errors.ts";
import { asDiscriminator, asEncoder, type Network } from "../../../src/models/network.ts";
import { openNetwork } from "../../../src/models/open-network.ts";
import type { Conditions } from "../../../src/modulation/conditions.ts";
import { Expected, goldensWith, openGolden } from "../../support/goldens.ts";
import { messageOf } from "../../support/state-dicts.ts";
import { activationOf } from "../../support/tfjs.ts";

const folder = (name: string, file: string) =>
  goldensWith(file).find((golden) => golden.name === `networks/${name}`) ?? {
    name,
    folder: name,
  };

/** `network` with a file that breaks off at the n-th tensor that is read. */
function breakingOff<T extends Network>(network: T, n: number): T {
  let reads = 0;
  const parameter = async (key: string) => {
    if (reads++ === n) throw new Error(`the file ends in ${key}`);
    return network.parameter(key);
  };
  return { ...network, parameter };
}

describe("no tensor stays on the back end", () => {
  let before = 0;
  beforeAll(() => useBackend("wasm"));
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  const nothingStays = () => expect(tf.memory().numTensors).toBe(before);

  test.each(["spade_instance_edges", "clade_icpe_instance_norm", "clade_vae"])(
    "after load, pictures, taps and dispose: %s",
    async (name) => {
      const golden = folder(name, "net_G.pth");
      const conditions = (await Expected.open(golden)).conditions();
      const network = await openGolden(golden);
      const generator = await TfjsGenerator.load(network);
      const loaded = tf.memory().numTensors;
      expect(loaded).toBeGreaterThan(before);
      const { taps } = await generator.synthesize(conditions, { taps: () => true });
      expect(taps.size).toBeGreaterThan(20);
      await generator.synthesize(conditions);
      expect(tf.memory().numTensors).toBe(loaded);
      generator.dispose();
      await network.close();
      nothingStays();
    },
  );

  test("after inputs that do not fit, or a listener that throws", async () => {
    const golden = folder("clade_icpe_more", "net_G.pth");
    const conditions = (await Expected.open(golden)).conditions();
    const network = await openGolden(golden);
    const generator = await TfjsGenerator.load(network);
    const loaded = tf.memory().numTensors;
    const bad: Conditions[] = [
      { ...conditions, labels: conditions.labels.map(() => 99) },
      { ...conditions, edges: undefined },
      { ...conditions, positions: undefined },
      { ...conditions, height: 63 },
    ];
    for (const wrong of bad) {
      await expect(generator.synthesize(wrong)).rejects.toThrow(EngineError);
      expect(tf.memory().numTensors).toBe(loaded);
    }
    const onProgress = (done: number) => {
      if (done === 9) throw new Error("stop");
    };
    await expect(
      generator.synthesize(conditions, { taps: () => true, onProgress }),
    ).rejects.toThrow("stop");
    expect(tf.memory().numTensors).toBe(loaded);
    generator.dispose();
    await network.close();
    nothingStays();
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 20, 80])(
    "after a file that breaks off at tensor %i",
    async (n) => {
      const network = await openGolden(folder("clade_vae", "net_G.pth"));
      const broken = breakingOff(network, n);
      await expect(TfjsGenerator.load(broken)).rejects.toThrow("the file ends");
      await network.close();
      nothingStays();
    },
  );

  test("after a discriminator's verdict, and its errors", async () => {
    const golden = folder("discriminator", "net_D.pth");
    const expected = await Expected.open(golden);
    const conditions = expected.conditions();
    const [, channels, height, width] = expected.shape("fake");
    const image = { shape: [1, channels, height, width] as const, data: expected.values("fake") };
    const network = asDiscriminator(await openNetwork(join(golden.folder, "net_D.pth")));
    await discriminate(network, conditions, image);
    nothingStays();
    for (const n of [0, 1, 2, 3]) {
      await expect(discriminate(breakingOff(network, n), conditions, image)).rejects.toThrow(
        "the file ends",
      );
      nothingStays();
    }
    const small = activationOf({ batch: 1, channels: 3, height: 8, width: 8 }, 1);
    expect(await messageOf(() => discriminate(network, conditions, small))).toContain(
      "net_D.pth: picture and label map differ in size\n  expected  a picture of shape [1, 3, 24, 40]\n  got       [1, 3, 8, 8]",
    );
    const short = { ...image, data: image.data.subarray(1) };
    expect(await messageOf(() => discriminate(network, conditions, short))).toContain(
      "the number of values does not fit the shape\n  expected  2880 values for [1, 3, 24, 40]\n  got       2879",
    );
    const labels = conditions.labels.map(() => 6); // the seventh channel is the edge map
    expect(
      await messageOf(() => discriminate(network, { ...conditions, labels }, image)),
    ).toContain(
      "net_D.pth: the label map has rows that the network lacks\n  expected  bank rows 0 to 5\n  got       6",
    );
    await network.close();
    nothingStays();
  });

  test("after an encoder's code, and its errors", async () => {
    const golden = folder("encoder", "net_E.pth");
    const image = activationOf({ batch: 2, channels: 3, height: 20, width: 30 }, 3);
    const network = asEncoder(await openNetwork(join(golden.folder, "net_E.pth")));
    const { mu } = await encodeImage(network, image);
    expect(mu).toHaveLength(16);
    nothingStays();
    for (const n of [0, 1, 2, 18, 19, 20, 21]) {
      await expect(encodeImage(breakingOff(network, n), image)).rejects.toThrow("the file ends");
      nothingStays();
    }
    const grey = activationOf({ batch: 1, channels: 1, height: 8, width: 8 }, 1);
    expect(await messageOf(() => encodeImage(network, grey))).toContain(
      "net_E.pth: the encoder takes colour pictures\n  expected  [batch, 3, height, width]\n  got       [1, 1, 8, 8]",
    );
    const short = { ...image, data: image.data.subarray(1) };
    expect(await messageOf(() => encodeImage(network, short))).toContain(
      "expected  3600 values for [2, 3, 20, 30]",
    );
    await network.close();
    nothingStays();
  });
});
