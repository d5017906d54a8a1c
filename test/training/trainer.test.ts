import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import { TrainingError } from "../../src/errors.ts";
import { asGenerator } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { STATE_FILE, Trainer } from "../../src/training/trainer.ts";
import { type TrainingOptions, trainingConfig } from "../../src/training/training-config.ts";
import { METHODS, smallData, smallGenerator } from "./small-data.ts";
import { trainingBackend as backend } from "./training-backend.ts";

const size = { height: 64, width: 64 };
const options = { batchSize: 2, steps: 4, decayFrom: 2, ndf: 2 } satisfies TrainingOptions;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "training-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Digests of the files of the folder after the steps. */
async function weightsAfter(trainer: Trainer, steps?: number): Promise<Record<string, string>> {
  for await (const _ of trainer.run(steps === undefined ? {} : { steps }));
  await trainer.save(folder);
  const digest = (file: string) =>
    createHash("sha256")
      .update(readFileSync(join(folder, file)))
      .digest("hex");
  return Object.fromEntries(readdirSync(folder).map((file) => [file, digest(file)]));
}

describe.each(Object.entries(METHODS))("%s", (_, method) => {
  test("a resumed training ends with the same weights as one that was not stopped", async () => {
    const config = trainingConfig(smallGenerator(method), size, options);
    const whole = await Trainer.start(config, smallData(), { backend });
    const expected = await weightsAfter(whole);
    whole.dispose();
    rmSync(folder, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), "training-"));

    const first = await Trainer.start(config, smallData(), { backend });
    await weightsAfter(first, 2);
    first.dispose();
    const second = await Trainer.resume(folder, smallData(), { backend });
    expect(second.step).toBe(2);
    expect(await weightsAfter(second)).toEqual(expected);
    second.dispose();
  });

  test("its generator is one that the library opens and paints with", async () => {
    const config = trainingConfig(smallGenerator(method), size, options);
    const trainer = await Trainer.start(config, smallData(), { backend });
    await weightsAfter(trainer, 1);
    trainer.dispose();
    const path = join(folder, "net_G.safetensors");
    const network = asGenerator(await openNetwork(path, { labelSet: smallData().labelSet }));
    expect(network.config).toEqual(config.generator);
    const { conditions } = await smallData().batch(0, 1);
    const painter = await TfjsGenerator.load(network, { backend });
    const length = method.kind === "sean" ? method.classes * (method.styleLength ?? 0) : 0;
    const styles = length > 0 ? new Float32Array(length).fill(0.1) : undefined;
    const { image } = await painter.synthesize({ ...conditions, styles });
    painter.dispose();
    expect(image.shape).toEqual([1, 3, 64, 64]);
    await network.close();
  });
});

test("a VAE trains its encoder, and resumes exactly", async () => {
  const generator = smallGenerator(METHODS.clade, { latent: { zDim: 3, cells: 4 } });
  const config = trainingConfig(generator, size, { ...options, seed: 5 });
  const whole = await Trainer.start(config, smallData(), { backend });
  const expected = await weightsAfter(whole);
  whole.dispose();
  const first = await Trainer.start(config, smallData(), { backend });
  const early = await weightsAfter(first, 1);
  first.dispose();
  expect(early["net_E.safetensors"]).not.toBe(expected["net_E.safetensors"]);
  const second = await Trainer.resume(folder, smallData(), { backend });
  expect(await weightsAfter(second)).toEqual(expected);
  second.dispose();
});

test("with one time scale and an L1 of pixels it has a first moment and a term more, and resumes exactly", async () => {
  const recipe = { ...options, twoTimeScales: false, lambdaPixel: 10 };
  const config = trainingConfig(smallGenerator(), size, recipe);
  const whole = await Trainer.start(config, smallData(), { backend });
  const pixel: number[] = [];
  for await (const { losses } of whole.run()) pixel.push(losses.pixel);
  expect(Math.min(...pixel)).toBeGreaterThan(0);
  const expected = await weightsAfter(whole);
  whole.dispose();
  const first = await Trainer.start(config, smallData(), { backend });
  await weightsAfter(first, 2);
  first.dispose();
  const state = await openCheckpoint(join(folder, STATE_FILE));
  const moments = [...state.tensors.keys()].filter((key) => key.startsWith("adam.G.m."));
  expect(moments.length).toBeGreaterThan(10);
  await state.close();
  const second = await Trainer.resume(folder, smallData(), { backend });
  expect(await weightsAfter(second)).toEqual(expected);
  second.dispose();
});

