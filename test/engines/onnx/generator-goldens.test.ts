import { describe, expect, test } from "vitest";
import type { Activation } from "../../../src/engines/activation.ts";
import type { MemoryMode } from "../../../src/engines/onnx/choices.ts";
import { OnnxGenerator } from "../../../src/engines/onnx/generator.ts";
import { expectClose, moments } from "../../support/close.ts";
import { Expected, goldensWith, openGolden } from "../../support/goldens.ts";
import { onnxInstalled } from "../../support/onnx.ts";

const TOLERANCE = 1e-4;

const goldens = goldensWith("net_G.pth").filter(({ name }) => !name.includes("sean"));
const cases = goldens.flatMap((golden) =>
  (["small", "normal", "large"] as MemoryMode[]).map((memory) => ({ ...golden, memory })),
);

describe.skipIf(!onnxInstalled)(
  "generators on ONNX Runtime give what the released PyTorch modules give",
  () => {
    test.each(cases)("$name, picture and every activation, memory $memory", async (golden) => {
      const expected = await Expected.open(golden);
      const network = await openGolden(golden);
      const generator = await OnnxGenerator.load(network, { memory: golden.memory });
      const { image, taps } = await generator.synthesize(expected.conditions(), {
        taps: (name) => expected.has(`act/${name}`) || expected.has(`act/${name}#mean`),
      });
      await generator.dispose();
      await network.close();
      expect(image.shape).toEqual(expected.shape("output"));
      expectClose(image.data, expected.values("output"), TOLERANCE, "output");
      for (const [name, activation] of taps) compare(name, activation, expected);
      const named = expected.names.filter(
        (name) => name.startsWith("act/") && !/mlp_|#/.test(name),
      );
      expect([...taps.keys()]).toEqual(expect.arrayContaining(named.map((name) => name.slice(4))));
    });
  },
);

/** Activations may be larger than 1: tolerance relative to the largest. */
function compare(name: string, { data }: Activation, expected: Expected): void {
  const key = `act/${name}`;
  if (expected.has(key)) {
    const values = expected.values(key);
    const scale = values.reduce((max, x) => Math.max(max, Math.abs(x)), 1);
    expectClose(data, values, TOLERANCE * scale, key);
  }
  if (!expected.has(`${key}#mean`)) return;
  const { mean, std } = moments(data);
  const [expectedMean] = expected.values(`${key}#mean`);
  const [expectedStd] = expected.values(`${key}#std`);
  expectClose([mean, std], [expectedMean, expectedStd], TOLERANCE * Math.max(1, expectedStd), key);
}
