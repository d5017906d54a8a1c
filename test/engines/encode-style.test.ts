import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import type { Activation } from "../../src/engines/activation.ts";
import { encodeStyle } from "../../src/engines/encode-style.ts";
import { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import { withStyles } from "../../src/models/network.ts";
import { expectClose } from "../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../support/goldens.ts";
import { onnxInstalled } from "../support/onnx.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

const ON_TFJS = { engine: "tfjs" } as const;

const goldens: Golden[] = [];
for (const golden of goldensWith("net_G.pth")) {
  if ((await Expected.open(golden)).has("style_codes")) goldens.push(golden);
}
const [tiny] = goldens.filter(({ name }) => name === "tiny/sean");

async function styleInputs(golden: Golden) {
  const expected = await Expected.open(golden);
  const shape = expected.shape("image") as [number, number, number, number];
  const image: Activation = { shape, data: expected.values("image") };
  const { height, width, labels: rows } = expected.conditions();
  return { expected, image, labels: { height, width, rows } };
}

test.each(goldens)(
  "$name: the style codes of a picture are those of the released encoder, and no tensor is left",
  async (golden) => {
    const { expected, image, labels } = await styleInputs(golden);
    const network = await openGolden(golden);
    await encodeStyle(network, image, labels, ON_TFJS); // the back end is up, its constants are made
    const before = tf.memory().numTensors;
    const codes = await encodeStyle(network, image, labels, ON_TFJS);
    expect(tf.memory().numTensors).toBe(before);
    expect([1, codes.regions, codes.length]).toEqual(expected.shape("style_codes"));
    expectClose(codes.values, expected.values("style_codes"), 1e-5, "style codes");
    expect(codes.present).toEqual(expected.styles()?.present);
    await network.close();
  },
);

test.skipIf(!onnxInstalled).each(goldens)(
  "$name: on ONNX Runtime they are the same",
  async (golden) => {
    const { expected, image, labels } = await styleInputs(golden);
    const network = await openGolden(golden);
    const codes = await encodeStyle(network, image, labels, { engine: "onnx" });
    expectClose(codes.values, expected.values("style_codes"), 1e-5, "style codes");
    expect(codes.present).toEqual(expected.styles()?.present);
    await network.close();
  },
);

test.skipIf(!onnxInstalled)(
  "pictures of odd sides, and as small as can be, have the same style on both engines",
  async () => {
    const network = await openGolden(tiny);
    for (const [height, width] of [
      [8, 8],
      [9, 8],
      [13, 30],
      [31, 17],
    ]) {
      const data = seededNumbers(height)(3 * height * width);
      const image: Activation = { shape: [1, 3, height, width], data };
      const rows = Int32Array.from({ length: height * width }, (_, p) => p % 6);
      const labels = { height, width, rows };
      const onnx = await encodeStyle(network, image, labels, { engine: "onnx" });
      const tfjs = await encodeStyle(network, image, labels, ON_TFJS);
      expectClose(onnx.values, tfjs.values, 1e-5, `${height} × ${width}`);
    }
    await network.close();
  },
);

test("a network with styles given paints without any in the conditions, the same picture", async () => {
  const { expected, image, labels } = await styleInputs(tiny);
  const network = await openGolden(tiny);
  const styled = withStyles(network, await encodeStyle(network, image, labels));
  const { styles: _, ...conditions } = expected.conditions();
  const generator = await TfjsGenerator.load(styled);
  const { image: picture } = await generator.synthesize(conditions);
  expectClose(picture.data, expected.values("output"), 1e-4, "output");
  generator.dispose();
  await network.close();
});

test("a picture or codes that are no numbers, and a picture too small, are refused with what to do", async () => {
  const network = await openGolden(tiny);
  const labels = { height: 8, width: 8, rows: new Int32Array(64) };
  const picture = (side: number, value: number): Activation => ({
    shape: [1, 3, side, side],
    data: new Float32Array(3 * side * side).fill(value),
  });
  await expect(encodeStyle(network, picture(8, Number.NaN), labels)).rejects.toThrow(
    /values that are not finite[\s\S]*NaN at element 0/,
  );
  await expect(encodeStyle(network, picture(4, 0), labels)).rejects.toThrow(
    /at least 8 × 8[\s\S]*give a larger style picture/,
  );
  const generator = await TfjsGenerator.load(network);
  const conditions = (await Expected.open(tiny)).conditions();
  const styles = conditions.styles?.with(3, Number.NaN);
  await expect(generator.synthesize({ ...conditions, styles })).rejects.toThrow(
    /a style code is not a number[\s\S]*NaN at element 3/,
  );
  generator.dispose();
  await network.close();
});
