import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  classBank,
  classBanks,
  commonClasses,
  rowOfClass,
} from "../../../src/analysis/classes/class-banks.ts";
import { openCheckpoint } from "../../../src/checkpoint/open-checkpoint.ts";
import { readFloat32, type StateDict } from "../../../src/checkpoint/state-dict.ts";
import { ModelError } from "../../../src/errors.ts";
import { spadeParameters } from "../../../src/models/layer-parameters.ts";
import { asGenerator, type GeneratorNetwork, withStyles } from "../../../src/models/network.ts";
import { openNetwork } from "../../../src/models/open-network.ts";
import type { SpadeMethod } from "../../../src/modulation/norm-layer.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, goldensWith, openGolden } from "../../support/goldens.ts";
import { spadeByConvolution } from "../../support/spade-by-convolution.ts";
import { openGenerator } from "./checkpoints.ts";

async function withNetwork<T>(
  name: string,
  use: (network: GeneratorNetwork) => Promise<T>,
): Promise<T> {
  const network = await openGenerator(name);
  try {
    return await use(network);
  } finally {
    await network.close();
  }
}

test.each(["toy-clade", "toy-clade-icpe"])(
  "%s: the banks are the tables in the file, under their own names",
  (name) =>
    withNetwork(name, async (network) => {
      const banks = await classBanks(network);
      expect(banks.map(({ layer }) => layer)).toEqual(network.layers.map((layer) => layer.name));
      for (const bank of banks) {
        expect(bank.keys.scale).toEqual([`${bank.layer}.class_specified_affine.weight`]);
        expect(bank.convention).toBe("γ");
        expect(bank.scale).toEqual(await network.parameter(bank.keys.scale[0]));
        expect(bank.rawGamma).toEqual(bank.scale);
        expect(bank.shift).toEqual(await network.parameter(bank.keys.shift[0]));
        expect(bank.scale).toHaveLength(bank.classes * bank.channels);
        expect(bank.notFinite).toBe(0);
        const positional = name === "toy-clade-icpe";
        expect(bank.planes !== undefined).toBe(positional);
        if (bank.planes === undefined) continue;
        expect([...bank.planes.gamma.weight]).toEqual([
          ...(await network.parameter(`${bank.layer}.class_specified_affine.dist_conv_w.weight`)),
        ]);
      }
    }),
);

test.each(["toy-spade", "toy-spade-1x1"])(
  "%s: the row of a class is what dense convolutions give in the middle of a region of it",
  (name) =>
    withNetwork(name, async (network) => {
      const method = network.config.method as SpadeMethod;
      const size = 5;
      for (const { name: layer, channels } of network.layers.slice(-2)) {
        const bank = await classBank(network, layer);
        const parameters = await spadeParameters(network, layer);
        const labels = Int32Array.from(
          { length: bank.classes * size * size },
          (_, p) => Math.floor(p / size / size), // one picture a class
        );
        const dense = spadeByConvolution(
          parameters,
          method,
          { batch: bank.classes, height: size, width: size, labels },
          channels,
        );
        const middle = Math.floor((size * size) / 2);
        const centre = (map: Float64Array) =>
          Float64Array.from({ length: bank.classes * channels }, (_, i) => map[i * 25 + middle]);
        expectClose(bank.scale, centre(dense.scale), 1e-5);
        expectClose(bank.shift, centre(dense.shift), 1e-5);
        expectClose(
          bank.rawGamma,
          centre(dense.scale).map((scale) => scale - 1),
          1e-5,
        );
        expect(bank.rawBeta).toEqual(bank.shift);
        expect(bank.convention).toBe("1 + γ");
      }
    }),
);

test("the names of the rows are those of the label set", () =>
  withNetwork("toy-clade", async (network) => {
    const { classNames } = await classBank(network, network.layers[0].name);
    expect(classNames).toEqual(network.labelSet?.rows.map((row) => row.name));
  }));

test("layers come in the order asked for, and progress is told after each", () =>
  withNetwork("toy-clade", async (network) => {
    const layers = ["up_0.norm_1", "head_0.norm_0"];
    const told: unknown[] = [];
    const banks = await classBanks(network, {
      layers,
      onProgress: (...progress) => told.push(progress),
    });
    expect(banks.map(({ layer }) => layer)).toEqual(layers);
    expect(told).toEqual([
      [1, 2, "up_0.norm_1"],
      [2, 2, "head_0.norm_0"],
    ]);
  }));

test("an unknown layer is refused before any is read, with the nearest names", () =>
  withNetwork("toy-clade", async (network) => {
    const told: unknown[] = [];
    const layers = ["head_0.norm_0", "up_1.nrom_0"];
    await expect(classBanks(network, { layers, onProgress: () => told.push(1) })).rejects.toThrow(
      /there is no such layer\n.*the nearest are "up_1.norm_0"/,
    );
    expect(told).toEqual([]);
  }));

