import { describe, expect, test } from "vitest";
import type { MemoryMode } from "../../../src/engines/onnx/choices.ts";
import { OnnxGenerator } from "../../../src/engines/onnx/generator.ts";
import { expectClose } from "../../support/close.ts";
import { expectActivation } from "../../support/expect-activation.ts";
import { Expected, goldensWith, openGolden } from "../../support/goldens.ts";
import { onnxInstalled } from "../../support/onnx.ts";

const TOLERANCE = 1e-4;

const goldens = goldensWith("net_G.pth");
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
      for (const [name, activation] of taps)
        expectActivation(name, activation, expected, TOLERANCE);
      const named = expected.names.filter(
        (name) => name.startsWith("act/") && !/mlp_|#/.test(name),
      );
      expect([...taps.keys()]).toEqual(expect.arrayContaining(named.map((name) => name.slice(4))));
    });
  },
);