test("another seed gives other weights", async () => {
  const config = (seed: number) => trainingConfig(smallGenerator(), size, { ...options, seed });
  const weights: string[] = [];
  for (const seed of [1, 2]) {
    const trainer = await Trainer.start(config(seed), smallData(), { backend });
    weights.push((await weightsAfter(trainer, 1))["net_G.safetensors"]);
    trainer.dispose();
  }
  expect(weights[0]).not.toBe(weights[1]);
});

test.each(["spade", "sean", "sean-clade"])(
  "steps of %s leave no tensors behind, and dispose() none at all",
  async (name) => {
    const before = tf.memory().numTensors;
    const config = trainingConfig(smallGenerator(METHODS[name]), size, options);
    const trainer = await Trainer.start(config, smallData(), { backend });
    const counts: number[] = [];
    for await (const _ of trainer.run()) counts.push(tf.memory().numTensors);
    expect(new Set(counts).size).toBe(1);
    await trainer.generator();
    expect(tf.memory().numTensors).toBe(counts[0]);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  },
);

test("an abort ends the run after the step at hand, and it goes on later", async () => {
  const config = trainingConfig(smallGenerator(), size, options);
  const trainer = await Trainer.start(config, smallData(), { backend });
  const controller = new AbortController();
  for await (const { step } of trainer.run({ signal: controller.signal })) {
    if (step === 1) controller.abort();
  }
  expect(trainer.step).toBe(1);
  const steps: number[] = [];
  for await (const { step } of trainer.run()) steps.push(step);
  expect(steps).toEqual([2, 3, 4]);
  trainer.dispose();
});

test("a picture that is not a number stops the training, says at which step and layer, and keeps the last state", async () => {
  const data = smallData();
  const poisoned = {
    ...data,
    async batch(step: number, batchSize: number) {
      const batch = await data.batch(step, batchSize);
      if (step === 2) batch.images[7] = Number.NaN;
      return batch;
    },
  };
  const config = trainingConfig(smallGenerator(), size, options);
  const trainer = await Trainer.start(config, poisoned, { backend });
  await weightsAfter(trainer, 2);
  const before = readFileSync(join(folder, STATE_FILE));
  const failed = (async () => {
    for await (const _ of trainer.run());
  })();
  await expect(failed).rejects.toThrow(TrainingError);
  await expect(failed).rejects.toThrow(/discriminator: layer .*\n?.*at step 3/s);
  await trainer.save(folder);
  expect(readFileSync(join(folder, STATE_FILE)).equals(before)).toBe(true);
  trainer.dispose();
});

test("a gradient too large to be squared stops the training before it reaches the parameters", async () => {
  const config = trainingConfig(smallGenerator(), size, { ...options, lambdaFeature: 1e30 });
  const trainer = await Trainer.start(config, smallData(), { backend });
  const parametersOf = async () => [...(await trainer.parts.G.network.flat.data())];
  const before = await parametersOf();
  const failed = (async () => {
    for await (const _ of trainer.run());
  })();
  await expect(failed).rejects.toThrow(
    /generator: gradient of \S+: the gradient of the generator is not a number at step 1/,
  );
  expect(await parametersOf()).toEqual(before);
  expect(trainer.broken).toBe(true);
  trainer.dispose();
});

test("moments that are not finite are not saved over a good state", async () => {
  const config = trainingConfig(smallGenerator(), size, options);
  const trainer = await Trainer.start(config, smallData(), { backend });
  await trainer.save(folder);
  const before = readFileSync(join(folder, STATE_FILE));
  const { adam, network } = trainer.parts.D;
  const huge = tf.fill(network.flat.shape, 1e30) as tf.Tensor1D;
  adam.apply(network.flat, huge, 0);
  huge.dispose();
  await expect(trainer.save(folder)).rejects.toThrow(/adam\.D\.v\./);
  expect(readFileSync(join(folder, STATE_FILE)).equals(before)).toBe(true);
  trainer.dispose();
});

test("a training is not resumed on other data, and a network is no training", async () => {
  const config = trainingConfig(smallGenerator(), size, options);
  const trainer = await Trainer.start(config, smallData(1), { backend });
  await trainer.save(folder);
  trainer.dispose();
  await expect(Trainer.resume(folder, smallData(2), { backend })).rejects.toThrow(
    /the training was of other data\n {2}expected {2}blocks, seed 1\n {2}got {7}blocks, seed 2/,
  );
  renameSync(join(folder, "net_G.safetensors"), join(folder, STATE_FILE));
  await expect(Trainer.resume(folder, smallData(1), { backend })).rejects.toThrow(
    /this is not the state of a training/,
  );
});
