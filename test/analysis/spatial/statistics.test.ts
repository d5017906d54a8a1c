import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { FARTHEST } from "../../../src/analysis/spatial/boundary-distance.ts";
import {
  channelRows,
  classChannelRows,
  classRows,
  layerRows,
  planeRows,
  profileRows,
} from "../../../src/analysis/spatial/rows.ts";
import {
  addConditions,
  mergeStatistics,
  openStatistics,
  type SpatialStatistics,
} from "../../../src/analysis/spatial/statistics.ts";
import { instanceEdges } from "../../../src/labels/instance-edges.ts";
import { decodeLabelPng } from "../../../src/labels/label-png.ts";
import {
  layerModulation,
  layerStyles,
  seanParameters,
  spadeParameters,
} from "../../../src/models/layer-parameters.ts";
import { layerSizes } from "../../../src/models/layer-sizes.ts";
import { asGenerator, type GeneratorNetwork, withStyles } from "../../../src/models/network.ts";
import { openNetwork } from "../../../src/models/open-network.ts";
import { remembering } from "../../../src/models/remembering.ts";
import { type Conditions, conditionsAt, conditionsOf } from "../../../src/modulation/conditions.ts";
import { denseMaps } from "../../../src/modulation/modulation.ts";
import type { SeanMethod } from "../../../src/modulation/norm-layer.ts";
import { styleCodesOf } from "../../../src/modulation/style-codes.ts";
import { positionalMap } from "../../../src/positions/positional-map.ts";
import { writeRandomGenerator } from "../../cli/random-network.ts";
import { goldensWith, openGolden } from "../../support/goldens.ts";
import { seanByConvolution } from "../../support/sean-by-convolution.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { spadeByConvolution } from "../../support/spade-by-convolution.ts";
import { PLAIN } from "../../support/state-dicts.ts";
import { bruteForce } from "./brute-force.ts";

/** Shares of one label map: regions of several sizes, some of one pixel. */
function scene(seed: number, classes: number, height: number, width: number): Conditions {
  const numbers = seededNumbers(seed);
  const labels = new Int32Array(height * width);
  const draw = (below: number) => Math.floor(((numbers(1)[0] + 1) / 2) * below);
  for (let i = 0; i < 9; i++) {
    const [y0, x0, label] = [draw(height), draw(width), draw(classes)];
    const [y1, x1] = [y0 + 1 + draw(height / 2), x0 + 1 + draw(width / 2)];
    for (let y = y0; y < Math.min(y1, height); y++) {
      labels.fill(label, y * width + x0, y * width + Math.min(x1, width));
    }
  }
  labels[draw(labels.length)] = classes - 1; // one pixel on its own
  const instances = labels.map((label, p) => 2 * label + (p % width > width / 2 ? 1 : 0));
  return conditionsOf({
    labels: { height, width, rows: labels },
    edges: instanceEdges(instances, height, width),
    positions: positionalMap({ height, width, values: labels }),
  });
}

const bundled = (name: string) =>
  openNetwork(`data/checkpoints/${name}.safetensors`).then(asGenerator);
const golden = (name: string) => {
  const found = goldensWith("net_G.pth").find((one) => one.name === name);
  if (found === undefined) throw new Error(`no golden ${name}`);
  return openGolden(found);
};

/** SEAN in one style. */
async function sean(): Promise<GeneratorNetwork> {
  const network = await golden("tiny/sean");
  const { classes, styleLength } = network.config.method as SeanMethod;
  const length = styleLength ?? 0;
  const codes = styleCodesOf(seededNumbers(9)(classes * length), classes, length, "codes");
  return withStyles(network, codes);
}

/** A layer's name in this network: SEAN calls its layers after the module `ACE`. */
function nameIn({ kind }: GeneratorNetwork, layer: string): string {
  return kind === "sean" ? layer.replace("norm", "ace") : layer;
}

