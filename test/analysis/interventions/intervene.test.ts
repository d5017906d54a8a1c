import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeRows } from "../../../src/analysis/interventions/change-rows.ts";
import { changedChannels } from "../../../src/analysis/interventions/changed-channels.ts";
import { exchangeModulation } from "../../../src/analysis/interventions/exchange.ts";
import { intervene } from "../../../src/analysis/interventions/intervene.ts";
import type { Intervention } from "../../../src/analysis/interventions/intervention.ts";
import { scalePositions } from "../../../src/analysis/interventions/positions.ts";
import {
  mixClasses,
  replaceClass,
  swapClasses,
} from "../../../src/analysis/interventions/relabel.ts";
import { ablate, scaleModulation } from "../../../src/analysis/interventions/scale.ts";
import { mixStyles, regionStyle } from "../../../src/analysis/interventions/styles.ts";
import { sweep } from "../../../src/analysis/interventions/sweep.ts";
import { keepVariation } from "../../../src/analysis/interventions/variation.ts";
import { interventionWords } from "../../../src/analysis/interventions/words.ts";
import { seanToClade } from "../../../src/analysis/replacement/sean-to-clade.ts";
import type { Activation } from "../../../src/engines/activation.ts";
import { lookUps } from "../../../src/engines/look-ups.ts";
import type { LayerModulations } from "../../../src/engines/modulations.ts";
import { OnnxGenerator } from "../../../src/engines/onnx/generator.ts";
import type { PaintingEngine } from "../../../src/engines/synthesis.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { TfjsModulations } from "../../../src/engines/tfjs/modulations.ts";
import { decodeLabelPng } from "../../../src/labels/label-png.ts";
import {
  asGenerator,
  type GeneratorNetwork,
  networkOf,
  withStyles,
} from "../../../src/models/network.ts";
import { openNetwork } from "../../../src/models/open-network.ts";
import { type Conditions, conditionsOf } from "../../../src/modulation/conditions.ts";
import { codeOf, type StyleCodes, styleCodesOf } from "../../../src/modulation/style-codes.ts";
import { positionalMap } from "../../../src/positions/positional-map.ts";
import { toyScene } from "../../../src/training/toy-scenes/toy-scene.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";
import { onnxInstalled } from "../../support/onnx.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

function labelsOf(name: string): Conditions {
  const path = `data/label-maps/small/${name}.png`;
  const { height, width, values } = decodeLabelPng(readFileSync(path), path);
  const positions = positionalMap({ height, width, values });
  return conditionsOf({ labels: { height, width, rows: values }, positions });
}

const BAY = labelsOf("bay");
const [SKY, SEA] = mostCommon(BAY.labels);

function mostCommon(labels: Int32Array): number[] {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([label]) => label);
}

/** The bay in the light of another scene. */
const { image, labels, height, width } = toyScene({ seed: 3, variety: 1 });
const BAY_AS = { ...BAY, exemplar: { image, labels, height, width } };

interface Opened {
  readonly network: GeneratorNetwork;
  readonly conditions: Conditions;
  readonly modulations: LayerModulations;
  readonly engines: readonly PaintingEngine[];
}

async function opened(network: GeneratorNetwork, conditions: Conditions = BAY): Promise<Opened> {
  const modulations =
    network.config.method.kind === "clade" ? lookUps(network) : await TfjsModulations.load(network);
  const tfjs = await TfjsGenerator.load(network);
  const runs = onnxInstalled && network.kind !== "msca";
  const onnx = runs ? [await OnnxGenerator.load(network, { cache: "off" })] : [];
  return { network, conditions, modulations, engines: [tfjs, ...onnx] };
}

const open: Opened[] = [];
const bundled = async (name: string) => {
  const one = await opened(asGenerator(await openNetwork(`data/checkpoints/${name}.safetensors`)));
  open.push(one);
  return one;
};

let clade: Opened;
let icpe: Opened;
let spade: Opened;
beforeAll(async () => {
  clade = await bundled("toy-clade");
  icpe = await bundled("toy-clade-icpe");
  spade = await bundled("toy-spade");
});
afterAll(async () => {
  for (const { network, modulations, engines } of open) {
    for (const engine of engines) await engine.dispose();
    await modulations.dispose();
    await network.close();
  }
});

const all = () => [clade, icpe, spade];

/** With banks in the place of SEAN's nets. */
async function withCladeBanks(sean: GeneratorNetwork): Promise<GeneratorNetwork> {
  const { labelSet } = sean;
  const banked = networkOf(await seanToClade(sean), { ...(labelSet && { labelSet }) });
  return asGenerator(banked);
}

