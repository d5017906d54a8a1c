import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { interiorBanks, meanBanks } from "../../../src/analysis/replacement/class-banks.ts";
import {
  ALL_LAYERS,
  type ReplacementRow,
  replacementTest,
} from "../../../src/analysis/replacement/replacement-test.ts";
import { spadeToClade } from "../../../src/analysis/replacement/spade-to-clade.ts";
import { verdicts } from "../../../src/analysis/replacement/verdict.ts";
import { boundaryDistance } from "../../../src/analysis/spatial/boundary-distance.ts";
import { addConditions, openStatistics } from "../../../src/analysis/spatial/statistics.ts";
import { writeFileAtomically } from "../../../src/checkpoint/atomic-file.ts";
import { stateDictChunks } from "../../../src/checkpoint/safetensors.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { instanceEdges } from "../../../src/labels/instance-edges.ts";
import { decodeLabelPng } from "../../../src/labels/label-png.ts";
import { asGenerator, type GeneratorNetwork, withStyles } from "../../../src/models/network.ts";
import { openNetwork } from "../../../src/models/open-network.ts";
import { type Conditions, conditionsOf } from "../../../src/modulation/conditions.ts";
import { positionalMap } from "../../../src/positions/positional-map.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

const folder = mkdtempSync(join(tmpdir(), "cladescope-replacement-"));
const open: GeneratorNetwork[] = [];
afterAll(async () => {
  for (const network of open) await network.close();
  rmSync(folder, { recursive: true });
});

async function kept(opening: Promise<GeneratorNetwork>): Promise<GeneratorNetwork> {
  const network = await opening;
  open.push(network);
  return network;
}

const bundled = (name: string) =>
  kept(openNetwork(`data/checkpoints/${name}.safetensors`).then(asGenerator));
const golden = (name: string) =>
  kept(openGolden(goldensWith("net_G.pth").find((one) => one.name === name) as Golden));

function labelsOf(name: string): Conditions {
  const path = `data/label-maps/small/${name}.png`;
  const { height, width, values } = decodeLabelPng(readFileSync(path), path);
  const positions = positionalMap({ height, width, values });
  return conditionsOf({ labels: { height, width, rows: values }, positions });
}

const MAPS = ["bay", "boats", "pond"].map(labelsOf);

async function withGenerator<T>(
  network: GeneratorNetwork,
  use: (generator: TfjsGenerator) => Promise<T>,
): Promise<T> {
  const generator = await TfjsGenerator.load(network);
  try {
    return await use(generator);
  } finally {
    generator.dispose();
  }
}

describe("SEAN, in the style that it was given,", () => {
  /** tiny/sean with noise that is not zero. */
  async function sean() {
    const found = goldensWith("net_G.pth").find(({ name }) => name === "tiny/sean");
    if (found === undefined) throw new Error("no golden tiny/sean");
    const network = await golden("tiny/sean");
    const expected = await Expected.open(found);
    const codes = expected.styles();
    if (codes === undefined) throw new Error("no style codes");
    const noisy = {
      ...withStyles(network, codes),
      parameter: async (key: string) => {
        const values = await network.parameter(key);
        return key.endsWith(".noise_var") ? values.map(() => 0.5) : values;
      },
    };
    const { styles, ...conditions } = expected.conditions();
    return { network: noisy, conditions, styles };
  }

  test("is replaced as SPADE is, by interiors or by means, and its noise never counts", async () => {
    const { network, conditions } = await sean();
    const statistics = await openStatistics(network);
    await addConditions(statistics, network, conditions);
    await withGenerator(network, async (generator) => {
      const still = await replacementTest(generator, statistics, [conditions], { which: "all" });
      const noisy = await replacementTest(
        generator,
        statistics,
        [{ ...conditions, noiseSeed: 3 }],
        { which: "all" },
      );
      expect(still[0].meanAbsolute).toBeGreaterThan(1e-4);
      expect(noisy).toEqual(still);
      // With noise the pictures themselves do differ.
      const [a, b] = [
        await generator.synthesize(conditions),
        await generator.synthesize({ ...conditions, noiseSeed: 3 }),
      ];
      expect(a.image.data).not.toEqual(b.image.data);
      // By means: of the class and layer, over this picture.
      const [mean] = await replacementTest(generator, statistics, [conditions], {
        which: "all",
        by: "mean",
      });
      expect(mean.meanAbsolute).toBeGreaterThan(1e-4);
    });
  });

  test("refuses pictures in a style of their own, in statistics as in the test", async () => {
    const { network, conditions, styles } = await sean();
    const statistics = await openStatistics(network, ["up_1.ace_0"]);
    await addConditions(statistics, network, { ...conditions, styles }); // the network's own codes
    const other = { ...conditions, styles: styles?.map((x) => x + 1) };
    await expect(addConditions(statistics, network, other)).rejects.toThrow(
      /style codes of its own[\s\S]*withStyles/,
    );
    expect(statistics[0].pictures).toBe(1);
    await withGenerator(network, async (generator) => {
      await expect(replacementTest(generator, statistics, [other])).rejects.toThrow(
        /style codes of its own/,
      );
    });
  });
});

