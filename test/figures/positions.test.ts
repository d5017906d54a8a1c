import { expect, test } from "vitest";
import type { PlaneEffectRow } from "../../src/analysis/positions/plane-effects.ts";
import { unitDifference } from "../../src/analysis/positions/unit-differences.ts";
import type { PlaneRow } from "../../src/analysis/spatial/rows.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { icpePlanesFigure } from "../../src/figures/icpe-planes.ts";
import { planeEffectFigure } from "../../src/figures/plane-effect.ts";
import { positionalMapsFigure } from "../../src/figures/positional-maps.ts";
import { unitDifferenceFigure } from "../../src/figures/unit-difference.ts";
import { positionalMap } from "../../src/positions/positional-map.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";
import { SMALL_SCENE, SMALL_SET } from "./scenes.ts";

const provenance = TEST_PROVENANCE;
const labels = { ...SMALL_SCENE, values: SMALL_SCENE.rows };

const planes: PlaneRow[] = [
  "head_0.norm_0",
  "G_middle_0.norm_1",
  "up_3.norm_s",
  "up_3.norm_1",
].flatMap((layer, i) => [
  { layer, kind: "scale", weightY: 0.1 * i, weightX: -0.05, bias: 0.02, share: 0.012 * i },
  { layer, kind: "shift", weightY: -0.2, weightX: 0.1 * i, bias: -0.1, share: 0.3 },
]);

/** With a second tree at the right, and instances that cut the first one in two. */
const trees = { ...labels, rows: labels.rows.slice(), values: labels.values.slice() };
for (const p of [5 * 24 + 21, 5 * 24 + 22, 6 * 24 + 21, 6 * 24 + 22]) trees.values[p] = 1;
trees.rows.set(trees.values);
const instances = trees.values.map((label, p) => (label === 1 ? 10 + ((p % 24) >> 3) : label));
const className = (label: number): string => SMALL_SET.rows[label].name;
const unitPairs = [
  ["component", "class"],
  ["component", "instance"],
  ["class", "instance"],
] as const;
const differences = unitPairs.map(([a, b]) =>
  unitDifference(trees, a, b, { skip: null, instances, className }),
);

const places = [
  ["centre", 0, 0],
  ["top left", -1, -1],
  ["top right", -1, 1],
  ["bottom left", 1, -1],
  ["bottom right", 1, 1],
] as const;

/** By the formula of the plane, as planeEffectRows() has them. */
const effects: PlaneEffectRow[] = planes.flatMap(({ layer, kind, weightY, weightX, bias }, i) =>
  places.map(([place, dy, dx]) => {
    const factor = 1 + bias + weightY * dy + weightX * dx;
    const bankMean = 0.5 - 0.05 * i;
    return { layer, kind, place, dy, dx, factor, bankMean, effectiveMean: bankMean * factor };
  }),
);

test("a positional map: offsets, radius, angle, arrows", () => {
  const figure = positionalMapsFigure(SMALL_SCENE, positionalMap(labels, { skip: null }), {
    provenance,
    labelSet: SMALL_SET,
  });
  expectGolden(figure, "positional-maps");
});

test("offsets in pixels have a scale of their own, skipped pixels no angle", () => {
  const map = positionalMap(labels, { normalise: false, unit: "class" });
  const figure = positionalMapsFigure(SMALL_SCENE, map, {
    provenance,
    labelSet: SMALL_SET,
    normalise: false,
    unit: "class",
  });
  expect(figure.title).toContain("centre of its class");
  const sky = figure.rows().filter(({ className }) => className === "sky");
  expect(sky.every(({ radius, angleDegrees }) => radius === 0 && Number.isNaN(angleDegrees))).toBe(
    true,
  );
  expectGolden(figure, "positional-maps-pixels");
});

test("radius and angle are those of the offsets", () => {
  const rows = positionalMapsFigure(SMALL_SCENE, positionalMap(labels)).rows();
  for (const { dy, dx, radius, angleDegrees: angle } of rows as Record<string, number>[]) {
    if (radius === 0) continue;
    expect(radius * Math.cos((angle * Math.PI) / 180)).toBeCloseTo(dx, 5);
    expect(radius * Math.sin((angle * Math.PI) / 180)).toBeCloseTo(dy, 5);
  }
});

test("positions that are not finite are grey and counted", () => {
  const map = positionalMap(labels);
  map.data[40] = Number.NaN;
  const figure = positionalMapsFigure(SMALL_SCENE, map, { provenance, labelSet: SMALL_SET });
  expect(figure.text).toContain("1 pixel is not finite (grey)");
  expect(figure.text).not.toContain("not a number");
});

test("a positional map of another size is refused", () => {
  const map = { height: 2, width: 2, data: new Float32Array(8) };
  expect(() => positionalMapsFigure(SMALL_SCENE, map)).toThrow(
    /does not fit[\s\S]*12x24[\s\S]*2x2/,
  );
});