/** Style codes of seeded numbers. */
function codesOf({ config: { method }, where }: GeneratorNetwork, seed: number): StyleCodes {
  const length = method.kind === "sean" ? (method.styleLength as number) : 0;
  return styleCodesOf(seededNumbers(seed)(method.classes * length), method.classes, length, where);
}

describe("an intervention that undoes itself gives back the first picture bit for bit", () => {
  const undone: readonly (readonly [string, (one: Opened) => readonly Intervention[]])[] = [
    ["none", () => []],
    ["two swaps", () => [swapClasses(SKY, SEA), swapClasses(SKY, SEA)]],
    ["a mixture of nothing", () => [mixClasses(SKY, SEA, 0)]],
    ["× 2 and × 0.5", () => [scaleModulation(2), scaleModulation(0.5)]],
    [
      "× 3 and × 1/3 of a class, about what changes nothing",
      () => [3, 1 / 3].map((f) => scaleModulation(f, { classes: [SKY], about: "neutral" })),
    ],
    [
      "× 49 and × 1/49 about the mean",
      () => [49, 1 / 49].map((f) => scaleModulation(f, { about: "mean" })),
    ],
    ["its own modulation", ({ network }) => [exchangeModulation(lookUps(network))]],
    [
      "one inside another",
      () => [
        scaleModulation(5, { part: "shift" }),
        swapClasses(SKY, SEA),
        swapClasses(SKY, SEA),
        scaleModulation(0.2, { part: "shift" }),
      ],
    ],
  ];

  test("on SEAN, SEAN with CLADE banks, and MSCA as well, styles that are exchanged and given back included", async () => {
    const open = async (name: string) =>
      asGenerator(await openNetwork(`data/checkpoints/${name}.safetensors`));
    const file = await open("toy-sean");
    const sean = withStyles(file, codesOf(file, 1));
    const banked = await withCladeBanks(file);
    const msca = await open("toy-msca");
    const own = codeOf(codesOf(file, 1), SKY);
    const other = codeOf(codesOf(file, 2), SKY);
    const lists: readonly (readonly Intervention[])[] = [
      [swapClasses(SKY, SEA), swapClasses(SKY, SEA)],
      [3, 1 / 3].map((f) => scaleModulation(f, { classes: [SKY], about: "neutral" })),
    ];
    const restyled = [
      regionStyle(SKY, other),
      scaleModulation(2),
      regionStyle(SKY, own),
      scaleModulation(0.5),
    ];
    for (const [network, conditions, more] of [
      [sean, BAY, [restyled]],
      [withStyles(banked, codesOf(file, 1)), BAY, [restyled]],
      [msca, BAY_AS, []],
    ] as const) {
      const one = await opened(network, conditions);
      for (const engine of one.engines) {
        for (const list of [...lists, ...more]) {
          const result = await intervene(engine, one.modulations, one.conditions, list);
          const { before, after, changed } = result;
          expect(changed, `${network.kind}, ${engine.engine}`).toEqual([]);
          expect(after.data).toEqual(before.data);
        }
        await engine.dispose();
      }
      await one.modulations.dispose();
    }
    for (const network of [file, msca]) await network.close();
  });

  test.each(undone)("%s", async (name, interventions) => {
    for (const one of all()) {
      if (name === "its own modulation" && one === spade) continue; // engines round rows in their own ways
      for (const engine of one.engines) {
        const { before, after, changed, difference } = await intervene(
          engine,
          one.modulations,
          BAY,
          interventions(one),
        );
        expect(changed, `${one.network.where}, ${engine.engine}`).toEqual([]);
        expect(after.data).toEqual(before.data);
        expect(difference[0]).toMatchObject({ className: "all", meanAbsolute: 0, maxAbsolute: 0 });
        expect(after.data).toEqual((await engine.synthesize(BAY)).image.data);
      }
    }
  });
});