describe("given banks", () => {
  test("of a CLADE's own rows change nothing, with its edge channel or without", async () => {
    for (const name of ["tiny/clade", "tiny/clade_icpe_instance"]) {
      const network = await golden(name);
      const labels = Int32Array.from(MAPS[0].labels, (label) => label % 6);
      const edges = name.endsWith("instance") ? instanceEdges(labels, 64, 64) : undefined;
      const zero = new Float32Array(2 * 64 * 64);
      // At the centre of every component ICPE's planes are their bias alone.
      const conditions = conditionsOf({
        labels: { height: 64, width: 64, rows: labels },
        edges,
        positions: { height: 64, width: 64, data: zero },
      });
      const banks = interiorBanks(await openStatistics(network));
      await withGenerator(network, async (generator) => {
        const own = await generator.synthesize(conditions);
        const given = await generator.synthesize(conditions, { banks });
        if (name === "tiny/clade") expect(given.image.data).toEqual(own.image.data);
        else {
          const statistics = await openStatistics(network);
          await addConditions(statistics, network, conditions);
          const means = await generator.synthesize(conditions, { banks: meanBanks(statistics) });
          expectClose(means.image.data, own.image.data, 1e-4);
          expect(given.image.data).not.toEqual(own.image.data);
        }
      });
    }
  });

  test("of interior rows are what SPADE has from distance 3 on, given the same input, and not nearer", async () => {
    const network = await bundled("toy-spade");
    const layer = "up_3.norm_1";
    const banks = interiorBanks(await openStatistics(network, [layer]));
    const [map] = MAPS;
    const distances = boundaryDistance(map);
    await withGenerator(network, async (generator) => {
      const taps = (tap: string) => tap === layer || tap === `${layer}.input`;
      const own = await generator.synthesize(map, { taps });
      const given = await generator.synthesize(map, { taps, banks });
      expect(given.taps.get(`${layer}.input`)).toEqual(own.taps.get(`${layer}.input`));
      const [a, b] = [own, given].map(
        ({ taps: kept }) => kept.get(layer)?.data ?? new Float32Array(),
      );
      const worst = { near: 0, interior: 0 };
      for (let i = 0; i < a.length; i++) {
        const where = distances[i % distances.length] >= 3 ? "interior" : "near";
        worst[where] = Math.max(worst[where], Math.abs(a[i] - b[i]));
      }
      expect(worst.interior).toBeLessThan(1e-4);
      expect(worst.near).toBeGreaterThan(0.1);
    });
  });

  test("that fit no layer are refused before anything is painted", async () => {
    const network = await golden("tiny/clade");
    const [[name, bank]] = interiorBanks(await openStatistics(network));
    const labels = Int32Array.from(MAPS[0].labels, (label) => label % 6);
    const conditions = conditionsOf({ labels: { height: 64, width: 64, rows: labels } });
    await withGenerator(network, async (generator) => {
      const paint = (banks: Map<string, typeof bank>) =>
        generator.synthesize(conditions, { banks });
      await expect(paint(new Map([["up_7", bank]]))).rejects.toThrow(
        /no normalisation layer "up_7"[\s\S]*up_/,
      );
      const scale = { ...bank.scale, rows: 5, values: bank.scale.values.slice(0, -32) };
      await expect(paint(new Map([[name, { ...bank, scale }]]))).rejects.toThrow(
        /does not fit its layer[\s\S]*\[6, 32\]/,
      );
    });
  });
});

