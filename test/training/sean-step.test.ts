import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { useBackend } from "../../src/engines/tfjs/backend.ts";
import { ganStep, type Losses } from "../../src/training/gan-step.ts";
import { disposeParts, initialParts } from "../../src/training/networks.ts";
import { trainingConfig } from "../../src/training/training-config.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";
import { METHODS, smallData, smallGenerator } from "./small-data.ts";
import { trainingBackend as backend, useTrainingKernels } from "./training-backend.ts";

test.each(["sean", "sean-clade"])(
  "the gradient of a whole step of %s, style encoder and noise included, is that of finite differences",
  async (name) => {
    await useBackend(backend);
    useTrainingKernels();
    // Spectral norm's gradient leaves its vectors out, so it is none of a function: trained without here.
    const generator = smallGenerator(METHODS[name], { spectralNorm: false });
    const size = { height: 64, width: 64 };
    const options = { batchSize: 2, steps: 10, ndf: 2, styleNgf: 2, seed: 3 };
    const config = trainingConfig(generator, size, options);
    const parts = initialParts(config);
    const { flat, layout } = parts.G.network;
    // Released initial weights are so small that little of the style comes through: larger ones.
    const start = (await flat.data<"float32">()).slice();
    for (const { key, offset, size: count } of layout.parameters) {
      const factor = /fc_mu|conv_(gamma|beta)|Zencoder/.test(key) ? 40 : 15;
      for (let i = offset; i < offset + count; i++) start[i] *= factor;
    }
    const first = tf.tensor1d(start);
    flat.assign(first);
    first.dispose();
    const batch = await smallData().batch(0, 2);
    let gradient = new Float32Array(0);
    const step = async (): Promise<number> => {
      const result = await ganStep(config, parts, batch, 0, {
        lookOnly: true,
        onGradient: (part, values) => {
          if (part === "G") gradient = (values.dataSync() as Float32Array).slice();
        },
      });
      if (!("gan" in result && "feature" in result)) throw new Error("the step broke");
      const { gan, feature, pixel } = result as Losses;
      return gan + feature + pixel;
    };
    await step();
    const own = gradient.slice();
    const groups: Readonly<Record<string, RegExp>> = {
      "style encoder": /^Zencoder\./,
      "regions' linear maps": /fc_mu/,
      "style convolutions": /conv_(gamma|beta)/,
      blending: /blending/,
      noise: /noise_var/,
      "label part": /Spade|class_specified_affine/,
    };
    for (const [what, pattern] of Object.entries(groups)) {
      // Along the gradient itself, within the group.
      const direction = new Float32Array(start.length);
      for (const { key, offset, size: count } of layout.parameters) {
        if (pattern.test(key)) direction.set(own.subarray(offset, offset + count), offset);
      }
      const norm = Math.sqrt(direction.reduce((sum, x) => sum + x * x, 0));
      expect(norm, what).toBeGreaterThan(1e-5);
      const at = async (h: number) => {
        const moved = tf.tensor1d(start.map((x, i) => x + (h * direction[i]) / norm));
        flat.assign(moved);
        moved.dispose();
        return step();
      };
      const h = Math.min(0.1, 0.001 / norm); // between rounding and the kinks of |x| and leaky ReLU
      const measured = ((await at(h)) - (await at(-h))) / (2 * h);
      expect(measured / norm, what).toBeGreaterThan(0.9);
      expect(measured / norm, what).toBeLessThan(1.1);
    }
    disposeParts(parts);
  },
);

test("noise is drawn anew for each pass and step, and is part of what the seed decides", async () => {
  await useBackend(backend);
  useTrainingKernels();
  const config = (seed: number) =>
    trainingConfig(smallGenerator(METHODS.sean), { height: 64, width: 64 }, { batchSize: 1, seed });
  const parts = initialParts(config(1));
  // Factors of the noise begin at zero.
  const { network } = parts.G;
  const values = (await network.flat.data<"float32">()).slice();
  for (const { key, offset, size } of network.layout.parameters) {
    if (key.endsWith("noise_var")) values.set(seededNumbers(1)(size), offset);
  }
  const noisy = tf.tensor1d(values);
  network.flat.assign(noisy);
  noisy.dispose();
  const batch = await smallData().batch(0, 1);
  const pictures = async (seed: number, step: number) => {
    const seen: Float32Array[] = [];
    await ganStep(config(seed), parts, batch, step, {
      lookOnly: true,
      onActivation: (part, name, x) => {
        if (part === "G" && name === "output") seen.push((x.dataSync() as Float32Array).slice());
      },
    });
    return seen;
  };
  const [first, second] = await pictures(1, 0);
  expect(first).not.toEqual(second);
  expect(await pictures(1, 0)).toEqual([first, second]);
  expect((await pictures(1, 1))[0]).not.toEqual(first);
  expect((await pictures(2, 0))[0]).not.toEqual(first);
  disposeParts(parts);
});
