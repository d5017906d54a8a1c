import fc from "fast-check";
import { expect, test } from "vitest";
import { conversionErrors } from "../../../src/analysis/replacement/conversion-errors.ts";
import { pictureDifferences } from "../../../src/analysis/replacement/picture-difference.ts";
import { seanToClade } from "../../../src/analysis/replacement/sean-to-clade.ts";
import { spadeToClade } from "../../../src/analysis/replacement/spade-to-clade.ts";
import { stateDictOf } from "../../../src/checkpoint/state-dict.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { TfjsModulations } from "../../../src/engines/tfjs/modulations.ts";
import { type GeneratorConfig, withBanks } from "../../../src/models/generator-config.ts";
import { layerModulation } from "../../../src/models/layer-parameters.ts";
import { asGenerator, type GeneratorNetwork, networkOf } from "../../../src/models/network.ts";
import { openNetwork } from "../../../src/models/open-network.ts";
import { generatorSteps, networkSteps } from "../../../src/models/steps.ts";
import type { Conditions } from "../../../src/modulation/conditions.ts";
import { denseMaps } from "../../../src/modulation/modulation.ts";
import { initialValues } from "../../../src/training/initialise.ts";
import { parameterLayout } from "../../../src/training/parameter-layout.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

const CLASSES = 4;
const STYLE = 3;

/** A SEAN with parameters of a size that shows, from a seed. */
function randomSean(kernel: number, seed: number): GeneratorNetwork {
  const config: GeneratorConfig = {
    method: {
      ...{ kind: "sean", classes: CLASSES, instanceEdges: false, labels: "spade" },
      ...{ hidden: 5, kernel, styleLength: STYLE },
    },
    ...{ paramFreeNorm: "batch", ngf: 2, outputChannels: 3, upsampling: "normal" },
    ...{ spectralNorm: true, trunkKernel: 3, latent: null },
  };
  const styleEncoder = { ngf: 2, styleLength: STYLE };
  const layout = parameterLayout(networkSteps({ network: "generator", config, styleEncoder }));
  const values = initialValues(layout, seed);
  const numbers = seededNumbers(seed);
  const all = [...layout.parameters, ...layout.statistics, ...layout.spectral];
  const learned = new Set(layout.parameters.map(({ key }) => key));
  const tensors = new Map(
    all.map(({ key, shape, size }) => {
      const data = learned.has(key)
        ? numbers(size).map((x) => x / 2)
        : (values.get(key) as Float32Array);
      return [key, { dtype: "float32", shape, data } as const];
    }),
  );
  return asGenerator(networkOf(stateDictOf(tensors, "random SEAN")));
}

function blocks(seed: number, side = 64): Conditions {
  const pick = seededNumbers(seed)(16);
  const labels = Int32Array.from({ length: side * side }, (_, p) => {
    const [y, x] = [Math.floor(p / side), p % side];
    return Math.floor(((pick[4 * ((4 * y) >> 6) + ((4 * x) >> 6)] + 1) / 2) * CLASSES) % CLASSES;
  });
  const styles = seededNumbers(seed + 1)(CLASSES * STYLE);
  return { batch: 1, height: side, width: side, labels, styles };
}

const converted = async (network: GeneratorNetwork) =>
  asGenerator(await openNetwork(await seanToClade(network)));

async function painted(network: GeneratorNetwork, conditions: Conditions) {
  const generator = await TfjsGenerator.load(network, { backend: "wasm" });
  try {
    return (await generator.synthesize(conditions)).image;
  } finally {
    generator.dispose();
  }
}

test("1×1 nets convert exactly: the picture is the same, and every error is rounding", async () => {
  const check = fc.asyncProperty(fc.nat({ max: 1e6 }), async (seed) => {
    const sean = randomSean(1, seed);
    const banks = await converted(sean);
    expect(banks.kind).toBe("sean-clade");
    const conditions = blocks(seed);
    const [a, b] = [await painted(sean, conditions), await painted(banks, conditions)];
    expectClose(b.data, a.data, 1e-4);
    for (const row of await conversionErrors(sean, [conditions])) {
      expect(row.equal).toBe(1);
      expect(row.maxRaw).toBeLessThan(1e-5);
    }
  });
  await fc.assert(check, { seed: 11, numRuns: 5 });
});