describe("what an intervention does to a picture", () => {
  test("is the same on both engines, whatever the method", async () => {
    const lists: readonly Intervention[][] = [
      [swapClasses(SKY, SEA)],
      [mixClasses(SKY, SEA, 0.5), scaleModulation(1.5, { part: "shift", about: "mean" })],
      [keepVariation("between-class")],
      [keepVariation("within-class", { part: "scale" })],
      [ablate({ layers: ["up_2.norm_0"], to: "neutral" })],
    ];
    for (const one of all()) {
      for (const list of lists) {
        const pictures: Activation[] = [];
        for (const engine of one.engines) {
          const { after, difference } = await intervene(engine, one.modulations, BAY, list);
          pictures.push(after);
          const same = one === clade && list === lists[2]; // a look-up has nothing within classes
          expect(difference[0].meanAbsolute > 1e-4).toBe(!same);
        }
        for (const other of pictures.slice(1)) expectClose(other.data, pictures[0].data, 1e-4);
      }
    }
  });

  test("is that of the network with other parameters: CLADE with two rows of its banks exchanged", async () => {
    const exchanged: GeneratorNetwork = {
      ...clade.network,
      parameter: async (key) => {
        const values = await clade.network.parameter(key);
        if (!key.includes("class_specified_affine")) return values;
        const channels = values.length / clade.network.config.method.classes;
        const out = values.slice();
        out.set(values.subarray(SKY * channels, (SKY + 1) * channels), SEA * channels);
        out.set(values.subarray(SEA * channels, (SEA + 1) * channels), SKY * channels);
        return out;
      },
    };
    const other = await TfjsGenerator.load(exchanged);
    const expected = (await other.synthesize(BAY)).image;
    other.dispose();
    for (const engine of clade.engines) {
      const { after, changed } = await intervene(engine, clade.modulations, BAY, [
        swapClasses(SKY, SEA),
      ]);
      expectClose(after.data, expected.data, 1e-4);
      expect(changed).toEqual(clade.network.layers.map(({ name }) => name));
    }
  });

  test("stays in the layers and keeps the modulations that were asked for", async () => {
    const layer = "up_1.norm_0";
    const result = await intervene(
      spade.engines[0],
      spade.modulations,
      BAY,
      [ablate({ layers: [layer], channels: [3, 1] })],
      { layers: [layer, "up_2.norm_0"] },
    );
    expect(result.changed).toEqual([layer]);
    const { before, after } = result.modulations.get(layer) ?? {};
    if (before === undefined || after === undefined) throw new Error("no modulation kept");
    expect(changedChannels(before, after).slice(0, 2).sort()).toEqual([1, 3]);
    const other = result.modulations.get("up_2.norm_0");
    expect(other?.after).toBe(other?.before);
    expect(result.words).toEqual([
      "scale and shift set to the mean over pixels, channels 3, 1, in up_1.norm_0",
    ]);
  });

  test("is painted beside a picture that was painted before, if that is given", async () => {
    let painted = 0;
    const [engine] = clade.engines;
    const counted = {
      network: engine.network,
      synthesize: (...asked: Parameters<PaintingEngine["synthesize"]>) => {
        painted++;
        return engine.synthesize(...asked);
      },
    };
    const { before } = await intervene(counted, clade.modulations, BAY, []);
    expect(painted).toBe(1);
    await intervene(counted, clade.modulations, BAY, [scaleModulation(1)], { before });
    expect(painted).toBe(1);
    await intervene(counted, clade.modulations, BAY, [swapClasses(SKY, SEA)], { before });
    expect(painted).toBe(2);
  });

  test("keeps activations before and after, on every engine, also where the picture before is given", async () => {
    const layer = "up_1.norm_0";
    const { network, modulations, engines } = clade;
    for (const engine of engines) {
      const taps = (name: string) => name === layer || name === "up_0";
      const own = await engine.synthesize(BAY, { taps });
      const before = own.image;
      const doubled = [scaleModulation(2, { layers: [layer] })];
      const result = await intervene(engine, modulations, BAY, doubled, { taps, before });
      expect([...result.taps.keys()].sort()).toEqual(["up_0", layer]);
      // Twice the scale and twice the shift of a layer are twice what it gives; what comes before it stays.
      const there = result.taps.get(layer);
      expect(there?.before.data).toEqual(own.taps.get(layer)?.data);
      expectClose(there?.after.data ?? [], there?.before.data.map((x) => 2 * x) ?? [], 1e-5);
      const earlier = result.taps.get("up_0");
      expect(earlier?.after.data).toEqual(earlier?.before.data);
      expect(result.before.data).toEqual(before.data);
      const nothing = await intervene(engine, modulations, BAY, [], { taps });
      expect(nothing.taps.get(layer)?.after).toBe(nothing.taps.get(layer)?.before);
    }
    expect(network.layers.some(({ name }) => name === layer)).toBe(true);
    const without = await intervene(engines[0], modulations, BAY, []);
    expect(without.taps.size).toBe(0);
  });

  test("another network's modulation paints its way: that of SPADE and of CLADE-ICPE in CLADE", async () => {
    for (const other of [spade, icpe]) {
      for (const engine of clade.engines) {
        const { after, changed, words } = await intervene(engine, clade.modulations, BAY, [
          exchangeModulation(other.modulations),
        ]);
        expect(changed).toHaveLength(clade.network.layers.length);
        expect(after.data.every(Number.isFinite)).toBe(true);
        expect(words[0]).toMatch(/^scale and shift of toy-/);
      }
    }
  });

  test("SEAN: another style for a region, without the noise of the conditions", async () => {
    const found = goldensWith("net_G.pth").find(({ name }) => name === "tiny/sean") as Golden;
    const network = await openGolden(found);
    const sean = await opened(network);
    open.push(sean);
    const conditions = (await Expected.open(found)).conditions();
    const { method } = network.config;
    const length = method.kind === "sean" ? (method.styleLength as number) : 0;
    const [region] = mostCommon(conditions.labels);
    const code = Float32Array.from({ length }, (_, i) => Math.sin(3 * i));
    const styles = (conditions.styles as Float32Array).slice();
    styles.set(code, region * length);
    const [engine] = sean.engines;
    const expected = (await engine.synthesize({ ...conditions, styles })).image;
    const noisy = { ...conditions, noiseSeed: 5 };
    const { before, after } = await intervene(engine, sean.modulations, noisy, [
      regionStyle(region, code),
    ]);
    expect(before.data).toEqual((await engine.synthesize(conditions)).image.data);
    expectClose(after.data, expected.data, 1e-5);
  });
});

