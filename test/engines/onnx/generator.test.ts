import { describe, expect, test } from "vitest";
import { interiorBanks } from "../../../src/analysis/replacement/class-banks.ts";
import { openStatistics } from "../../../src/analysis/spatial/statistics.ts";
import { OnnxGenerator } from "../../../src/engines/onnx/generator.ts";
import { openGenerator } from "../../../src/engines/open-generator.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { instanceEdges } from "../../../src/labels/instance-edges.ts";
import type { GeneratorNetwork } from "../../../src/models/network.ts";
import { type Conditions, conditionsOf } from "../../../src/modulation/conditions.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";
import { onnxInstalled } from "../../support/onnx.ts";
import { ownScratchFolders } from "../../support/scratch-folders.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

function goldenOf(name: string): Golden {
  const found = goldensWith("net_G.pth").find((one) => one.name === name);
  if (found === undefined) throw new Error(`no golden ${name}`);
  return found;
}

async function withOnnx<T>(
  name: string,
  use: (given: {
    network: GeneratorNetwork;
    generator: OnnxGenerator;
    conditions: Conditions;
  }) => Promise<T>,
): Promise<T> {
  const golden = goldenOf(name);
  const network = await openGolden(golden);
  const generator = await OnnxGenerator.load(network);
  try {
    return await use({
      network,
      generator,
      conditions: (await Expected.open(golden)).conditions(),
    });
  } finally {
    await generator.dispose();
    await network.close();
  }
}

/** The same picture upside down. */
function turned({ height, width, labels, edges, positions, z }: Conditions) {
  return {
    labels: { height, width, rows: labels.slice().reverse() },
    edges: edges?.slice().reverse(),
    positions: positions && { height, width, data: positions.slice().reverse() },
    z: z && seededNumbers(5)(z.length),
  };
}

