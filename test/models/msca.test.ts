import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costOf } from "../../src/engines/cost/cost.ts";
import { summaryOf } from "../../src/engines/summary.ts";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import { blocksWithStyle, coarsestPixels, type MscaConfig } from "../../src/models/msca.ts";
import { networkOf } from "../../src/models/network.ts";
import { countParameters, generatorSteps } from "../../src/models/steps.ts";
import { SMALL_MSCA, WITH_MSCA } from "../support/small-msca.ts";
import { generatorInfos, keysOnly, messageOf, PLAIN } from "../support/state-dicts.ts";

const square = (side: number) => ({ height: side, width: side });

const configs: fc.Arbitrary<MscaConfig> = fc.record({
  slots: fc.integer({ min: 1, max: 9 }),
  imageWidth: fc.integer({ min: 1, max: 5 }),
  layoutWidth: fc.integer({ min: 1, max: 5 }),
  blocks: fc.subarray([...blocksWithStyle("normal")], { minLength: 1 }),
});

test("a network with masked spatial-channel attention is recognised by its keys alone, whatever it sits in", () => {
  const decoders = fc.constantFrom<GeneratorConfig["method"]>(PLAIN.method, WITH_MSCA.method);
  fc.assert(
    fc.property(configs, decoders, fc.boolean(), (msca, method, spectralNorm) => {
      const config: GeneratorConfig = { ...WITH_MSCA, method, spectralNorm, msca };
      const network = networkOf(keysOnly(generatorInfos(config)));
      expect(network).toMatchObject({ kind: "msca", config: { method, spectralNorm, msca } });
    }),
    { seed: 3, numRuns: 40 },
  );
});

test("a network without it has no such part", () => {
  const network = networkOf(keysOnly(generatorInfos(PLAIN)));
  expect(network).toMatchObject({ kind: "clade", config: PLAIN });
  expect(network).not.toHaveProperty("config.msca");
});

test("a part that is missing is named", async () => {
  for (const lost of ["msca.image.1.weight", "msca.up_1.channel.bias", "msca.layout.4.bias"]) {
    const infos = generatorInfos(WITH_MSCA);
    expect(infos.delete(lost)).toBe(true);
    expect(await messageOf(() => networkOf(keysOnly(infos)))).toContain(lost);
  }
});

describe("work", () => {
  const macs = (side: number, exemplar = side, msca: MscaConfig = SMALL_MSCA) => {
    const steps = generatorSteps({ ...WITH_MSCA, msca }, square(side), square(exemplar));
    const { layers } = costOf(steps);
    const sum = (some: typeof layers) => some.reduce((total, layer) => total + layer.macs, 0);
    return {
      attention: sum(layers.filter(({ kind }) => kind === "attention")),
      all: sum(layers.filter(({ name }) => name.startsWith("msca."))),
    };
  };

  test("is linear in pixels: four times the pixels, four times the attention; the masks see none and stay", () => {
    const [a, b, c] = [64, 128, 256].map((side) => macs(side));
    expect(b.attention).toBe(4 * a.attention);
    expect(c.attention).toBe(16 * a.attention);
    expect(c.all - b.all).toBe(4 * (b.all - a.all));
    const masks = (4 * a.all - b.all) / 3; // what does not grow
    const features = [...SMALL_MSCA.blocks].map((_, i) => 3 * 2 ** Math.min(3 - i, 3));
    const each = (n: number) => (n * n + n) * SMALL_MSCA.slots + 2 * n * n;
    expect(masks).toBe(features.reduce((sum, n) => sum + each(n), 0));
  });

  test("is linear in the pixels of target and exemplar apart, and in the number of style vectors", () => {
    const [both, target, exemplar] = [macs(128, 128), macs(128, 64), macs(64, 128)];
    expect(both.attention + macs(64, 64).attention).toBe(target.attention + exemplar.attention);
    const of = (slots: number) => macs(64, 64, { ...SMALL_MSCA, slots }).attention;
    expect(of(6)).toBe(2 * of(3));
  });

  test("by hand, for one block", () => {
    const msca = { slots: 5, imageWidth: 4, layoutWidth: 3, blocks: ["up_2"] };
    const { attention } = macs(64, 32, msca);
    // V and U over 16 × 16 pixels of the exemplar, spread over 32 × 32 of the target.
    expect(attention).toBe(5 * ((4 + 3) * 16 * 16 + 4 * 32 * 32));
  });
});

test("the encoder of layouts is one, though it runs twice: its parameters are counted and listed once", () => {
  const steps = generatorSteps(WITH_MSCA, square(64));
  const layout = steps.filter(({ name }) => name === "msca.layout.1");
  expect(layout.map(({ parameters }) => parameters.length)).toEqual([2, 0]);
  const without = countParameters(generatorSteps({ ...WITH_MSCA, msca: undefined }, square(64)));
  const own = steps.filter(({ name }) => name.startsWith("msca."));
  expect(countParameters(steps)).toBe(without + countParameters(own));
  const lines = summaryOf(steps).map(({ operation }) => operation);
  expect(lines).toContain("attention, 256 pixels → 3 style vectors");
  expect(lines).toContain("attention, 3 style vectors → 256 pixels");
});

test("the coarsest features of an exemplar of any size, counted", () => {
  expect(coarsestPixels(SMALL_MSCA, "normal", { height: 64, width: 96 })).toBe(4 * 6);
  expect(coarsestPixels(SMALL_MSCA, "normal", { height: 65, width: 1 })).toBe(5);
  expect(coarsestPixels(SMALL_MSCA, "more", { height: 64, width: 64 })).toBe(4);
});