/** Every method, and layers of several resolutions. */
const NETWORKS: Readonly<Record<string, () => Promise<GeneratorNetwork>>> = {
  "spade 3×3": () => golden("tiny/spade"),
  "spade 3×3 with edges": () => golden("networks/spade_instance_edges"),
  "spade 1×1": () => golden("networks/spade_1x1"),
  clade: () => golden("tiny/clade"),
  "clade with edges": async () => {
    const method = { kind: "clade", classes: 5, instanceEdges: true, positional: false } as const;
    const path = await writeRandomGenerator(folder, "edges.pth", { ...PLAIN, method, ngf: 2 });
    return asGenerator(await openNetwork(path));
  },
  "clade-icpe with edges": () => golden("tiny/clade_icpe_instance"),
  "clade-icpe, trained": () => bundled("toy-clade-icpe"),
  "spade 3×3, trained": () => bundled("toy-spade"),
  sean: () => sean(),
};
const LAYERS = ["head_0.norm_0", "up_0.norm_s", "up_2.norm_0", "up_3.norm_1"];

const folder = mkdtempSync(join(tmpdir(), "cladescope-spatial-"));
const open: GeneratorNetwork[] = [];
afterAll(async () => {
  for (const network of open) await network.close();
  rmSync(folder, { recursive: true });
});

/** Two pictures each, of the network's own size. */
async function prepared(name: string): Promise<{
  network: GeneratorNetwork;
  pictures: readonly Conditions[];
}> {
  const network = remembering(await NETWORKS[name]());
  open.push(network);
  const { classes, instanceEdges: edges } = network.config.method;
  const side = { normal: 64, more: 64, most: 128 }[network.config.upsampling];
  const pictures = [1, 2].map((seed) => {
    const { edges: bits, ...rest } = scene(seed, Math.min(classes, 5), side, side);
    return edges ? { ...rest, edges: bits } : rest;
  });
  return { network, pictures };
}

/** |a − b| ≤ 1e-5 · |b|, and what float32 cannot tell from 0. */
function expectRelative(actual: number, expected: number, scale: number, what: string): void {
  const tolerance = 1e-5 * Math.abs(expected) + scale;
  expect(Math.abs(actual - expected), `${what}: ${actual}, not ${expected}`).toBeLessThanOrEqual(
    tolerance,
  );
}

