import { expect, test } from "vitest";
import { interiorBanks } from "../../src/analysis/replacement/class-banks.ts";
import { openStatistics } from "../../src/analysis/spatial/statistics.ts";
import { keepingTaps } from "../../src/engines/keeping-taps.ts";
import type { SynthesizeOptions } from "../../src/engines/synthesis.ts";
import { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import type { Conditions } from "../../src/modulation/conditions.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../support/goldens.ts";

test("a generator that keeps taps computes the same ones in every run, and gives those that are asked for", async () => {
  const golden = goldensWith("net_G.pth").find(({ name }) => name === "tiny/spade") as Golden;
  const network = await openGolden(golden);
  const conditions = (await Expected.open(golden)).conditions();
  const generator = await TfjsGenerator.load(network);
  const names = [...network.layers.map(({ name }) => name), "fc", "up_3"];
  const computed: string[][] = [];
  const watched = {
    network,
    synthesize: (given: Conditions, options: SynthesizeOptions = {}) => {
      computed.push(names.filter((name) => options.taps?.(name)));
      return generator.synthesize(given, options);
    },
  };
  const keeping = keepingTaps(watched, ["fc", "up_2.norm_0"]);
  const plain = await keeping.synthesize(conditions);
  const some = await keeping.synthesize(conditions, { taps: (name) => name === "up_2.norm_0" });
  const other = await keeping.synthesize(conditions, { taps: (name) => name === "up_3" });
  const banks = interiorBanks(await openStatistics(network));
  const replaced = await keeping.synthesize(conditions, { banks });
  expect(computed).toEqual([
    ["up_2.norm_0", "fc"],
    ["up_2.norm_0", "fc"],
    ["up_2.norm_0", "fc", "up_3"],
    [],
  ]);
  expect([plain, some, other, replaced].map(({ taps }) => [...taps.keys()])).toEqual([
    [],
    ["up_2.norm_0"],
    ["up_3"],
    [],
  ]);
  const direct = await generator.synthesize(conditions, { taps: (name) => name === "up_2.norm_0" });
  expect(some.taps.get("up_2.norm_0")).toEqual(direct.taps.get("up_2.norm_0"));
  expect(plain.image).toEqual(direct.image);
  expect(replaced.image).not.toEqual(direct.image);
  generator.dispose();
  await network.close();
});
