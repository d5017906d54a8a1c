import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { type BackendName, useBackend } from "../../../src/engines/tfjs/backend.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import type { Conditions } from "../../../src/modulation/conditions.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";
import { messageOf } from "../../support/state-dicts.ts";

const goldens = goldensWith("net_G.pth").filter(
  ({ name }) => name.startsWith("networks/") || name === "tiny/sean",
);

async function paint(golden: Golden, backend: BackendName, conditions: Conditions) {
  const network = await openGolden(golden);
  const generator = await TfjsGenerator.load(network, { backend });
  const { image } = await generator.synthesize(conditions);
  generator.dispose();
  await network.close();
  return image;
}

async function startError(backend: BackendName): Promise<Error | null> {
  try {
    await useBackend(backend);
    return null;
  } catch (error) {
    return error as Error;
  }
}

for (const backend of ["tfjs-node", "tfjs-node-gpu", "webgpu"] as const) {
  const error = await startError(backend);

  describe(`${backend} ${error === null ? "works here" : "is not here"}`, () => {
    test.skipIf(error !== null)("and paints the same pictures as wasm", async () => {
      for (const golden of goldens) {
        const conditions = (await Expected.open(golden)).conditions();
        const there = await paint(golden, backend, conditions);
        const here = await paint(golden, "wasm", conditions);
        expectClose(there.data, here.data, 1e-4, golden.name);
      }
    });

    test.skipIf(error === null)("and the message says what to do", () => {
      expect(error?.message).toContain(`back end ${backend}: the back end`);
      expect(error?.message).toMatch(/expected {2}the packages .*tfjs-/);
      expect(error?.message).toContain("--backend wasm");
    });

    test.skipIf(error === null)("and leaves the current back end in place", async () => {
      await useBackend("cpu");
      expect(await startError(backend)).not.toBeNull();
      expect(tf.getBackend()).toBe("cpu");
    });
  });
}

describe("the back end", () => {
  test("of a generator is the one it was loaded on, whatever became current since", async () => {
    const [golden] = goldens;
    const expected = await Expected.open(golden);
    const network = await openGolden(golden);
    const generator = await TfjsGenerator.load(network, { backend: "wasm" });
    await useBackend("cpu");
    const { image } = await generator.synthesize(expected.conditions());
    expect(tf.getBackend()).toBe("wasm");
    expectClose(image.data, expected.values("output"), 1e-4);
    generator.dispose();
    await network.close();
  });
});

describe("wasm and cpu", () => {
  test.each(goldens)("give the same picture of $name", async (golden) => {
    const conditions = (await Expected.open(golden)).conditions();
    const [wasm, cpu] = [
      await paint(golden, "wasm", conditions),
      await paint(golden, "cpu", conditions),
    ];
    expectClose(wasm.data, cpu.data, 1e-4);
  });
});

describe("SPADE by tables and by convolutions", () => {
  const spade = goldens.filter(({ name }) => name.includes("spade"));

  test.each(spade)("gives the same picture of $name", async (golden) => {
    const expected = await Expected.open(golden);
    const network = await openGolden(golden);
    for (const mode of ["tables", "convolutions"] as const) {
      const generator = await TfjsGenerator.load(network, { spade: mode });
      const { image } = await generator.synthesize(expected.conditions());
      generator.dispose();
      expectClose(image.data, expected.values("output"), 1e-4, mode);
    }
    await network.close();
  });
});

test("a generator that was disposed of says so", async () => {
  const [golden] = goldens;
  const conditions = (await Expected.open(golden)).conditions();
  const network = await openGolden(golden);
  const generator = await TfjsGenerator.load(network);
  generator.dispose();
  generator.dispose(); // twice does no harm
  const message = await messageOf(() => generator.synthesize(conditions));
  await network.close();
  expect(message).toContain("net_G.pth: the generator was disposed of");
});