describe("a checkpoint with NaN and infinity in it", () => {
  /** The file with some numbers of one parameter replaced. */
  async function broken(name: string, key: string, values: readonly [number, number][]) {
    const path = join(fileURLToPath(new URL("../../../data/checkpoints", import.meta.url)), name);
    const file = await openCheckpoint(`${path}.safetensors`);
    const stateDict: StateDict = {
      ...file,
      tensors: file.tensors,
      metadata: file.metadata,
      close: () => file.close(),
      read: async (tensor) => {
        const read = await file.read(tensor);
        if (tensor !== key) return read;
        const data = await readFloat32(file, tensor);
        for (const [i, value] of values) data[i] = value;
        return { ...read, dtype: "float32" as const, data };
      },
    };
    return asGenerator(await openNetwork(stateDict));
  }

  test("is shown in CLADE's bank, counted, and still refused elsewhere", async () => {
    const key = "up_0.norm_0.class_specified_affine.weight";
    const network = await broken("toy-clade", key, [
      [0, Number.NaN],
      [7, Number.POSITIVE_INFINITY],
    ]);
    const bank = await classBank(network, "up_0.norm_0");
    expect(bank.scale[0]).toBeNaN();
    expect(bank.scale[7]).toBe(Number.POSITIVE_INFINITY);
    expect(bank.scale[1]).not.toBeNaN();
    expect(bank.notFinite).toBe(2);
    expect((await classBank(network, "up_0.norm_1")).notFinite).toBe(0);
    await expect(network.parameter(key)).rejects.toThrow(ModelError);
    await network.close();
  });

  test("is shown in SPADE in the rows of the classes that it reaches, and no others", async () => {
    const whole = await openGenerator("toy-spade");
    const layer = "up_0.norm_0";
    const { classes, channels } = await classBank(whole, layer);
    await whole.close();
    // Weight [hidden, inputs, 3, 3]: the second input of the first hidden unit is class 1.
    const network = await broken("toy-spade", `${layer}.mlp_shared.0.weight`, [[9, Number.NaN]]);
    const bank = await classBank(network, layer);
    for (let i = 0; i < classes * channels; i++) {
      expect(Number.isNaN(bank.scale[i])).toBe(Math.floor(i / channels) === 1);
    }
    expect(bank.notFinite).toBe(2 * channels);
    await network.close();
  });
});

test("SEAN's banks are those of one style, by keys that the file has; without a style it is refused readably", async () => {
  const golden = goldensWith("net_G.pth").find(({ name }) => name === "tiny/sean");
  if (golden === undefined) throw new Error("test/goldens/tiny/sean is missing");
  const network = await openGolden(golden);
  await expect(classBanks(network)).rejects.toThrow("there are no style codes");
  const codes = (await Expected.open(golden)).styles();
  if (codes === undefined) throw new Error("the golden has no style codes");
  const banks = await classBanks(withStyles(network, codes));
  expect(banks.map(({ layer }) => layer)).toEqual(network.layers.map(({ name }) => name));
  for (const { keys, scale, rawGamma, convention } of banks) {
    expect([...keys.scale, ...keys.shift].filter((key) => !network.has(key))).toEqual([]);
    expect(convention).toBe("1 + γ");
    expectClose(
      scale,
      rawGamma.map((g) => 1 + g),
      1e-6,
    );
  }
  // Another style gives other rows, but not in the last block, which has none.
  const others = await classBanks(
    withStyles(network, { ...codes, values: codes.values.map((x) => -x) }),
  );
  for (const [i, { layer, scale }] of banks.entries()) {
    const same = scale.every((value, at) => value === others[i].scale[at]);
    expect([layer, same]).toEqual([layer, layer.startsWith("up_3.")]);
  }
  await network.close();
});

test("commonClasses() refuses layers of different classes or names, and none; rowOfClass() knows names", async () => {
  const bank = await withNetwork("toy-clade", (network) => classBank(network, "up_0.norm_0"));
  expect(commonClasses([bank, bank])).toBe(bank.classes);
  expect(() => commonClasses([bank, { ...bank, layer: "other", classes: 3 }])).toThrow(
    "up_0.norm_0 with",
  );
  expect(() => commonClasses([])).toThrow("no layer");
  const renamed = {
    ...bank,
    labelSet: "other",
    classNames: bank.classNames.map((name, k) => (k === 2 ? "lamp" : name)),
  };
  expect(() => commonClasses([bank, renamed])).toThrow(
    `class 2 is "${bank.classNames[2]}" in up_0.norm_0 (toy-scenes), "lamp" in up_0.norm_0 (other)`,
  );
  expect(rowOfClass(bank, bank.classNames[3])).toBe(3);
  expect(() => rowOfClass(bank, "lamp")).toThrow("there is no such class in toy-scenes");
  expect(() => rowOfClass({ ...bank, labelSet: null }, "lamp")).toThrow("name the label set");
});
