import { expect, test } from "vitest";
import { parseInterventions } from "../../../src/analysis/interventions/parse-interventions.ts";
import { scalePositions } from "../../../src/analysis/interventions/positions.ts";
import { mixClasses, swapClasses } from "../../../src/analysis/interventions/relabel.ts";
import { ablate, scaleModulation } from "../../../src/analysis/interventions/scale.ts";
import { regionStyle } from "../../../src/analysis/interventions/styles.ts";
import { keepVariation } from "../../../src/analysis/interventions/variation.ts";

const parse = (json: unknown) => parseInterventions(json, "do.json");

test("what is made in code comes back from JSON", () => {
  const all = [
    swapClasses("sky", 3, { layers: ["up_2.norm_0"] }),
    mixClasses(1, 2, -0.5),
    scaleModulation(2, { classes: ["sky"], channels: [0], part: "shift", about: "neutral" }),
    ablate(),
    keepVariation("within-class", { classes: [4] }),
    scalePositions(0, { part: "scale" }),
    scalePositions(2, { about: "bias", classes: ["sky"] }),
    swapClasses(1, 2, { part: "scale", channels: [3] }),
    regionStyle("hair", [1, 2, 3], { t: 0.5 }),
  ];
  expect(parse(JSON.parse(JSON.stringify(all)))).toEqual(all);
});

test("one stands for a list of one, and what is left out is as in code", () => {
  expect(parse({ kind: "relabel", classes: [["sky", "sea"]] })).toEqual([
    { kind: "relabel", classes: [["sky", "sea"]], t: 1 },
  ]);
  expect(parse({ kind: "scale", factor: 3 })).toEqual([scaleModulation(3)]);
  expect(parse({ kind: "scale-positions", factor: 0 })).toEqual([scalePositions(0)]);
  expect(parse({ kind: "exchange", by: "other.pth", part: "shift" })).toEqual([
    { kind: "exchange", by: "other.pth", part: "shift" },
  ]);
  expect(parse([])).toEqual([]);
});

test.each<[string, unknown, RegExp]>([
  ["no object", 3, /do.json: intervention 1: there is no such intervention[\s\S]*got {7}3/],
  ["no kind", [{}], /intervention 1: there is no such intervention/],
  ["a kind that there is not", [{ kind: "toString" }], /relabel, scale, keep-variation/],
  ["null", [{ kind: "scale", factor: 1 }, null], /intervention 2: there is no such intervention/],
  ["a field that is missing", { kind: "scale" }, /scale: factor: a field is missing/],
  ["a number as text", { kind: "scale", factor: "2" }, /a field is of another kind[\s\S]*"2"/],
  ["no pairs", { kind: "relabel", classes: ["sky"] }, /relabel: classes: a field is of another/],
  [
    "one pair",
    { kind: "relabel", classes: ["sky", "sea"] },
    /put it in a list: \[\["sky","sea"\]\]/,
  ],
  ["a class alone", { kind: "scale", factor: 2, classes: "sky" }, /put it in a list: \["sky"\]/],
  ["a triple", { kind: "relabel", classes: [[1, 2, 3]] }, /pairs of a class/],
  ["a code without numbers", { kind: "restyle", codes: [{ region: 1 }] }, /regions with their/],
  ["a region that is null", { kind: "restyle", codes: [null] }, /regions with their codes/],
  [
    "a field that there is not",
    { kind: "scale", factor: 2, layer: ["up_2"] },
    /there is no such option[\s\S]*take "layers"/,
  ],
])("%s is refused in words", (_, json, message) => {
  expect(() => parse(json)).toThrow(message);
});
