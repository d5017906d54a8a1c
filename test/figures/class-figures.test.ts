import { expect, test } from "vitest";
import type { ClassBank } from "../../src/analysis/classes/class-banks.ts";
import { channelAwarenessFigure } from "../../src/figures/channel-awareness.ts";
import { classEmbeddingFigure } from "../../src/figures/class-embedding.ts";
import { classNormsFigure } from "../../src/figures/class-norms.ts";
import { classParametersFigure } from "../../src/figures/class-parameters.ts";
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
  for (const axis of ["UMAP 1", "UMAP 2"]) expect(figure.svg()).toContain(`>${axis}<`);
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

test("grey is explained where there is some, and only there", () => {
  const grey = "Grey: cannot be compared.";
  expect(layerSimilarityFigure(banks).svg()).not.toContain(grey);
  expect(classSimilarityFigure(banks[0]).svg()).not.toContain(grey);
  const neutral = bankOf("up_0.norm_0", names, 6, 1);
  neutral.scale.fill(1, 0, 6);
  neutral.shift.fill(0, 0, 6);
  expect(classSimilarityFigure(neutral).svg()).toContain(grey);
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

/** Scale of channel 3, and shift of 3 and 7, are finite for no class; shift of 1 is not for sky alone. */
function brokenBank(layer: string, channels = 10): ClassBank {
  const bank = bankOf(layer, names, channels, 9);
  for (const k of names.keys()) {
    bank.scale[k * channels + 3] = Number.NaN;
    bank.shift[k * channels + 3] = Number.POSITIVE_INFINITY;
    bank.shift[k * channels + 7] = Number.NaN;
  }
  bank.shift[1] = Number.NaN;
  return bank;
}

const all = "scale of channel 3, shift of channels 3 and 7 in up_2.norm_0";

test.for([
  [
    "similarity",
    () => classSimilarityFigure(brokenBank("up_2.norm_0")),
    `3 parameters are finite for no class and left out: ${all}`,
  ],
  [
    "similarity of scales",
    () => classSimilarityFigure(brokenBank("up_2.norm_0"), { part: "scale" }),
    "1 parameter is finite for no class and left out: scale of channel 3 in up_2.norm_0",
  ],
  [
    "similarity of classes",
    () => classSimilarityFigure(brokenBank("up_2.norm_0")),
    "classes left out where a parameter is not finite: sky in up_2.norm_0",
  ],
  [
    "trajectory of others",
    () => classTrajectoryFigure([banks[0], brokenBank("up_2.norm_0")], "tree"),
    "classes left out where a parameter is not finite: sky in up_2.norm_0",
  ],
  [
    "trajectory of the class itself",
    () => classTrajectoryFigure([banks[0], brokenBank("up_2.norm_0")], "sky"),
    "sky is left out where one of its parameters is not finite: up_2.norm_0",
  ],
  [
    "layers",
    () => layerSimilarityFigure([banks[0], brokenBank("up_2.norm_0")]),
    `3 parameters are finite for no class and left out: ${all}`,
  ],
  [
    "layers' classes",
    () => layerSimilarityFigure([banks[0], brokenBank("up_2.norm_0")]),
    "classes left out where a parameter is not finite: sky in up_2.norm_0",
  ],
  [
    "trajectory",
    () =>
      classTrajectoryFigure(
        [banks[0], brokenBank("up_2.norm_0"), brokenBank("up_3.norm_0")],
        "tree",
      ),
    `6 parameters are finite for no class and left out: ${all}; scale of channel 3, shift of channels 3 and 7 in up_3.norm_0`,
  ],
  [
    "embedding of all layers",
    () => classEmbeddingFigure([banks[0], brokenBank("up_2.norm_0")]),
    `3 parameters are finite for no class and left out: ${all}`,
  ],
  [
    "UMAP",
    () => classEmbeddingFigure([brokenBank("up_2.norm_0")], { method: "umap" }),
    `3 parameters are finite for no class and left out: ${all}`,
  ],
  [
    "norms",
    () => classNormsFigure([banks[0], brokenBank("up_2.norm_0")]),
    `3 parameters are finite for no class and left out of the order of classes: ${all}`,
  ],
  [
    "heat map",
    () => classParametersFigure([brokenBank("up_2.norm_0")], { quantity: "shift" }),
    "2 parameters are finite for no class and left out of the order of classes: shift of channels 3 and 7 in up_2.norm_0",
  ],
  [
    "channels",
    () => channelAwarenessFigure(brokenBank("up_2.norm_0"), "tree"),
    "2 channels are not finite for tree and left out: 3 and 7 in up_2.norm_0",
  ],
] as const)(
  "%s: what is left out is told with its number and name, in words, below the figure and after its JSON",
  ([, make, words]) => {
    const figure = make();
    expect(figure.text.split("\n")).toContain(words);
    const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
    expect(again.text).toBe(figure.text);
    const svg = again
      .svg()
      .replaceAll(/<[^>]*>|\s+/g, " ")
      .replaceAll(/\s+/g, " ");
    expect(svg).toContain(`${words[0].toUpperCase()}${words.slice(1)}`.slice(0, 30));
  },
);

test("the trajectory of a class without a finite value says that, and no neighbours stay or go", () => {
  const broken = ["up_1.norm_0", "up_2.norm_0"].map((layer) => bankOf(layer, names, 8, 3));
  for (const { scale, shift } of broken) {
    scale.fill(Number.NaN, 0, 8);
    shift.fill(Number.POSITIVE_INFINITY, 0, 8);
  }
  const figure = classTrajectoryFigure(broken, "sky");
  expect(figure.text).toBe(
    "nothing can be compared with sky\nsky has no finite value in any layer",
  );
  expect(figure.alt).toContain("sky has no finite value in any layer");
  expect(figure.svg()).toContain("grey: nothing to compare");
  // One layer without it: what is before and behind is not compared over the gap.
  const gap = classTrajectoryFigure([banks[0], broken[0], banks[1]], "sky");
  expect(gap.text).toContain("sky has no finite value in up_1.norm_0");
  expect(gap.text).not.toContain("neighbours stay");
});

test("nothing is told where nothing is left out, nor of figures that were saved before it was", () => {
  const figure = layerSimilarityFigure(banks);
  expect(figure.text).not.toContain("left out");
  const spec = JSON.parse(JSON.stringify(figure.spec()));
  delete spec.input.leftOut;
  expect(figureFrom(spec).svg()).toBe(figure.svg());
});

test("of many channels and layers a few are named and the others counted", () => {
  const many = Array.from({ length: 9 }, (_, i) => brokenBank(`layer_${i}`, 30));
  for (const bank of many)
    for (const k of names.keys()) bank.scale.fill(Number.NaN, 30 * k + 10, 30 * k + 20);
  const { text } = classTrajectoryFigure(many, "tree", { part: "scale" });
  expect(text).toMatch(
    /99 parameters are .*: scale of channels 3, 10, 11, 12, 13, 14 and 5 more in layer_0; .* in layer_5 and 3 more layers$/m,
  );
});

test("a class that is finite in no channel is left out of the order of channels", () => {
  const bank = bankOf("up_2.norm_0", names, 16, 9);
  bank.scale.fill(Number.NaN, 16, 32);
  expect(classParametersFigure([bank]).text).toContain(
    "classes finite in no channel, left out of the order of channels: cloud",
  );
  expect(classParametersFigure([bank], { clusterChannels: false }).text).not.toContain("cloud");
});