describe.skipIf(!onnxInstalled)("a generator on ONNX Runtime", () => {
  test.each([
    "tiny/spade",
    "networks/spade_instance_edges",
    "networks/spade_1x1",
    "tiny/clade_icpe_instance",
    "networks/clade_vae",
    "networks/spade_instance_norm",
  ])("paints two pictures of %s in one batch as one by one", (name) =>
    withOnnx(name, async ({ generator, conditions }) => {
      const { height, width, labels, edges, positions, z } = conditions;
      const upright = {
        labels: { height, width, rows: labels },
        edges,
        positions: positions && { height, width, data: positions },
        z,
      };
      const both = await generator.synthesize(conditionsOf(upright, turned(conditions)));
      const one = await generator.synthesize(conditionsOf(upright));
      const other = await generator.synthesize(conditionsOf(turned(conditions)));
      expect(both.image.shape[0]).toBe(2);
      expectClose(both.image.data, [...one.image.data, ...other.image.data], 2e-5, "pictures");
    }),
  );

  test.each([
    "tiny/clade",
    "tiny/spade",
    "networks/clade_parametrizations",
    "networks/spade_instance_edges",
    "networks/clade_vae",
    "networks/clade_without_weight_v",
    "networks/spade_instance_norm",
    "networks/spade_1x1",
    "networks/clade_most",
  ])("paints regions, computed at half the size but for their borders, as tfjs does: %s", (name) =>
    withOnnx(name, async ({ network, generator, conditions }) => {
      const { height, width } = conditions;
      const labels = Int32Array.from(conditions.labels, (_, i) => {
        const [y, x] = [Math.floor(i / width), i % width];
        return 2 * y + x < 0.8 * width ? 1 : y > 0.61 * height ? 2 : 0;
      });
      const edges = conditions.edges && instanceEdges(labels, height, width);
      const regions = { ...conditions, labels, edges };
      const tfjs = await TfjsGenerator.load(network);
      const expected = await tfjs.synthesize(regions, { taps: () => true });
      tfjs.dispose();
      const got = await generator.synthesize(regions, { taps: () => true });
      expectClose(got.image.data, expected.image.data, 2e-5, "picture");
      for (const [tap, { data }] of got.taps) {
        expectClose(data, expected.taps.get(tap)?.data ?? [], 5e-5, tap);
      }
      expect([...got.taps.keys()].sort()).toEqual([...expected.taps.keys()].sort());
    }),
  );

  test("paints a label map of noise, where every pixel has a neighbourhood of its own, as tfjs does", () =>
    withOnnx("tiny/spade", async ({ network, generator, conditions }) => {
      const draw = seededNumbers(3)(conditions.labels.length);
      const labels = Int32Array.from(draw, (r) => Math.floor(((r + 1) / 2) * 6));
      const noise = { ...conditions, labels };
      const tfjs = await TfjsGenerator.load(network);
      const expected = await tfjs.synthesize(noise);
      tfjs.dispose();
      expectClose(
        (await generator.synthesize(noise)).image.data,
        expected.image.data,
        2e-5,
        "noise",
      );
      // And back: the graph of the other label map is made again.
      const golden = await Expected.open(goldenOf("tiny/spade"));
      const again = await generator.synthesize(conditions);
      expectClose(again.image.data, golden.values("output"), 1e-4, "output");
    }));

  test("takes rows by class in the place of a layer's own, with batch norm and without", async () => {
    for (const name of ["tiny/spade", "networks/spade_instance_norm", "tiny/clade_icpe_instance"]) {
      await withOnnx(name, async ({ network, generator, conditions }) => {
        const banks = interiorBanks(await openStatistics(network));
        const some = new Map([...banks].slice(3, 9));
        const tfjs = await TfjsGenerator.load(network);
        for (const given of [some, banks]) {
          const expected = await tfjs.synthesize(conditions, { banks: given });
          const got = await generator.synthesize(conditions, { banks: given });
          expectClose(got.image.data, expected.image.data, 2e-5, name);
        }
        tfjs.dispose();
      });
    }
  });

  test("does runs asked for at the same time one after the other, and leaves no file behind", async () => {
    expect(ownScratchFolders()).toEqual([]);
    await withOnnx("tiny/clade", async ({ generator, conditions }) => {
      expect(ownScratchFolders()).toHaveLength(1);
      const [a, b] = await Promise.all([
        generator.synthesize(conditions),
        generator.synthesize(conditions, { taps: (name) => name === "head_0" }),
      ]);
      expectClose(b.image.data, a.image.data, 1e-6);
      expect([...b.taps.keys()]).toEqual(["head_0"]);
      const wrong = { ...conditions, labels: conditions.labels.map(() => 77) };
      await expect(generator.synthesize(wrong)).rejects.toThrow(/rows that the network lacks/);
      expect((await generator.synthesize(conditions)).image.data).toEqual(a.image.data);
      await generator.dispose();
      await expect(generator.synthesize(conditions)).rejects.toThrow(/disposed of/);
      expect(ownScratchFolders()).toEqual([]);
    });
  });

  test("paints what was asked for before it was disposed of, and tries a graph again that failed", () =>
    withOnnx("tiny/clade", async ({ network, conditions }) => {
      let failures = 1;
      const generator = await OnnxGenerator.load(network, {
        onGraph: (state) => {
          if (state === "build" && failures-- > 0) throw new Error("no memory at the moment");
        },
      });
      await expect(generator.synthesize(conditions)).rejects.toThrow(/ONNX Runtime failed/);
      const [a, b] = [generator.synthesize(conditions), generator.synthesize(conditions)];
      await generator.dispose();
      expect((await a).image.data).toEqual((await b).image.data);
      await expect(generator.synthesize(conditions)).rejects.toThrow(/disposed of/);
    }));

  test("is what 'auto' takes, but where a back end is named", async () => {
    const clade = await openGolden(goldenOf("tiny/clade"));
    const sean = await openGolden(goldenOf("tiny/sean"));
    const engines = [
      await openGenerator(clade),
      await openGenerator(clade, { backend: "cpu" }),
      await openGenerator(clade, { engine: "tfjs" }),
      await openGenerator(sean),
    ];
    expect(engines.map(({ engine }) => engine)).toEqual([
      "onnx",
      "tfjs, cpu",
      "tfjs, wasm",
      "onnx",
    ]);
    for (const engine of engines) await engine.dispose();
    await expect(openGenerator(clade, { engine: "onnx", backend: "cpu" })).rejects.toThrow(
      /a back end is a part of tfjs/,
    );
    const typo = "tjfs" as "tfjs";
    await expect(openGenerator(clade, { engine: typo })).rejects.toThrow(
      /no such engine[\s\S]*auto, onnx, tfjs[\s\S]*tjfs/,
    );
    await clade.close();
    await sean.close();
  });
});