describe("the replacement test", () => {
  test("of CLADE and SPADE 1×1 finds no difference, of SPADE 3×3 and ICPE one", async () => {
    const worst = async (name: string) => {
      const network = await bundled(name);
      const statistics = await openStatistics(network, ["up_1.norm_0", "up_3.norm_1"]);
      const rows = await withGenerator(network, (generator) =>
        replacementTest(generator, statistics, MAPS.slice(0, 1)),
      );
      expect(rows.map(({ layer }) => layer)).toEqual([ALL_LAYERS, "up_1.norm_0", "up_3.norm_1"]);
      return Math.max(...rows.map(({ meanAbsolute }) => meanAbsolute));
    };
    expect(await worst("toy-clade")).toBe(0);
    expect(await worst("toy-spade-1x1")).toBeLessThan(1e-5);
    expect(await worst("toy-spade")).toBeGreaterThan(1e-3);
    expect(await worst("toy-clade-icpe")).toBeGreaterThan(1e-3);
  });

  test("is a row for each picture and replacement, the same in a batch as one by one", async () => {
    const network = await bundled("toy-spade");
    const statistics = await openStatistics(network);
    for (const map of MAPS) await addConditions(statistics, network, map);
    const [a, b] = MAPS;
    const both: Conditions = {
      batch: 2,
      height: 64,
      width: 64,
      labels: Int32Array.of(...a.labels, ...b.labels),
    };
    const options = { by: "mean", which: "all" } as const;
    await withGenerator(network, async (generator) => {
      const single = await replacementTest(generator, statistics, [a, b], options);
      const batch = await replacementTest(generator, statistics, [both], options);
      expect(batch.map(({ picture, layer }) => [picture, layer])).toEqual([
        [0, "all"],
        [1, "all"],
      ]);
      for (const [i, row] of batch.entries()) {
        expect(row.meanAbsolute).toBeCloseTo(single[i].meanAbsolute, 5);
        expect(row.ssim).toBeCloseTo(single[i].ssim, 4);
      }
    });
  });

  test("takes pictures that were painted before, one for each label map", async () => {
    const network = await bundled("toy-spade");
    const statistics = await openStatistics(network, ["up_1.norm_0"]);
    await withGenerator(network, async (generator) => {
      const painted = [];
      for (const map of MAPS) painted.push((await generator.synthesize(map)).image);
      const told: string[] = [];
      const onProgress = (_done: number, _total: number, layer: string) => void told.push(layer);
      const own = await replacementTest(generator, statistics, MAPS, { which: "each" });
      const given = { which: "each", painted, onProgress } as const;
      expect(await replacementTest(generator, statistics, MAPS, given)).toEqual(own);
      expect(told).toEqual(MAPS.map(() => "up_1.norm_0"));
      const few = painted.slice(1);
      await expect(replacementTest(generator, statistics, MAPS, { painted: few })).rejects.toThrow(
        /not the painted pictures[\s\S]*3, one for each[\s\S]*2/,
      );
    });
  });

  test("of many pictures has the rows of each in their order, as of each alone", async () => {
    const network = await golden("tiny/spade");
    const statistics = await openStatistics(network, ["up_1.norm_0", "up_2.norm_1"]);
    const random = seededNumbers(8);
    const pictures = Array.from({ length: 35 }, () => {
      const rows = Int32Array.from(random(32 * 32), (x) => Math.floor(3 * (x + 1)));
      return conditionsOf({ labels: { height: 32, width: 32, rows } });
    });
    await withGenerator(network, async (generator) => {
      const rows = await replacementTest(generator, statistics, pictures);
      expect(rows.map(({ picture, layer }) => `${picture} ${layer}`)).toEqual(
        pictures.flatMap((_, i) => [`${i} all`, `${i} up_1.norm_0`, `${i} up_2.norm_1`]),
      );
      for (const i of [0, 31, 32, 34]) {
        const alone = await replacementTest(generator, statistics, [pictures[i]]);
        expect(rows.filter(({ picture }) => picture === i)).toEqual(
          alone.map((row) => ({ ...row, picture: i })),
        );
      }
    });
  });

  test("by means needs label maps to take them over", async () => {
    const network = await bundled("toy-clade");
    const statistics = await openStatistics(network, ["up_3.norm_1"]);
    await withGenerator(network, async (generator) => {
      await expect(replacementTest(generator, statistics, MAPS, { by: "mean" })).rejects.toThrow(
        /nothing to replace/,
      );
      await expect(replacementTest(generator, statistics, [])).rejects.toThrow(/0 pictures/);
    });
  });
});