describe.each(Object.keys(NETWORKS))("statistics of %s", (name) => {
  test("equal those of dense maps, pixel by pixel", async () => {
    const { network, pictures } = await prepared(name);
    const statistics = await openStatistics(
      network,
      LAYERS.map((layer) => nameIn(network, layer)),
    );
    for (const picture of pictures) await addConditions(statistics, network, picture);
    const sizes = layerSizes(network, pictures[0]);
    for (const layer of statistics) {
      const { layer: where, channels, interior } = layer.description;
      const norm = network.layers.find((one) => one.name === where);
      const size = sizes.get(where);
      if (norm === undefined || size === undefined) throw new Error(where);
      const here = pictures.map((picture) => conditionsAt(picture, size.height, size.width));
      const dense = await Promise.all(
        here.map(async (at) => {
          // SPADE by its two convolutions where that is affordable: no tables, no patterns.
          if (norm.method.kind === "spade" && size.height * channels <= 512) {
            return spadeByConvolution(
              await spadeParameters(network, where),
              norm.method,
              at,
              channels,
            );
          }
          if (norm.method.kind === "sean" && size.height * channels <= 512) {
            return seanByConvolution(
              await seanParameters(network, norm),
              norm.method,
              layerStyles(network, norm, at),
              at,
              channels,
            );
          }
          return denseMaps(await layerModulation(network, norm, at, size));
        }),
      );
      const channelsOf = channelRows(layer);
      const byChannel = classChannelRows(layer);
      const profiles = profileRows(layer);
      for (const kind of ["scale", "shift"] as const) {
        const maps = here.map((at, i) => ({ channels, at, values: dense[i][kind] }));
        const expected = bruteForce(maps, interior[kind].values, FARTHEST);
        const size2 = Math.max(...expected.mean.map((m) => m * m), ...expected.between) + 1e-6;
        for (const row of channelsOf.filter((one) => one.kind === kind)) {
          const c = row.channel;
          expectRelative(row.mean, expected.mean[c], 1e-6, `${where} mean ${kind} ${c}`);
          expectRelative(
            row.within,
            expected.within[c],
            1e-7 * size2,
            `${where} within ${kind} ${c}`,
          );
          expectRelative(
            row.between,
            expected.between[c],
            1e-7 * size2,
            `${where} between ${kind} ${c}`,
          );
        }
        for (const row of byChannel.filter((one) => one.kind === kind)) {
          const one = expected.classes.get(`${row.class} ${row.channel}`);
          expect(row.pixels).toBe(one?.pixels);
          expectRelative(row.mean, one?.mean ?? Number.NaN, 1e-6, "class mean");
          expectRelative(row.variance, one?.variance ?? Number.NaN, 1e-7 * size2, "class variance");
        }
        const own = profiles.filter((one) => one.kind === kind);
        expect(own.length).toBe(expected.profile.size);
        for (const row of own) {
          const one = expected.profile.get(`${row.class} ${row.distance}`);
          expect(row.pixels).toBe(one?.pixels);
          expectRelative(row.mean, one?.mean ?? Number.NaN, 2e-6, "profile mean");
          expectRelative(row.max, one?.max ?? Number.NaN, 2e-6, "profile max");
        }
      }
      // Rows of each class add up to those of the layer.
      const [layerRow] = layerRows([layer]);
      const sum = (part: "within" | "between", kind: string) =>
        classRows(layer).reduce((all, row) => all + (row.kind === kind ? row[part] : 0), 0);
      expect(sum("within", "scale")).toBeCloseTo(layerRow.withinScale, 10);
      expect(sum("between", "shift")).toBeCloseTo(layerRow.betweenShift, 10);
    }
  });
});

test("CLADE has exactly nothing within a class; ICPE's share is its plane's", async () => {
  const clade = await prepared("clade");
  const statistics = await openStatistics(clade.network);
  for (const picture of clade.pictures) await addConditions(statistics, clade.network, picture);
  for (const row of layerRows(statistics)) {
    expect(row).toMatchObject({ withinScale: 0, withinShift: 0, share: 0, pictures: 2 });
    if ((row.height ?? 0) >= 16) expect(row.betweenScale).toBeGreaterThan(0);
  }
  expect(planeRows(statistics)).toEqual([]);

  const icpe = await prepared("clade-icpe, trained");
  const planes = await openStatistics(icpe.network, ["up_2.norm_0"]);
  for (const picture of icpe.pictures) await addConditions(planes, icpe.network, picture);
  const [scale, shift] = planeRows(planes);
  expect([scale.kind, shift.kind]).toEqual(["scale", "shift"]);
  expect(scale.share).toBeGreaterThan(0);
  expect(scale.share).toBeLessThan(1);
});

test("a SPADE has nothing of its neighbourhood from distance 3 on", async () => {
  const { network, pictures } = await prepared("spade 3×3, trained");
  const statistics = await openStatistics(network, ["up_3.norm_1", "up_1.norm_0"]);
  for (const picture of pictures) await addConditions(statistics, network, picture);
  const rows = statistics.flatMap((layer) => profileRows(layer));
  for (const row of rows) {
    if (row.distance >= 3) expect(row).toMatchObject({ mean: 0, max: 0 });
    else expect(row.max).toBeGreaterThan(0);
  }
  expect(new Set(rows.map(({ distance }) => distance)).size).toBe(FARTHEST);
  for (const row of layerRows(statistics)) {
    expect(row.oneClass5).toBeCloseTo(1 - row.mixedShare, 12);
    expect(row.oneClass3).toBeGreaterThan(row.oneClass5);
    expect(row.oneClass5Inside).toBeGreaterThan(row.oneClass5);
    expect(row.mostRows).toBeGreaterThanOrEqual(row.rowsPerPicture);
  }
});

