import { expect, test } from "vitest";
import { channelAwarenessFigure } from "../../src/figures/channel-awareness.ts";
import { classEmbeddingFigure } from "../../src/figures/class-embedding.ts";
import { classNormsFigure } from "../../src/figures/class-norms.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { scaleShiftFigure } from "../../src/figures/scale-shift.ts";
import {
  classSimilarityFigure,
  classTrajectoryFigure,
  layerSimilarityFigure,
} from "../../src/figures/similarity.ts";
import { bankOf } from "./banks.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";

const names = "sky cloud sun hill tree house roof window road car person water".split(" ");
const layers = ["head_0.norm_0", "up_0.norm_0", "up_0.norm_1", "up_1.norm_s", "up_1.norm_0"];
const banks = layers.map((layer, i) => bankOf(layer, names, 40 - 8 * i, i + 1));
const provenance = TEST_PROVENANCE;

test.for([
  ["channel-awareness", () => channelAwarenessFigure(banks[1], "tree", { provenance })],
  [
    "channel-awareness-shortcut",
    () => channelAwarenessFigure(banks[3], 4, { provenance, count: 5 }),
  ],
  ["class-norms", () => classNormsFigure(banks, { provenance })],
  [
    "class-similarity",
    () => classSimilarityFigure(banks[1], { provenance, centring: "mean class" }),
  ],
  ["class-trajectory", () => classTrajectoryFigure(banks, "tree", { provenance })],
  ["embedding", () => classEmbeddingFigure(banks, { provenance, focus: ["tree", "hill"] })],
  ["layer-similarity", () => layerSimilarityFigure(banks, { provenance })],
  ["scale-shift", () => scaleShiftFigure(banks[0], { provenance })],
  ["scale-shift-channels", () => scaleShiftFigure(banks[2], { provenance, by: "channel" })],
] as const)("%s looks as it did, and comes again from its JSON", ([name, make]) => {
  const figure = make();
  expectGolden(figure, name);
  expect(figureFrom(JSON.parse(JSON.stringify(figure.spec()))).svg()).toBe(figure.svg());
  expect(figure.alt.length).toBeGreaterThan(40);
  expect(figure.rows().length).toBeGreaterThan(0);
});

// No golden of UMAP: it amplifies the last bits in which versions of Node differ.
test("UMAP comes again from its JSON as it was, and says its seed", () => {
  const figure = classEmbeddingFigure([banks[0]], { provenance, method: "umap", seed: 3 });
  expect(figureFrom(JSON.parse(JSON.stringify(figure.spec()))).svg()).toBe(figure.svg());
  expect(figure.text).toContain("seed 3");
  expect(figure.rows()).toHaveLength(names.length);
});

test("the same seed lays UMAP out the same, another one does not", () => {
  const svg = (seed: number) =>
    classEmbeddingFigure(banks, { method: "umap", seed, provenance }).svg();
  expect(svg(1)).toBe(svg(1));
  expect(svg(1)).not.toBe(svg(2));
});

test("classes that are not there are answered with the nearest names", () => {
  expect(() => channelAwarenessFigure(banks[0], "tre")).toThrow(/tree/);
  expect(() => classTrajectoryFigure(banks, "hous")).toThrow(/house/);
  expect(() => scaleShiftFigure(banks[0], { by: "channel", focus: [99] })).toThrow(/99/);
});

test("more than eight colours are refused", () => {
  const focus = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  expect(() => scaleShiftFigure(banks[0], { focus })).toThrow(/at most 8 classes/);
});

test("what is not finite is counted, and everything else drawn", () => {
  const bank = bankOf("up_2.norm_0", names, 16, 9);
  bank.scale[5] = Number.NaN;
  bank.shift[40] = Number.POSITIVE_INFINITY;
  expect(scaleShiftFigure(bank).text).toContain("2 pairs are not finite");
  expect(classEmbeddingFigure([bank]).text).toContain("2 are not finite");
  expect(classSimilarityFigure(bank).rows()).toHaveLength((names.length * (names.length + 1)) / 2);
  expect(classNormsFigure([bank]).svg()).toContain("<image");
  expect(channelAwarenessFigure(bank, 0).rows()).toHaveLength(15);
});
