import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { Expected, goldensWith, openGolden } from "../../support/goldens.ts";
import { messageOf } from "../../support/state-dicts.ts";

test("a picture that overflows on the way is refused, not painted black", async () => {
  const [golden] = goldensWith("net_G.pth").filter(({ name }) => name === "tiny/clade");
  const network = await openGolden(golden);
  const conditions = (await Expected.open(golden)).conditions();
  const huge = {
    ...network,
    // Finite themselves, their products are not: float32 ends at 3.4e38.
    parameter: async (key: string) => {
      const values = await network.parameter(key);
      return key.endsWith("affine.weight") ? values.map(() => 1e38) : values;
    },
  };
  const generator = await TfjsGenerator.load(huge);
  const before = tf.memory().numTensors;
  expect(await messageOf(() => generator.synthesize(conditions))).toMatch(
    /net_G\.pth: the picture holds values that are not finite\n {2}expected {2}numbers in \[−1, 1\]\n {2}got {7}NaN at element \d+/,
  );
  expect(tf.memory().numTensors).toBe(before);
  generator.dispose();
  await network.close();
});