/** Every number that rows hold, by what it is. */
function numbersOf(statistics: SpatialStatistics): Map<string, number> {
  const numbers = new Map<string, number>();
  const put = (table: string, rows: readonly object[]) => {
    for (const [i, row] of rows.entries()) {
      for (const [key, value] of Object.entries(row)) {
        if (typeof value === "number") numbers.set(`${table} ${i} ${key}`, value);
      }
    }
  };
  put("layer", layerRows(statistics));
  for (const layer of statistics) {
    const { layer: name } = layer.description;
    put(`${name} channel`, channelRows(layer));
    put(`${name} class`, classRows(layer));
    put(`${name} class channel`, classChannelRows(layer));
    put(`${name} profile`, profileRows(layer));
  }
  return numbers;
}

describe("merged statistics", () => {
  test.each(["spade 3×3 with edges", "clade-icpe with edges"])(
    "of %s are those of the whole, in any order, to 1e-12",
    async (name) => {
      const { network } = await prepared(name);
      const layers = ["head_0.norm_0", "up_1.norm_0"];
      const { classes, instanceEdges: edges } = network.config.method;
      const side = { normal: 32, more: 64, most: 128 }[network.config.upsampling];
      const pictures = Array.from({ length: 6 }, (_, seed) => {
        const { edges: bits, ...rest } = scene(10 + seed, Math.min(classes, 4), side, side);
        return edges ? { ...rest, edges: bits } : rest;
      });
      const of = async (chosen: readonly number[]) => {
        const statistics = await openStatistics(network, layers);
        for (const i of chosen) await addConditions(statistics, network, pictures[i]);
        return statistics;
      };
      const whole = numbersOf(await of([0, 1, 2, 3, 4, 5]));
      const orders = fc.tuple(
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
        fc.boolean(),
      );
      await fc.assert(
        fc.asyncProperty(orders, async ([order, i, j, nested]) => {
          const cuts = [0, Math.min(i, j), Math.max(i, j), 6];
          const parts = [0, 1, 2].map((n) => order.slice(cuts[n], cuts[n + 1]));
          const [a, b, c] = await Promise.all(parts.map(of));
          const merged = await openStatistics(network, layers);
          if (nested) {
            mergeStatistics(b, c);
            mergeStatistics(a, b);
            mergeStatistics(merged, a);
          } else for (const part of [c, a, b]) mergeStatistics(merged, part);
          for (const [what, value] of numbersOf(merged)) {
            const expected = whole.get(what) ?? Number.NaN;
            expect(Math.abs(value - expected), what).toBeLessThanOrEqual(
              1e-12 * Math.abs(expected),
            );
          }
        }),
        { seed: 1983, numRuns: 12 },
      );
    },
  );

  test("of different networks are refused", async () => {
    const [a, b] = [await prepared("clade"), await prepared("spade 1×1")];
    const statistics = await openStatistics(a.network);
    const other = await openStatistics(b.network);
    expect(() => mergeStatistics(statistics, other)).toThrow(/different networks or layers/);
  });
});

test("a batch is its pictures one by one", async () => {
  const { network } = await prepared("clade");
  const [one, two] = [scene(3, 4, 64, 64), scene(4, 4, 64, 64)];
  const both: Conditions = {
    batch: 2,
    height: 64,
    width: 64,
    labels: Int32Array.of(...one.labels, ...two.labels),
  };
  const [batch, single] = [await openStatistics(network), await openStatistics(network)];
  await addConditions(batch, network, both);
  await addConditions(single, network, { ...one, edges: undefined, positions: undefined });
  await addConditions(single, network, { ...two, edges: undefined, positions: undefined });
  expect(numbersOf(batch)).toEqual(numbersOf(single));
});

