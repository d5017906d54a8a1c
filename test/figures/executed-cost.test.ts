import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { neighbourhoodRows } from "../../src/analysis/spatial/neighbourhoods.ts";
import { executedCost } from "../../src/engines/onnx/executed-cost.ts";
import { executedCostFigure } from "../../src/figures/executed-cost.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { neighbourhoodsFigure } from "../../src/figures/neighbourhoods.ts";
import { builtInLabelSet } from "../../src/labels/built-in.ts";
import { decodeLabelPng } from "../../src/labels/label-png.ts";
import { toBankRows } from "../../src/labels/to-bank-rows.ts";
import { releasedConfig } from "../../src/models/released-config.ts";
import { conditionsOf } from "../../src/modulation/conditions.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";

const provenance = TEST_PROVENANCE;
const set = builtInLabelSet("toy-scenes");

/** A scene of data/label-maps, without edges. */
function scene(name: string) {
  const path = fileURLToPath(new URL(`../../data/label-maps/${name}.png`, import.meta.url));
  const raw = decodeLabelPng(readFileSync(path), path);
  return conditionsOf({ labels: toBankRows(raw, { rows: set.rows.length, labelSet: set }) });
}

const size = { height: 256, width: 256 };
const street = scene("street");
const methods = (["spade", "clade"] as const).map((method) => ({
  method: method.toUpperCase(),
  rows: executedCost({ config: releasedConfig(set, method, { instances: false }) }, street),
}));

test("what SPADE and CLADE cost by the formula and as executed, layer by layer", () => {
  const figure = executedCostFigure(methods, { size, provenance });
  expect(figure.text).toMatch(/^SPADE: 1\d\d billion multiply-adds by the formula, \d/);
  expect(figure.rows()).toEqual(
    methods.flatMap(({ method, rows }) =>
      rows.map(({ halved: _, ...row }) => ({ method, ...row })),
    ),
  );
  for (const name of ["Winograd F(4 × 4)", "table, tap by tap", "by the formula"]) {
    expect(figure.svg()).toContain(name);
  }
  expectGolden(figure, "executed-cost");
});

test("small networks are counted in millions, and a way that came later keeps its own name", () => {
  const rows = [
    { name: "up_0.conv_0", way: "sparse", nominal: 9e6, executed: 4e6 },
    { name: "conv_img", way: "direct", nominal: 1e6, executed: 1e6 },
  ];
  const svg = executedCostFigure([{ method: "toy", rows }], { size, provenance }).svg();
  expect(svg).toContain("million multiply-adds");
  expect(svg).toContain("toy: 10 → 5");
  expect(svg).toContain(">sparse<");
});

test("different neighbourhoods against pixels, of one label map and of several", () => {
  const maps = { street, village: scene("village"), wood: scene("wood") };
  const rows = neighbourhoodRows(maps);
  const figure = neighbourhoodsFigure(rows, { provenance });
  expect(figure.rows()).toEqual(rows);
  expect(figure.text).toMatch(/^8 × 8: .* of 64 pixels/);
  expectGolden(figure, "neighbourhoods");
  const one = neighbourhoodsFigure(rows.slice(0, 6), { provenance });
  expect(one.svg()).toContain("Label map: street.");
});

test("the same figures come of their JSON", () => {
  for (const figure of [
    executedCostFigure(methods, { size, provenance }),
    neighbourhoodsFigure(neighbourhoodRows({ street }), { provenance }),
  ]) {
    expect(figureFrom(JSON.parse(JSON.stringify(figure.spec()))).svg()).toBe(figure.svg());
  }
});

test("nothing to show is refused", () => {
  expect(() => executedCostFigure([], { size })).toThrow(/no layer to show[\s\S]*none/);
  expect(() => executedCostFigure([{ method: "CLADE", rows: [] }], { size })).toThrow(
    /CLADE: 0 rows/,
  );
  expect(() => neighbourhoodsFigure([])).toThrow(/no resolution to show/);
});