describe("a sweep", () => {
  test("gives a picture for each value, and rows that grow with it", async () => {
    for (const one of all()) {
      for (const engine of one.engines) {
        const done: number[] = [];
        const { before, steps, rows } = await sweep(
          engine,
          one.modulations,
          BAY,
          [0, 0.5, 1],
          (t) => [mixClasses(SKY, SEA, t)],
          { onProgress: (n) => done.push(n) },
        );
        expect(done).toEqual([1, 2, 3]);
        expect(steps.map(({ value }) => value)).toEqual([0, 0.5, 1]);
        expect(steps[0].image.data).toEqual(before.data);
        const whole = rows.filter((row) => row.class === null).map((row) => row.meanAbsolute);
        expect(whole[0]).toBe(0);
        expect(whole[1]).toBeGreaterThan(0);
        expect(whole[2]).toBeGreaterThan(whole[1]);
        const ofSky = rows.filter((row) => row.class === SKY);
        expect(ofSky).toHaveLength(3);
      }
    }
  });

  test("of CLADE-ICPE's positions leaves the network at 1", async () => {
    const { before, steps } = await sweep(
      icpe.engines[0],
      icpe.modulations,
      BAY,
      [0, 1, 4],
      (k) => [scalePositions(k)],
    );
    expect(steps[1].image.data).toEqual(before.data);
    expect(steps[0].image.data).not.toEqual(before.data);
  });

  test("needs values", async () => {
    const over = (values: number[]) =>
      sweep(clade.engines[0], clade.modulations, BAY, values, () => []);
    await expect(over([])).rejects.toThrow("there is nothing to sweep over");
    await expect(over([0, Number.NaN])).rejects.toThrow("one finite number or more");
  });
});

describe("rows of a difference", () => {
  test("are sums over the whole picture and over each class", () => {
    const shape = [1, 3, 1, 4] as const;
    const before = { shape, data: new Float32Array(12) };
    const after = { shape, data: Float32Array.of(1, 0, 0, -1, 1, 0, 0, 0, 1, 0, 0, 0) };
    expect(changeRows(before, after, Int32Array.of(2, 2, 0, 0), ["a", "b"])).toEqual([
      {
        class: null,
        className: "all",
        pixels: 4,
        meanAbsolute: 4 / 12,
        maxAbsolute: 1,
        mean: 2 / 12,
      },
      { class: 0, className: "a", pixels: 2, meanAbsolute: 1 / 6, maxAbsolute: 1, mean: -1 / 6 },
      { class: 2, className: "class 2", pixels: 2, meanAbsolute: 0.5, maxAbsolute: 1, mean: 0.5 },
    ]);
  });

  test("keep NaN, and refuse pictures of two sizes", () => {
    const shape = [1, 1, 1, 2] as const;
    const before = { shape, data: Float32Array.of(0, 0) };
    const after = { shape, data: Float32Array.of(Number.NaN, 1) };
    const rows = changeRows(before, after, Int32Array.of(0, 1), []);
    expect(rows.map((row) => row.maxAbsolute)).toEqual([Number.NaN, Number.NaN, 1]);
    expect(() =>
      changeRows(before, { ...after, shape: [1, 1, 2, 1] }, Int32Array.of(0, 1), []),
    ).toThrow("these are not two pictures of one label map");
  });
});