describe("the replacement test refuses statistics of another network before it paints", () => {
  test.each([
    ["toy-spade", "toy-clade", /up_3\.norm_1, neighbourhood[\s\S]*up_3\.norm_1, lookup/],
    ["toy-clade", "toy-clade-icpe", /up_3\.norm_1, lookup[\s\S]*up_3\.norm_1, plane/],
    ["toy-spade-1x1", "toy-clade", /those of spade[\s\S]*other values in the classes' interiors/],
    ["toy-clade", "tiny/clade", /16 classes × \d+ channels[\s\S]*6 classes × \d+ channels/],
  ])("of %s, statistics of %s", async (painting, counted, message) => {
    const network = await bundled(painting);
    const other = await (counted.includes("/") ? golden(counted) : bundled(counted));
    const statistics = await openStatistics(other, ["up_3.norm_1"]);
    await withGenerator(network, async (generator) => {
      let painted = 0;
      const onProgress = () => void painted++;
      const test = replacementTest(generator, statistics, MAPS.slice(0, 1), { onProgress });
      await expect(test).rejects.toThrow(message);
      await expect(test).rejects.toThrow(/the statistics are of another network/);
      expect(painted).toBe(0);
    });
  });

  test("and layers that the network lacks", async () => {
    const network = await bundled("toy-clade");
    const [one] = await openStatistics(network, ["up_3.norm_1"]);
    const strange = [{ ...one, description: { ...one.description, layer: "up_9.norm_0" } }];
    await withGenerator(network, (generator) =>
      expect(replacementTest(generator, strange, MAPS.slice(0, 1))).rejects.toThrow(
        /layer up_9\.norm_0[\s\S]*a layer of the network/,
      ),
    );
  });
});

describe("spadeToClade()", () => {
  test.each(["toy-spade-1x1", "toy-spade"])(
    "of %s is a CLADE checkpoint that paints what replacing all interiors paints",
    async (name) => {
      const spade = await bundled(name);
      const path = join(folder, `${name}.safetensors`);
      await writeFileAtomically(path, stateDictChunks(await spadeToClade(spade)));
      const clade = await kept(openNetwork(path).then(asGenerator));
      expect(clade.kind).toBe("clade");
      expect(clade.labelSet?.name).toBe("toy-scenes");
      expect(clade.assumptions).toEqual(clade.assumptions.filter(({ from }) => from !== "default"));
      const banks = interiorBanks(await openStatistics(spade));
      const replaced = await withGenerator(spade, (g) => g.synthesize(MAPS[0], { banks }));
      const own = await withGenerator(spade, (g) => g.synthesize(MAPS[0]));
      const converted = await withGenerator(clade, (g) => g.synthesize(MAPS[0]));
      expectClose(converted.image.data, replaced.image.data, 1e-5);
      if (name === "toy-spade-1x1") expectClose(converted.image.data, own.image.data, 1e-4);
    },
  );

  test("has the interiors of its SPADE as scale and shift, layer by layer", async () => {
    const spade = await golden("networks/spade_instance_edges");
    const clade = await kept(openNetwork(await spadeToClade(spade)).then(asGenerator));
    const { classes, instanceEdges: edges } = clade.config.method;
    expect(edges).toBe(true);
    // One class all over: away from the picture's edge the modulations are equal at every layer that has an interior.
    const rows = new Int32Array(128 * 128).fill(classes - 1);
    const conditions = conditionsOf({
      labels: { height: 128, width: 128, rows },
      edges: new Uint8Array(128 * 128),
    });
    const taps = (tap: string) => tap === "fc" || tap.endsWith("norm_0") || tap.endsWith("input");
    const of = (network: GeneratorNetwork) =>
      withGenerator(network, (g) => g.synthesize(conditions, { taps }));
    const [theirs, ours] = [await of(spade), await of(clade)];
    expectClose(ours.taps.get("fc")?.data ?? [], theirs.taps.get("fc")?.data ?? [], 1e-5, "fc");
    const banks = interiorBanks(await openStatistics(spade));
    const given = await withGenerator(spade, (g) => g.synthesize(conditions, { banks }));
    expectClose(ours.image.data, given.image.data, 1e-4);
  });

  test("refuses what is no SPADE", async () => {
    await expect(spadeToClade(await bundled("toy-clade"))).rejects.toThrow(/only a SPADE/);
  });
});

describe("a verdict", () => {
  const rows = (values: readonly number[]): ReplacementRow[] =>
    values.map((v, picture) => ({
      picture,
      layer: "all",
      by: "interior",
      meanAbsolute: v,
      meanSquare: v * v,
      psnr: 10 * Math.log10(4 / (v * v)),
      ssim: 1 - v,
    }));

  test("is an estimate with an interval over pictures, also in words", () => {
    const [one] = verdicts(rows([0.01, 0.03, 0.02, 0.05, 0.04]));
    expect(one.estimate).toBeCloseTo(0.03, 12);
    expect(one.low).toBeLessThan(0.03);
    expect(one.high).toBeGreaterThan(0.03);
    expect(one.words).toContain("within the interval");
    expect(one.words).toContain("bootstrap over 5 pictures");
    expect(one.words).toContain(
      "have a mean absolute difference of 0.03 (values from −1 to 1), within",
    );
    const [decibel] = verdicts(rows([0.01, 0.03, 0.02]), "psnr");
    expect(decibel.estimate).toBeCloseTo(10 * Math.log10(4 / ((1e-4 + 9e-4 + 4e-4) / 3)), 10);
    expect(decibel.low).toBeLessThan(decibel.high);
    expect(decibel.words).toContain("have a PSNR of 39.3 dB, within");
    expect(decibel.words).toContain("bootstrap over 3 pictures: of little worth with so few");
  });

  test("of pictures that do not change is 0 and infinite decibels", () => {
    expect(verdicts(rows([0, 0, 0]))[0]).toMatchObject({ estimate: 0, low: 0, high: 0 });
    expect(verdicts(rows([0, 0, 0]), "psnr")[0].estimate).toBe(Number.POSITIVE_INFINITY);
  });

  test("of one picture has no interval, and says so", () => {
    const [one] = verdicts(rows([0.2]));
    expect(one).toMatchObject({ estimate: 0.2, low: Number.NaN, high: Number.NaN });
    expect(one.words).toMatch(/gives no interval/);
  });

  test("of two pictures has no interval, and says so", () => {
    const [two] = verdicts(rows([0.2, 0.1]), "ssim");
    expect(two).toMatchObject({ low: Number.NaN, high: Number.NaN });
    expect(two.estimate).toBeCloseTo(0.85, 12);
    expect(two.words).toMatch(/have an SSIM of 0\.85, on 2 pictures: too few for an interval\.$/);
  });

  test("needs finite measures", () => {
    const small = rows([0.1]).map((row) => ({ ...row, ssim: Number.NaN }));
    expect(() => verdicts(small, "ssim")).toThrow(/11 × 11/);
  });
});
