import { expect, test } from "vitest";
import type { VarianceSplitRow } from "../../src/analysis/variance-split.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { varianceSplitFigure } from "../../src/figures/variance-split.ts";
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
