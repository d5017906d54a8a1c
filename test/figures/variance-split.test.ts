import { expect, test } from "vitest";
import { classFacts } from "../../src/analysis/class-facts.ts";
import { parseScan } from "../../src/analysis/spatial/parse-scan.ts";
import { layerRows } from "../../src/analysis/spatial/rows.ts";
import { scanChunks } from "../../src/analysis/spatial/scan-format.ts";
import { NO_MAPS } from "../../src/analysis/spatial/scan-maps.ts";
import { openStatistics } from "../../src/analysis/spatial/statistics.ts";
import type { VarianceSplitRow } from "../../src/analysis/variance-split.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { varianceSplitFigure } from "../../src/figures/variance-split.ts";
import { asGenerator } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";

const layers = ["head_0.norm_0", "up_0.norm_0", "up_1.norm_s", "up_1.norm_0", "up_2.norm_1"];
const rowsOf = (factor: number): VarianceSplitRow[] =>
  layers.map((layer, i) => ({
    layer,
    channels: 8,
    pixels: 4096,
    withinScale: factor * i,
    betweenScale: 4,
    withinShift: factor,
    betweenShift: 1,
    share: (factor * (i + 1)) / (factor * (i + 1) + 5),
    mixedShare: 0.2 * i,
  }));
const provenance = TEST_PROVENANCE;

test("a dot for each layer and network, and it comes again from its JSON", () => {
  const figure = varianceSplitFigure({ SPADE: rowsOf(1), CLADE: rowsOf(0) }, { provenance });
  expectGolden(figure, "variance-split");
  expect(figureFrom(JSON.parse(JSON.stringify(figure.spec()))).svg()).toBe(figure.svg());
  expect(figure.text).toContain("CLADE: 0 % within classes");
  expect(figure.rows()).toHaveLength(10);
  expect(figure.rows()[3]).toMatchObject({ network: "SPADE", layer: "up_1.norm_0", channels: 8 });
});

test("no network, and more than colours tell apart, are refused", () => {
  expect(() => varianceSplitFigure({})).toThrow(/one network to eight[\s\S]*0/);
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`network ${i}`, rowsOf(i)]));
  expect(() => varianceSplitFigure(many)).toThrow(/one network to eight[\s\S]*9/);
});

test("networks of other classes are refused, with which and why; of those that say nothing, none is", async () => {
  const named = (classes: number, labelSet: string, names: readonly string[]) =>
    rowsOf(1).map((row) => ({ ...row, ...classFacts(classes, labelSet, names) }));
  const [two, swapped] = [named(2, "yard", ["lawn", "pond"]), named(2, "yard", ["pond", "lawn"])];
  const three = named(3, "town", ["road", "house", "car"]);
  expect(() => varianceSplitFigure({ A: two, B: rowsOf(0), C: three })).toThrow(
    /^A and C: these networks cannot be compared: their label sets differ in the number of classes[\s\S]*yard: 2 classes, as A\n.*town: 3 classes, from C/,
  );
  expect(() => varianceSplitFigure({ A: two, B: swapped })).toThrow(
    /^A and B: these networks cannot be compared: their label sets differ, so one label map/,
  );
  expect(varianceSplitFigure({ A: two, B: rowsOf(0), C: two }).rows()).toHaveLength(15);
});

test("what statistics and a scan say of a network's classes is checked, a scan's after it was read again", async () => {
  const network = asGenerator(await openNetwork("data/checkpoints/toy-clade.safetensors"));
  const statistics = await openStatistics(network, ["up_1.norm_0"]);
  const classNames = network.labelSet?.rows.map(({ name }) => name) ?? null;
  const scan = (names: readonly string[] | null) => ({
    where: "x",
    provenance: {
      ...{ checkpoint: { sha256: "ab".repeat(32), name: "x.pth" }, method: "clade" },
      ...{ classNames: names, settings: { labelSet: "toy-scenes" }, versions: ["0.1.0"] },
    },
    ...{ maps: NO_MAPS, statistics, unfinished: null },
  });
  const read = (names: readonly string[] | null) =>
    layerRows(
      parseScan(JSON.parse(Buffer.concat([...scanChunks(scan(names))]).toString()), "x").statistics,
    );
  const rows = layerRows(statistics);
  expect(rows[0]).toMatchObject({
    classes: 16,
    labelSet: "toy-scenes",
    labelSetHash: expect.stringMatching(/^[0-9a-f]{8}$/),
  });
  expect(
    varianceSplitFigure({ here: rows, scanned: read(classNames), unnamed: read(null) }).rows(),
  ).toHaveLength(3);
  const others = (classNames as string[]).toReversed();
  expect(() => varianceSplitFigure({ here: rows, scanned: read(others) })).toThrow(
    /^here and scanned: these networks cannot be compared/,
  );
  await network.close();
});
