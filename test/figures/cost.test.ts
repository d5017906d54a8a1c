import { expect, test } from "vitest";
import { costOf } from "../../src/engines/cost/cost.ts";
import { overheads, withMethod } from "../../src/engines/cost/overheads.ts";
import { costFigure, type MethodCost } from "../../src/figures/cost.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { logAxis } from "../../src/figures/views/log-axis.ts";
import { builtInLabelSet } from "../../src/labels/built-in.ts";
import { releasedConfig } from "../../src/models/released-config.ts";
import { generatorSteps } from "../../src/models/steps.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";

const size = { height: 256, width: 256 };

/** The released networks, or narrower ones. */
function methods(ngf: number): MethodCost[] {
  const config = releasedConfig(builtInLabelSet("ade20k"), "spade", { ngf });
  const added = overheads(config, size, "published");
  return (["spade", "clade", "clade-icpe"] as const).map((method) => ({
    method,
    layers: costOf(generatorSteps(withMethod(config, method), size)).layers,
    overhead: method === "clade-icpe" ? undefined : added[method],
  }));
}

test("the released networks cost what was published", () => {
  const figure = costFigure(methods(64), { size, provenance: TEST_PROVENANCE });
  expect(figure.text).toContain("spade: +39.21 % parameters, +234.73 % computation");
  expect(figure.svg()).toContain("clade: +4.57 %, as published");
  expect(figure.svg()).toContain("first version of CLADE) gives for ADE20K");
  expectGolden(figure, "cost");
});

test("narrower networks do not, and the figure says so", () => {
  const figure = costFigure(methods(8), { size, provenance: TEST_PROVENANCE });
  expect(figure.svg()).toContain("published: +39.21 %");
  expect(figure.svg()).toContain("this network is another");
});

test("rows are the layers of each method", () => {
  const given = methods(8);
  const rows = costFigure(given, { size }).rows();
  expect(rows).toHaveLength(given.reduce((sum, { layers }) => sum + layers.length, 0));
  const { name, kind, parameters, macs } = given[1].layers[1];
  expect(rows[given[0].layers.length + 1]).toEqual({
    method: "clade",
    name,
    kind,
    parameters,
    macs,
  });
});

test("what costs nothing has no place on a logarithmic scale, and is named", () => {
  const layers = [
    { name: "up_0.norm_0", kind: "modulation", parameters: 0, macs: 10 },
    { name: "up_0.conv_0", kind: "convolution", parameters: 90, macs: 900 },
  ] as const;
  const figure = costFigure([{ method: "none", layers }], { size, provenance: TEST_PROVENANCE });
  expect(figure.svg()).toContain("What costs nothing has no dot: none.");
});

test("ticks stand at powers of ten, by name", () => {
  expect(logAxis("", [0, 20, Number.NaN, 3e7])).toMatchObject({
    ticks: [100, 1e3, 1e4, 1e5, 1e6, 1e7],
    tickNames: ["100", "1 k", "10 k", "100 k", "1 M", "10 M"],
  });
  expect(logAxis("", [0.01, 2])).toMatchObject({ tickNames: ["0.01", "0.1", "1"] });
  expect(logAxis("", [])).toMatchObject({ kind: "log" });
});

test("the same figure comes of its JSON", () => {
  const figure = costFigure(methods(8), { size, provenance: TEST_PROVENANCE });
  const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
  expect(again.svg()).toBe(figure.svg());
});

test("different generators are not put side by side", () => {
  const [spade, clade] = methods(8);
  const short = { ...clade, layers: clade.layers.slice(0, 5) };
  expect(() => costFigure([spade, short], { size })).toThrow(/spade and clade[\s\S]*side by side/);
  expect(() => costFigure([], { size })).toThrow(/got +none/);
});
