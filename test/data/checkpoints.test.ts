import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/analysis/quality/evaluate.ts";
import { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import { encodeImage } from "../../src/engines/tfjs/image-encoder.ts";
import { asEncoder, asGenerator } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { conditionsOf } from "../../src/modulation/conditions.ts";
import { sceneConditions, toySceneData } from "../../src/training/toy-scenes/toy-scene-data.ts";

const folder = new URL("../../data/checkpoints/", import.meta.url);
const path = (file: string) => new URL(file, folder).pathname;
const scenes = (variety: number) => {
  const data = toySceneData({ seed: 1, split: "held-out", count: 12, variety });
  return Array.from({ length: 12 }, (_, i) => data.scene(i));
};
const positions = { unit: "component", normalise: true } as const;

test("all bundled networks together are at most 28 MB", () => {
  const sizes = readdirSync(folder).map((file) => statSync(path(file)).size);
  expect(sizes.reduce((a, b) => a + b)).toBeLessThan(28e6);
});

describe.each([
  ["toy-spade", "spade"],
  ["toy-spade-1x1", "spade"],
  ["toy-clade", "clade"],
  ["toy-clade-icpe", "clade-icpe"],
])("%s", (name, kind) => {
  test("paints scenes that it has not seen, far better than classes in flat grey would be", async () => {
    const network = asGenerator(await openNetwork(path(`${name}.safetensors`)));
    expect(network.kind).toBe(kind);
    const held = scenes(0);
    const painter = await TfjsGenerator.load(network);
    const conditions = conditionsOf(...held.map((scene) => sceneConditions(scene, { positions })));
    const { image } = await painter.synthesize(conditions);
    painter.dispose();
    const pictures = { count: held.length, height: 64, width: 64, values: image.data };
    const knobs = { positional: 1, context: 1 };
    const { metrics } = evaluate(pictures, held, knobs, { groupSize: held.length });
    const grey = { ...pictures, values: new Float32Array(image.data.length) };
    const baseline = evaluate(grey, held, knobs, { groupSize: held.length }).metrics;
    expect(metrics.pixelError).toBeLessThan(0.5 * (baseline.pixelError ?? 0));
    expect(metrics.gradientSlope).toBeGreaterThan(0.5);
    await network.close();
  });

  test("has a card with data, recipe, steps, time, machine, measures and licence", () => {
    const card = readFileSync(path(`${name}.md`), "utf8");
    for (const row of ["trained on", "recipe", "steps", "time", "machine", "licence"]) {
      expect(card).toContain(`| ${row} |`);
    }
    expect(card).toMatch(/\| pixelError \| 0\.\d+ \|/);
  });
});

test("toy-clade-vae paints a scene in the light of a style picture, by its encoder", async () => {
  const network = asGenerator(await openNetwork(path("toy-clade-vae.safetensors")));
  const encoder = asEncoder(await openNetwork(path("toy-clade-vae-encoder.safetensors")));
  const [first, second] = [scenes(1)[0], scenes(1)[3]]; // golden hour or day, and dusk
  const painter = await TfjsGenerator.load(network);
  const meanOf = (values: Float32Array) => values.reduce((a, b) => a + b) / values.length;
  const errors: number[] = [];
  for (const style of [first, second]) {
    const { mu } = await encodeImage(encoder, { shape: [1, 3, 64, 64], data: style.image });
    const { image } = await painter.synthesize(conditionsOf({ ...sceneConditions(first), z: mu }));
    errors.push(Math.abs(meanOf(image.data) - meanOf(first.image)));
  }
  painter.dispose();
  expect(errors[0]).toBeLessThan(errors[1]);
  await Promise.all([network.close(), encoder.close()]);
});
