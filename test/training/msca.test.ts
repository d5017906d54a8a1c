import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, expect, test } from "vitest";
import { useBackend } from "../../src/engines/tfjs/backend.ts";
import { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import { mscaConfig } from "../../src/models/msca.ts";
import { asGenerator } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { generatorSteps } from "../../src/models/steps.ts";
import { ganStep } from "../../src/training/gan-step.ts";
import { initialValues } from "../../src/training/initialise.ts";
import { disposeParts, initialParts } from "../../src/training/networks.ts";
import { type LaidOutParameter, parameterLayout } from "../../src/training/parameter-layout.ts";
import { type ToySceneData, toySceneData } from "../../src/training/toy-scenes/toy-scene-data.ts";
import { Trainer } from "../../src/training/trainer.ts";
import { trainingConfig } from "../../src/training/training-config.ts";
import { moments } from "../support/close.ts";
import { messageOf } from "../support/state-dicts.ts";
import { smallGenerator } from "./small-data.ts";
import { trainingBackend as backend, useTrainingKernels } from "./training-backend.ts";

const folder = mkdtempSync(join(tmpdir(), "training-msca-"));
afterAll(() => rmSync(folder, { recursive: true }));

const size = { height: 64, width: 64 };
const scenes = (options = {}): ToySceneData =>
  toySceneData({ seed: 5, count: 24, size: 64, variety: 1, exemplars: true, ...options });
const generator = (options: Partial<GeneratorConfig> = {}): GeneratorConfig =>
  smallGenerator(
    { kind: "spade", classes: 16, instanceEdges: false, hidden: 4, kernel: 3 },
    { msca: mscaConfig(1, 3), ...options },
  );
const options = { batchSize: 2, steps: 4, decayFrom: 2, ndf: 2 };

test("each scene's exemplar is another scene in the same light, and a step always gives the same pairs", async () => {
  const data = scenes();
  const all = Array.from({ length: data.count }, (_, i) => data.scene(i));
  /** The scene that has this label map. */
  const sceneOf = (labels: Int32Array) =>
    all.findIndex((scene) => scene.labels.every((row, p) => row === labels[p]));
  const lights = new Set<string>();
  for (const step of [0, 3]) {
    const { conditions, images } = await data.batch(step, 4);
    const { exemplar, labels } = conditions;
    if (exemplar === undefined) throw new Error("no exemplar");
    expect(exemplar).toMatchObject(size);
    const pixels = 64 * 64;
    for (let i = 0; i < 4; i++) {
      const own = sceneOf(labels.subarray(i * pixels, (i + 1) * pixels));
      const other = sceneOf(exemplar.labels.subarray(i * pixels, (i + 1) * pixels));
      expect(other).not.toBe(own);
      expect(all[other].light).toBe(all[own].light);
      lights.add(all[own].light);
      const colours = all[other].image;
      const shown = exemplar.image.subarray(3 * i * pixels, 3 * (i + 1) * pixels);
      expect(shown.every((v, j) => Math.abs(v - colours[j]) < 1 / 255 + 1e-6)).toBe(true);
    }
    expect(await scenes().batch(step, 4)).toEqual({ conditions, images });
  }
  expect(lights.size).toBeGreaterThan(1);
  expect((await scenes({ exemplars: false }).batch(0, 1)).conditions.exemplar).toBeUndefined();
});

test("a scene that is alone is its own exemplar", async () => {
  const { conditions } = await scenes({ count: 1 }).batch(0, 1);
  expect(conditions.exemplar?.labels).toEqual(conditions.labels);
});

test("the gradient of a whole step to every parameter of the attention is that of finite differences", async () => {
  await useBackend(backend);
  useTrainingKernels();
  // Without spectral norm, whose vectors move with the weights but are constants to its gradient.
  const config = trainingConfig(generator({ spectralNorm: false, ngf: 2 }), size, options);
  const parts = initialParts(config);
  const batch = await scenes().batch(0, 2);
  const flat = parts.G.network.flat;
  const start = await flat.data<"float32">();
  // Larger weights than a training begins with, or nothing would move.
  const { parameters } = parts.G.network.layout;
  const values = start.slice();
  for (const { key, offset, size: count } of parameters) {
    if (/\.(spatial|channel|mask)\./.test(key)) continue;
    for (let i = offset; i < offset + count; i++) values[i] *= 40;
  }
  const attention = parameters.filter(({ key }) => key.startsWith("msca."));
  let gradient = new Float32Array();
  const loss = async (at: Float32Array): Promise<number> => {
    const fresh = tf.tensor1d(at);
    flat.assign(fresh);
    fresh.dispose();
    const losses = await ganStep(config, parts, batch, 0, {
      lookOnly: true,
      onGradient: (part, g) => {
        if (part === "G") gradient = Float32Array.from(g.dataSync());
      },
    });
    if ("what" in losses) throw new Error(losses.what);
    return losses.gan + losses.feature + losses.pixel;
  };
  await loss(values);
  const slope = gradient;
  const before = tf.memory().numTensors;
  await loss(values);
  expect(tf.memory().numTensors).toBe(before);
  /** How far the slope along the gradient of some parameters is from its length, relative; null if that is too small. */
  const apart = async (some: typeof attention, step: number): Promise<number | null> => {
    const along = new Float32Array(values.length);
    for (const { offset, size: count } of some) {
      along.set(slope.subarray(offset, offset + count), offset);
    }
    const length = Math.hypot(...along);
    if (length < 5e-3) return null; // lost in the rounding of a loss of float32
    const moved = (by: number) => loss(values.map((v, i) => v + (by * along[i]) / length));
    return Math.abs(((await moved(step)) - (await moved(-step))) / (2 * step) / length - 1);
  };
  const all = await apart(attention, 5e-3);
  const each: number[] = [];
  for (const one of attention) {
    const far = await apart([one], 0.02);
    if (far !== null) each.push(far);
  }
  disposeParts(parts);
  expect(all).toBeLessThan(0.03);
  // One by one, with a step that the loss shows, there are corners on the way: leaky ReLUs and absolute values.
  expect(each.length).toBeGreaterThan(15);
  expect(Math.max(...each)).toBeLessThan(0.3);
});

test("style vectors begin different from each other: attention does not start with the small weights of the rest", () => {
  const layout = parameterLayout(generatorSteps(generator({ msca: mscaConfig(8, 8) }), size));
  const values = initialValues(layout, 1);
  for (const block of ["G_middle_0", "up_0", "up_1", "up_2"]) {
    for (const part of ["spatial", "channel", "mask.slot", "mask.means"]) {
      const weight = values.get(`msca.${block}.${part}.weight`) ?? new Float32Array();
      const { shape = [] } = layout.parameters.find(
        ({ key }) => key === `msca.${block}.${part}.weight`,
      ) as LaidOutParameter;
      expect(moments(weight).std * Math.sqrt((shape[0] + shape[1]) / 2)).toBeCloseTo(1, 0);
    }
    const out = values.get(`msca.${block}.out.weight_orig`) ?? new Float32Array();
    expect(moments(out).std).toBeLessThan(0.02);
  }
});

test("a training stops, goes on with the same weights, and leaves a network that paints", async () => {
  const config = trainingConfig(generator(), size, options);
  expect(config.lambdaPixel).toBe(10);
  const digest = async (trainer: Trainer, steps: number) => {
    const held: number[] = [];
    for await (const { losses } of trainer.run({ steps })) {
      expect(losses.pixel).toBeGreaterThan(0);
      held.push(tf.memory().numTensors);
    }
    // The encoder of layouts runs twice in a pass; what it keeps for its spectral norm is kept once.
    expect(new Set(held).size).toBe(1);
    await trainer.save(folder);
    trainer.dispose();
    const bytes = readFileSync(join(folder, "net_G.safetensors"));
    return createHash("sha256").update(bytes).digest("hex");
  };
  const whole = await digest(await Trainer.start(config, scenes(), { backend }), 4);
  const half = await digest(await Trainer.start(config, scenes(), { backend }), 2);
  expect(half).not.toBe(whole);
  const again = await Trainer.resume(folder, scenes(), { backend });
  expect(again.config).toEqual(config);
  expect(await digest(again, 2)).toBe(whole);

  const network = asGenerator(await openNetwork(join(folder, "net_G.safetensors")));
  expect(network).toMatchObject({ kind: "msca", config: config.generator });
  const painter = await TfjsGenerator.load(network, { backend });
  const { image } = await painter.synthesize((await scenes().batch(0, 2)).conditions);
  painter.dispose();
  expect(image.shape).toEqual([2, 3, 64, 64]);
  await network.close();
});

test.each([
  ["data without exemplars", generator(), scenes({ exemplars: false }), /the data have none/],
  [
    "more style vectors than pixels",
    generator({ msca: mscaConfig(1, 17) }),
    scenes(),
    /so many style vectors[\s\S]*from 1 to 16[\s\S]*17[\s\S]*--slots/,
  ],
])("%s: refused before the first step", async (_, network, data, message) => {
  const config = trainingConfig(network, size, options);
  expect(await messageOf(() => Trainer.start(config, data, { backend }))).toMatch(message);
});