test("statistics of real label maps: one layer of each resolution", async () => {
  const network = await NETWORKS["spade 3×3, trained"]();
  open.push(network);
  const statistics = await openStatistics(network, ["head_0.norm_0", "up_3.norm_1"]);
  for (const name of ["bay", "boats"]) {
    const path = `data/label-maps/small/${name}.png`;
    const { height, width, values } = decodeLabelPng(readFileSync(path), path);
    await addConditions(
      statistics,
      network,
      conditionsOf({ labels: { height, width, rows: values } }),
    );
  }
  const [first, last] = layerRows(statistics);
  expect([first.height, first.width, last.height, last.width]).toEqual([2, 2, 64, 64]);
  expect(first.oneClass5).toBe(0);
  expect(last.oneClass5).toBeGreaterThan(0.2);
  expect(first.pixels).toBe(8);
});

test("pictures of different sizes are counted together, and layers then have no one resolution", async () => {
  const { network } = await prepared("clade");
  const statistics = await openStatistics(network, ["up_3.norm_0"]);
  for (const side of [32, 64]) {
    const { labels } = scene(1, 4, side, side);
    await addConditions(statistics, network, { batch: 1, height: side, width: side, labels });
  }
  expect(layerRows(statistics)[0]).toMatchObject({
    height: null,
    width: null,
    pixels: 32 * 32 + 64 * 64,
    pictures: 2,
  });
});

test("statistics without pictures are empty, not broken", async () => {
  const { network } = await prepared("clade");
  const statistics = await openStatistics(network, ["head_0.norm_0"]);
  expect(classRows(statistics[0])).toEqual([]);
  expect(profileRows(statistics[0])).toEqual([]);
  const [row] = layerRows(statistics);
  expect(row).toMatchObject({ pixels: 0, pictures: 0, height: null, share: Number.NaN });
  expect(row.oneClass5).toBeNaN();
  expect(channelRows(statistics[0])[0].mean).toBeNaN();
});

test("SEAN without style codes and unknown layers are refused", async () => {
  const unstyled = await golden("tiny/sean");
  open.push(unstyled);
  await expect(openStatistics(unstyled)).rejects.toThrow(
    /SEAN\) paints in a style.*no style codes/s,
  );
  const { network } = await prepared("clade");
  await expect(openStatistics(network, ["up_9.norm_0"])).rejects.toThrow(
    /no normalisation layer "up_9\.norm_0"[\s\S]*such as up_0\.norm_0/,
  );
});

test.each(["toy-clade", "toy-clade-icpe", "toy-spade"])(
  "a label that is no row of %s is refused before anything is counted, with its place",
  async (name) => {
    const network = await bundled(name);
    try {
      const statistics = await openStatistics(network, ["up_1.norm_0"]);
      const at = scene(1, 5, 32, 48);
      const two = {
        ...at,
        batch: 2,
        labels: Int32Array.from([...at.labels, ...at.labels]),
        positions: Float32Array.from([...(at.positions ?? []), ...(at.positions ?? [])]),
        edges: undefined,
      };
      const { classes } = network.config.method;
      for (const wrong of [99, classes, -1]) {
        const labels = two.labels.slice();
        labels[32 * 48 + 7 * 48 + 5] = wrong; // the second picture
        await expect(addConditions(statistics, network, { ...two, labels })).rejects.toThrow(
          new RegExp(
            `picture 1, y 7, x 5[\\s\\S]*0 to ${classes - 1}[\\s\\S]*${wrong}[\\s\\S]*toBankRows`,
          ),
        );
      }
      expect(statistics[0].pictures).toBe(0);
      await addConditions(statistics, network, two);
      expect(statistics[0].pictures).toBe(2);
    } finally {
      await network.close();
    }
  },
);
