import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OnnxGenerator } from "../../../src/engines/onnx/generator.ts";
import { openGenerator } from "../../../src/engines/open-generator.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { instanceEdges as edgesOf } from "../../../src/labels/instance-edges.ts";
import { DOWNSCALING, type GeneratorConfig } from "../../../src/models/generator-config.ts";
import { conditionsOf } from "../../../src/modulation/conditions.ts";
import type { Method } from "../../../src/modulation/norm-layer.ts";
import { type StyleCodes, styleCodesOf } from "../../../src/modulation/style-codes.ts";
import { expectClose } from "../../support/close.ts";
import { onnxInstalled } from "../../support/onnx.ts";
import { randomNetwork } from "../../support/random-network.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { PLAIN } from "../../support/state-dicts.ts";

const CLASSES = 4;

const methods: fc.Arbitrary<Method> = fc.oneof(
  fc.record({
    kind: fc.constant("clade" as const),
    classes: fc.constant(CLASSES),
    instanceEdges: fc.boolean(),
    positional: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("spade" as const),
    classes: fc.constant(CLASSES),
    instanceEdges: fc.boolean(),
    hidden: fc.constant(6),
    kernel: fc.constantFrom(1, 3),
  }),
  fc.record({
    kind: fc.constant("sean" as const),
    labels: fc.constant("spade" as const),
    classes: fc.constant(CLASSES),
    instanceEdges: fc.constant(false as const),
    hidden: fc.constant(6),
    kernel: fc.constantFrom(1, 3),
    styleLength: fc.constant(5),
  }),
  fc.record({
    kind: fc.constant("sean" as const),
    labels: fc.constant("clade" as const),
    classes: fc.constant(CLASSES),
    instanceEdges: fc.constant(false as const),
    hidden: fc.constant(CLASSES),
    kernel: fc.constant(1),
    styleLength: fc.constant(5),
  }),
);

const configs: fc.Arbitrary<GeneratorConfig> = fc.record({
  method: methods,
  paramFreeNorm: fc.constantFrom("batch" as const, "instance" as const),
  ngf: fc.integer({ min: 2, max: 4 }),
  outputChannels: fc.constant(3),
  upsampling: fc.constantFrom("normal" as const, "more" as const, "most" as const),
  spectralNorm: fc.constant(false),
  trunkKernel: fc.constantFrom(1, 3),
  latent: fc.constant(null),
});

/** A map of three regions, or of noise. */
function labelsOf(height: number, width: number, noise: boolean, seed: number): Int32Array {
  const [a, b, c] = seededNumbers(seed)(3);
  const draw = seededNumbers(seed)(height * width);
  return Int32Array.from({ length: height * width }, (_, i) => {
    if (noise) return Math.floor(((draw[i] + 1) / 2) * CLASSES);
    const [y, x] = [Math.floor(i / width) / height, (i % width) / width];
    return y + a * x < 0.5 + 0.3 * b ? 0 : x > 0.6 + 0.2 * c ? 1 : 2;
  });
}

/** Codes of a style. */
function stylesOf(seed: number): StyleCodes {
  return styleCodesOf(seededNumbers(seed)(CLASSES * 5), CLASSES, 5, "test");
}

/** Largest difference is to be at most so much of the largest value. */
function expectAlike(got: Float32Array, expected: Float32Array, share: number, what: string) {
  let most = 1;
  for (const value of expected) most = Math.max(most, Math.abs(value));
  expectClose(got, expected, share * most, what);
}

describe.skipIf(!onnxInstalled)("a generator of any configuration", () => {
  test("has on ONNX Runtime the activations that it has on tfjs", async () => {
    const given = fc.record({
      config: configs,
      seed: fc.integer({ min: 1, max: 1000 }),
      batch: fc.integer({ min: 1, max: 2 }),
      rows: fc.integer({ min: 1, max: 2 }),
      columns: fc.integer({ min: 1, max: 2 }),
      noise: fc.boolean(),
      noiseSeed: fc.constantFrom(undefined, 3),
      oneStyle: fc.boolean(),
      vae: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(given, async (all) => {
        const { seed, batch, rows, columns, noise, noiseSeed, oneStyle, vae } = all;
        // SEAN starts from the label map, and so does every other network but a VAE.
        const latent =
          vae && all.config.method.kind !== "sean" ? { zDim: 7, cells: rows * columns } : null;
        const config = { ...all.config, latent };
        const unit = DOWNSCALING[config.upsampling];
        const [height, width] = [rows * unit, columns * unit];
        const { instanceEdges } = config.method;
        const positional = config.method.kind === "clade" && config.method.positional;
        const sean = config.method.kind === "sean";
        const pictures = Array.from({ length: batch }, (_, n) => {
          const labels = labelsOf(height, width, noise, seed + n);
          const data = seededNumbers(seed)(2 * height * width);
          return {
            labels: { height, width, rows: labels },
            edges: instanceEdges ? edgesOf(labels, height, width) : undefined,
            positions: positional ? { height, width, data } : undefined,
            z: latent ? seededNumbers(seed + n)(latent.zDim) : undefined,
            styles: sean ? stylesOf(oneStyle ? seed : seed + n) : undefined,
          };
        });
        const conditions = { ...conditionsOf(...pictures), ...(sean && { noiseSeed }) };
        const network = randomNetwork(config, seed);
        const tfjs = await TfjsGenerator.load(network);
        const expected = await tfjs.synthesize(conditions, { taps: () => true });
        tfjs.dispose();
        const generator = await OnnxGenerator.load(network);
        const got = await generator.synthesize(conditions, { taps: () => true });
        await generator.dispose();
        expectAlike(got.image.data, expected.image.data, 2e-4, "picture");
        expect([...got.taps.keys()].sort()).toEqual([...expected.taps.keys()].sort());
        for (const [name, { data }] of got.taps) {
          expectAlike(data, expected.taps.get(name)?.data ?? new Float32Array(), 2e-4, name);
        }
      }),
      { numRuns: 36, seed: 7 },
    );
  }, 180_000);

  test("whose convolutions are of another size than 1×1 and 3×3 is painted by tfjs, and by name refused", async () => {
    const network = randomNetwork({ ...PLAIN, trunkKernel: 5 }, 1);
    const notes: string[] = [];
    const engine = await openGenerator(network, { onNote: (text) => notes.push(text) });
    expect(engine.engine).toBe("tfjs, wasm");
    expect(notes.join()).toMatch(/painting on tfjs: .*a convolution of 5 × 5/);
    await engine.dispose();
    await expect(openGenerator(network, { engine: "onnx" })).rejects.toThrow(
      /does not run a convolution of 5 × 5/,
    );
  });
});