test("planes of ICPE with arrows and the values at the corners", () => {
  const figure = icpePlanesFigure(planes, { provenance });
  expect(figure.rows()[7]).toMatchObject({
    layer: "up_3.norm_1",
    kind: "shift",
    upperLeft: expect.closeTo(1 - 0.1 + 0.2 - 0.3, 12),
    upperRight: expect.closeTo(1 - 0.1 + 0.2 + 0.3, 12),
    lowerLeft: expect.closeTo(1 - 0.1 - 0.2 - 0.3, 12),
    lowerRight: expect.closeTo(1 - 0.1 - 0.2 + 0.3, 12),
  });
  expectGolden(figure, "icpe-planes");
});

test("a plane that is flat has no arrow, one that is not finite no colour; neither breaks the others", () => {
  const rows: PlaneRow[] = [
    { layer: "a", kind: "scale", weightY: 0, weightX: 0, bias: 0, share: Number.NaN },
    { layer: "a", kind: "shift", weightY: Number.NaN, weightX: 0, bias: 0, share: Number.NaN },
  ];
  const figure = icpePlanesFigure(rows, { provenance });
  expect(figure.text).toContain("1 plane is not finite (grey)");
  expectGolden(figure, "icpe-planes-flat");
});

test("where units differ: a map for each pair on one scale, classes by their mean", () => {
  const figure = unitDifferenceFigure(trees, differences, {
    provenance,
    labelSet: SMALL_SET,
  });
  expect(figure.rows()).toEqual(differences.flatMap(({ rows }) => rows));
  for (const { rows } of differences) {
    const percent = `${Number((100 * rows[0].share).toPrecision(3))} % of pixels differ`;
    expect(figure.text).toContain(`${rows[0].a} / ${rows[0].b}: ${percent}`);
    expect(figure.alt).toContain(percent);
  }
  expectGolden(figure, "unit-differences");
});

test("one pair of units has no key; units that do not differ are the same everywhere", () => {
  const [pair] = differences;
  const figure = unitDifferenceFigure(trees, [pair], { provenance, labelSet: SMALL_SET });
  expectGolden(figure, "unit-differences-one");
  const same = unitDifferenceFigure(SMALL_SCENE, [unitDifference(labels, "class", "class")]);
  expect(same.text).toContain("class / class: the same everywhere");
  expect(same.svg()).not.toContain("NaN");
  expect(same.svg()).toContain("those of class and themselves");
});

test("offsets in pixels differ in pixels, and what is not finite is grey and counted", () => {
  const pair = unitDifference(trees, "component", "class", { normalise: false });
  pair.map[3] = Number.NaN;
  const figure = unitDifferenceFigure(trees, [pair]);
  expect(figure.text).toContain("distances in pixels");
  expect(figure.text).toContain("1 pixel is not finite (grey)");
  expect(figure.svg()).not.toContain("NaN");
});

test("differences of another size, none, or more pairs than there are, are refused", () => {
  const [one] = differences;
  expect(() => unitDifferenceFigure(trees, [{ ...one, map: new Float32Array(4) }])).toThrow(
    /component and class[\s\S]*does not fit[\s\S]*288 numbers[\s\S]*12x24/,
  );
  for (const number of [0, 4]) {
    const many = Array.from({ length: number }, () => differences[0]);
    expect(() => unitDifferenceFigure(SMALL_SCENE, many)).toThrow(/one pair to 3/);
  }
  const pixels = unitDifference(trees, "component", "class", { normalise: false });
  expect(() => unitDifferenceFigure(trees, [one, pixels])).toThrow(
    /component \/ class: shares, component \/ class: pixels/,
  );
});

test("what planes do to γ and β: factors above, mean sizes below", () => {
  const figure = planeEffectFigure(effects, { provenance });
  expect(figure.rows()).toEqual(effects);
  const scale = effects.filter(({ kind }) => kind === "scale").map(({ factor }) => factor);
  for (const end of [Math.min(...scale), Math.max(...scale)]) {
    expect(figure.text).toContain(String(Number(end.toPrecision(3))));
  }
  expectGolden(figure, "plane-effects");
});

test("a plane that is not finite stands nowhere, and the text says so", () => {
  const rows = effects.map((row, i) =>
    i === 0 ? { ...row, factor: Number.NaN, effectiveMean: Number.NaN } : row,
  );
  const figure = planeEffectFigure(rows, { provenance });
  expect(figure.text).toContain("1 of 40 places is not finite and stands nowhere");
  expect(figure.text).not.toContain("not a number");
  expect(figure.svg()).not.toContain("NaN");
});

test("the same figures come of their JSON", () => {
  for (const figure of [
    unitDifferenceFigure(trees, differences, { provenance, labelSet: SMALL_SET }),
    planeEffectFigure(effects, { provenance }),
    positionalMapsFigure(SMALL_SCENE, positionalMap(labels), { provenance }),
    icpePlanesFigure(planes, { provenance }),
  ]) {
    const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
    expect(again.svg()).toBe(figure.svg());
    expect(again.rows()).toEqual(figure.rows());
  }
});

test("a network without planes has no such figure", () => {
  expect(() => icpePlanesFigure([])).toThrow(/no plane to show/);
  expect(() => planeEffectFigure([])).toThrow(/no plane to show/);
});