test("several pictures at once and modulations of another network are refused", async () => {
  const [engine] = clade.engines;
  const two = conditionsOf(
    ...[BAY, BAY].map(({ height, width, labels }) => ({ labels: { height, width, rows: labels } })),
  );
  await expect(intervene(engine, clade.modulations, two, [])).rejects.toThrow("2 pictures");
  const network = { ...clade.network, layers: clade.network.layers.slice(1) };
  await expect(intervene(engine, lookUps(network), BAY, [])).rejects.toThrow(
    "another network's than the painter's",
  );
  await expect(intervene(engine, clade.modulations, BAY, [], { layers: ["up_7"] })).rejects.toThrow(
    "there is no such layer",
  );
});

test("interventions are said in words, with the names of classes", () => {
  const codes = {
    regions: 3,
    length: 1,
    values: Float32Array.of(1, 2, 3),
    present: Uint8Array.of(1, 0, 1),
  };
  const names = clade.network.labelSet?.rows.map(({ name }) => name) ?? [];
  const [a, b, c] = [0, 1, 2].map((row) => names[row] ?? `class ${row}`);
  expect(
    interventionWords(clade.network, [
      swapClasses(0, 1),
      mixClasses(0, 1, 0.25),
      scaleModulation(2, { classes: [0], part: "shift" }),
      scaleModulation(-1, { about: "mean" }),
      keepVariation("between-class"),
      swapClasses(0, 1, { part: "scale", channels: [2] }),
      replaceClass(0, 1, { part: "both", channels: [1, 2], layers: ["up_0.norm_0"] }),
      scalePositions(3, { layers: ["up_0.norm_0"] }),
      scalePositions(0, { part: "scale" }),
      scalePositions(-2, { about: "bias", classes: [0] }),
      scalePositions(0, { about: "bias", part: "shift" }),
      mixStyles(codes, 0.5),
    ]),
  ).toEqual([
    `${a} and ${b} swapped`,
    `${a} towards ${b}, t = 0.25`,
    `shift × 2 for ${a}`,
    "scale and shift × −1 about the mean over pixels",
    "only between-class variation of scale and shift",
    `${a} and ${b} swapped, scale alone, channel 2`,
    `${a} as ${b}, channels 1, 2, in up_0.norm_0`,
    "positional factors of scale and shift: 1 + 3 (f − 1), in up_0.norm_0",
    "positional factors (bias included) of scale off",
    `positions (bias kept) of scale and shift × −2 for ${a}`,
    "positions (bias kept) of shift off",
    `other style for ${a}, ${c}, t = 0.5`,
  ]);
});

describe("a hundred interventions take no memory that stays", () => {
  const lists = (i: number, a: number, b: number): Intervention[] => [
    mixClasses(a, b, i / 100),
    scaleModulation(1 + i / 50, { part: "shift" }),
    keepVariation(i % 2 === 0 ? "between-class" : "within-class", { channels: [0] }),
  ];

  test.each(["tiny/spade", "tiny/clade_icpe_instance"])(
    "on tfjs, %s: no tensor and no byte more",
    async (name) => {
      const found = goldensWith("net_G.pth").find((one) => one.name === name) as Golden;
      const small = await opened(await openGolden(found));
      open.push(small);
      const conditions = (await Expected.open(found)).conditions();
      const [a, b] = mostCommon(conditions.labels);
      const [engine] = small.engines;
      const run = (i: number) => intervene(engine, small.modulations, conditions, lists(i, a, b));
      await run(0);
      const { numTensors, numBytes } = tf.memory();
      for (let i = 1; i <= 100; i++) await run(i);
      expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    },
  );

  test.skipIf(!onnxInstalled)(
    "on onnx: two graphs, though pictures with and without are painted in turns, and resident memory that does not grow",
    async () => {
      const states: string[] = [];
      const engine = await OnnxGenerator.load(icpe.network, {
        cache: "off",
        onGraph: (state) => states.push(state),
      });
      const run = (i: number) => intervene(engine, icpe.modulations, BAY, lists(i, SKY, SEA));
      for (let i = 1; i <= 20; i++) await run(i); // heaps find their size
      const resident = process.memoryUsage.rss();
      for (let i = 1; i <= 100; i++) await run(i);
      expect(states.filter((state) => state === "build")).toHaveLength(2);
      // One of these takes some 4 MB of rows; kept, they would be 400.
      expect((process.memoryUsage.rss() - resident) / 2 ** 20).toBeLessThan(150);
      await engine.dispose();
    },
  );
});
