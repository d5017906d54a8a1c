import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/analysis/quality/evaluate.ts";
import { encodeStyle } from "../../src/engines/encode-style.ts";
import { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import { encodeImage } from "../../src/engines/tfjs/image-encoder.ts";
import { asEncoder, asGenerator } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { conditionsOf } from "../../src/modulation/conditions.ts";
import { fillMissing, meanCodes, type StyleCodes } from "../../src/modulation/style-codes.ts";

import type { Light } from "../../src/training/toy-scenes/moods.ts";
import { toyScene } from "../../src/training/toy-scenes/toy-scene.ts";
import { sceneConditions, toySceneData } from "../../src/training/toy-scenes/toy-scene-data.ts";

const folder = new URL("../../data/checkpoints/", import.meta.url);
const path = (file: string) => new URL(file, folder).pathname;
const scenes = (variety: number) => {
  const data = toySceneData({ seed: 1, split: "held-out", count: 12, variety });
  return Array.from({ length: 12 }, (_, i) => data.scene(i));
};
const positions = { unit: "component", normalise: true } as const;

test("all bundled networks together are at most 36 MB", () => {
  const sizes = readdirSync(folder).map((file) => statSync(path(file)).size);
  expect(sizes.reduce((a, b) => a + b)).toBeLessThan(36e6);
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

test("toy-sean paints each region in the colour that it has in the style picture", async () => {
  const network = asGenerator(await openNetwork(path("toy-sean.safetensors")));
  expect(network.kind).toBe("sean");
  const data = toySceneData({ seed: 1, split: "held-out", count: 12, tint: 1 });
  const held = Array.from({ length: 12 }, (_, i) => data.scene(i));
  const codes: StyleCodes[] = [];
  for (const { image, labels: rows, height, width } of held) {
    const picture = { shape: [1, 3, height, width], data: image } as const;
    codes.push(await encodeStyle(network, picture, { height, width, rows }, { backend: "wasm" }));
  }
  const painter = await TfjsGenerator.load(network);
  const [given, painted]: [number[], number[]] = [[], []];
  for (const [i, scene] of held.entries()) {
    const other = (i + 5) % held.length;
    const styles = fillMissing(codes[other], meanCodes(codes));
    const { image } = await painter.synthesize(conditionsOf({ ...sceneConditions(scene), styles }));
    for (let k = 0; k < styles.regions; k++) {
      const there = meanColour(held[other].image, held[other].labels, k);
      const here = meanColour(image.data, scene.labels, k);
      if (there === null || here === null) continue;
      given.push(...there);
      painted.push(...here);
    }
  }
  painter.dispose();
  expect(given.length).toBeGreaterThan(60);
  expect(correlation(given, painted)).toBeGreaterThan(0.8);
  await network.close();
});

/** Mean colour of a region of 24 pixels or more; null of one that is smaller. */
function meanColour(image: Float32Array, labels: Int32Array, k: number): number[] | null {
  const inside = [...labels.keys()].filter((p) => labels[p] === k);
  if (inside.length < 24) return null;
  return [0, 1, 2].map(
    (c) => inside.reduce((sum, p) => sum + image[c * labels.length + p], 0) / inside.length,
  );
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((a, b) => a + b) / values.length;
    return values.map((value) => value - mean);
  };
  const dot = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, value, i) => sum + value * v[i], 0);
  const [a, b] = [centred(x), centred(y)];
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe("toy-msca", () => {
  test("paints a scene that it has not seen in the light of another one", async () => {
    const network = asGenerator(await openNetwork(path("toy-msca.safetensors")));
    expect(network.kind).toBe("msca");
    const painter = await TfjsGenerator.load(network);
    const lights = ["day", "golden hour", "dusk", "mist"] as const;
    const lit = (seed: number, light: Light) => toyScene({ seed, variety: 1, light });
    const means = (image: Float32Array) =>
      [0, 1, 2].map((c) => {
        const plane = image.subarray((c * image.length) / 3, ((c + 1) * image.length) / 3);
        return plane.reduce((sum, x) => sum + x, 0) / plane.length;
      });
    let right = 0;
    for (const seed of [501, 502, 503]) {
      for (const light of lights) {
        const { height, width, image, labels } = lit(1000 + seed, light);
        const exemplar = { height, width, image, labels };
        const conditions = conditionsOf({ ...sceneConditions(lit(seed, light)), exemplar });
        const painted = means((await painter.synthesize(conditions)).image.data);
        const far = lights.map((one) => {
          const truth = means(lit(seed, one).image);
          return Math.hypot(...painted.map((x, c) => x - truth[c]));
        });
        if (far[lights.indexOf(light)] === Math.min(...far)) right++;
      }
    }
    painter.dispose();
    await network.close();
    // By chance 3 of 12.
    expect(right).toBeGreaterThanOrEqual(11);
  });

  test("has a card that says whether it takes the light", () => {
    const card = readFileSync(path("toy-msca.md"), "utf8");
    for (const row of ["trained on", "recipe", "steps", "time", "machine", "licence"]) {
      expect(card).toContain(`| ${row} |`);
    }
    for (const light of ["day", "golden hour", "dusk", "mist"]) {
      expect(card).toMatch(new RegExp(`\\| ${light} \\| \\d+ of 32 \\|`));
    }
  });
});