test("3×3 nets convert exactly in region interiors, and the rows of errors say what borders lose", async () => {
  const sean = randomSean(3, 5);
  const banks = await converted(sean);
  const conditions = blocks(7);
  const rows = await conversionErrors(sean, [conditions]);
  expect(rows.map(({ layer }) => layer)).toEqual(sean.layers.flatMap(({ name }) => [name, name]));
  for (const step of generatorSteps(sean.config, conditions)) {
    if (step.kind !== "modulate") continue;
    const own = banks.layers.find(({ name }) => name === step.layer.name);
    if (own === undefined) throw new Error("the converted network lacks a layer");
    const maps = {
      sean: denseMaps(await layerModulation(sean, step.layer, conditions, step.output)),
      banks: denseMaps(await layerModulation(banks, own, conditions, step.output)),
    };
    for (const kind of ["scale", "shift"] as const) {
      const row = rows.find((one) => one.layer === own.name && one.kind === kind);
      const apart = maps.sean[kind].map((value, i) => Math.abs(value - maps.banks[kind][i]));
      const mean = apart.reduce((sum, value) => sum + value, 0) / apart.length;
      expect(row?.meanEffective).toBeCloseTo(mean, 5);
      expect(row?.maxEffective).toBeCloseTo(Math.max(...apart), 4);
      expect(row?.pixels).toBe(step.output.height * step.output.width);
      if (step.output.height === 64) {
        expect(row?.equal).toBeGreaterThan(0.3); // 16 × 16 blocks: 12 × 12 are interior
        expect(row?.equal).toBeLessThan(1);
      }
    }
  }
  const [difference] = pictureDifferences(
    await painted(sean, conditions),
    await painted(banks, conditions),
  );
  expect(difference.meanAbsolute).toBeGreaterThan(0);
});

test("everything but the label part stays as it was, of the golden SEAN as well", async () => {
  const golden = goldensWith("net_G.pth").find(({ name }) => name === "tiny/sean") as Golden;
  const sean = await openGolden(golden);
  const banks = await converted(sean);
  const kept = [
    "Zencoder.model.10.weight",
    "up_2.ace_0.fc_mu3.weight",
    "up_2.ace_0.conv_gamma.weight",
    "up_2.ace_0.blending_beta",
    "up_2.ace_s.noise_var",
    "head_0.conv_0.weight_orig",
    "head_0.ace_0.param_free_norm.running_var",
  ];
  for (const key of kept) {
    expect(await banks.parameter(key)).toEqual(await sean.parameter(key));
  }
  expect(banks.has("up_2.ace_0.Spade.mlp_gamma.weight")).toBe(false);
  expect(banks.parameterCount).toBeLessThan(sean.parameterCount);
  expect(banks.config).toEqual(withBanks(sean.config));
  expect(banks.assumptions.map(({ from }) => from)).not.toContain("default");
  const conditions = (await Expected.open(golden)).conditions();
  const modulations = await TfjsModulations.load(banks);
  for (const step of generatorSteps(banks.config, conditions)) {
    if (step.kind !== "modulate") continue;
    const ours = await modulations.source(step.layer, conditions, step.output);
    const expected = await layerModulation(banks, step.layer, conditions, step.output);
    expect(ours.index).toEqual(expected.index);
    expectClose(ours.scale.values, expected.scale.values, 2e-5, step.layer.name);
    expectClose(ours.shift.values, expected.shift.values, 2e-5, step.layer.name);
  }
  modulations.dispose();
  await sean.close();
});

test("what has no SPADE nets is refused, with what to do", async () => {
  const banks = await converted(randomSean(1, 1));
  await expect(seanToClade(banks)).rejects.toThrow(/only a SEAN generator with SPADE nets/);
  await expect(conversionErrors(banks, [blocks(1)])).rejects.toThrow(/no SPADE nets/);
  await expect(conversionErrors(randomSean(1, 1), [])).rejects.toThrow(/no label maps/);
  await expect(spadeToClade(randomSean(1, 1))).rejects.toThrow(/only a SPADE/);
});
