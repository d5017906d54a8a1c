import { expect, test } from "vitest";
import { changeRows } from "../../src/analysis/interventions/change-rows.ts";
import type { ChangedModulation, Intervened } from "../../src/analysis/interventions/intervene.ts";
import { layerChangeRows } from "../../src/analysis/interventions/layer-change-rows.ts";
import type { Sweep } from "../../src/analysis/interventions/sweep.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { interventionFigure } from "../../src/figures/intervention.ts";
import { sweepFigure } from "../../src/figures/sweep.ts";
import { uniqueRows } from "../../src/labels/patterns.ts";
import type { Modulation } from "../../src/modulation/modulation.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";
import { SMALL_SCENE, SMALL_SET } from "./scenes.ts";

const provenance = TEST_PROVENANCE;
const { height, width, rows: labels } = SMALL_SCENE;
const names = SMALL_SET.rows.map(({ name }) => name);

/** The scene in its own colours; pixels of tree and road brighter by `move`, others a tenth of that. */
function painted(move: number) {
  const data = seededNumbers(2)(3 * height * width).map((x, i) => {
    const k = labels[i % labels.length];
    const color = SMALL_SET.rows[k].color[Math.floor(i / labels.length)] / 127.5 - 1;
    return color + 0.05 * x + move * (k === 1 ? 1 : k === 2 ? 0.6 : 0.1);
  });
  return { shape: [1, 3, height, width] as const, data };
}

/** A look-up by class of four channels. */
function modulation(seed: number): Modulation {
  const { rows: classes, index, counts } = uniqueRows(labels);
  const bank = (from: number) => ({
    rows: classes.length,
    channels: 4,
    values: seededNumbers(from)(4 * classes.length),
  });
  return {
    scale: bank(seed),
    shift: bank(seed + 1),
    index: { batch: 1, height, width, rows: index, counts },
    classes,
  };
}

const [before, after] = [painted(0), painted(0.3)];
const intervened: Intervened = {
  words: ["tree and road swapped", "shift × 2 for sky"],
  labels: SMALL_SCENE,
  before,
  after,
  difference: changeRows(before, after, labels, names),
  changed: ["up_2.norm_0"],
  modulations: new Map([["up_2.norm_0", { before: modulation(3), after: modulation(7) }]]),
  taps: new Map(),
};

function sweepOf(values: readonly number[]): Sweep {
  const steps = values.map((value) => ({ value, image: painted(value) }));
  return {
    labels: SMALL_SCENE,
    before,
    steps,
    rows: steps.flatMap(({ value, image }) =>
      changeRows(before, image, labels, names).map((row) => ({ value, ...row })),
    ),
  };
}

test("a picture before and after, its difference, a layer's maps, and which classes have moved", () => {
  const figure = interventionFigure(intervened, {
    provenance,
    labelSet: SMALL_SET,
    convention: "γ",
  });
  expect(figure.title).toBe("What changes: tree and road swapped; shift × 2 for sky");
  expect(figure.text).toMatch(/moved farthest: tree \(0\.3\), road \(0\.18\) and/);
  expect(figure.rows()).toEqual(intervened.difference);
  expectGolden(figure, "intervention");
});

test("without a layer there are pictures alone, and of nothing changed it says so", () => {
  const figure = interventionFigure(
    {
      ...intervened,
      words: [],
      after: before,
      difference: changeRows(before, before, labels, names),
      modulations: new Map(),
    },
    { provenance },
  );
  expect(figure.title).toBe("A picture without interventions");
  expect(figure.text).toContain("no pixel has moved");
  expect(figure.text).toContain("equal pictures");
  expectGolden(figure, "intervention-none");
});

test("channels can be chosen; a layer that was not kept is refused", () => {
  const figure = interventionFigure(intervened, { channels: [3], layer: "up_2.norm_0" });
  expect(figure.svg()).toContain("scale, ch. 3, after");
  expect(figure.alt).toContain("channels 3 of up_2.norm_0");
  expect(() => interventionFigure(intervened, { layer: "up_1.norm_0" })).toThrow(
    /up_1.norm_0: the modulation of this layer was not kept[\s\S]*expected {2}up_2.norm_0/,
  );
  expect(() => interventionFigure(intervened, { channels: [4] })).toThrow("no such channel");
});

test("its table is about the picture, or about the layer if that is asked for", () => {
  const figure = interventionFigure(intervened, { labelSet: SMALL_SET, table: "layer" });
  const kept = intervened.modulations.get("up_2.norm_0") as ChangedModulation;
  expect(figure.rows()).toEqual(layerChangeRows("up_2.norm_0", kept, names));
  expect(figure.rows()[0]).toMatchObject({
    layer: "up_2.norm_0",
    className: names[0],
    kind: "scale",
  });
  expect(figureFrom(JSON.parse(JSON.stringify(figure.spec()))).rows()).toEqual(figure.rows());
  expect(() =>
    interventionFigure({ ...intervened, modulations: new Map() }, { table: "layer" }),
  ).toThrow("no layer was kept whose rows could be shown");
});

test("an odd number of channels has its maps in rows of one channel", () => {
  const titles = (channels: readonly number[]) =>
    [
      ...interventionFigure(intervened, { channels })
        .svg()
        .matchAll(/>(s\w+, ch\. \d, \w+)</g),
    ].map(([, title]) => title);
  expect(titles([2])).toEqual([
    "scale, ch. 2, before",
    "scale, ch. 2, after",
    "shift, ch. 2, before",
    "shift, ch. 2, after",
  ]);
  expect(titles([0, 2]).slice(0, 4)).toEqual([
    "scale, ch. 0, before",
    "scale, ch. 0, after",
    "scale, ch. 2, before",
    "scale, ch. 2, after",
  ]);
});

test("a sweep is a strip of pictures, and curves for the classes that move farthest", () => {
  const figure = sweepFigure(sweepOf([-0.2, 0, 0.1, 0.25]), { provenance, parameter: "t" });
  expect(figure.title).toBe("A sweep over t: 4 values");
  expect(figure.text).toContain("t = 0: mean |Δ| 0");
  expect(figure.rows()).toHaveLength(4 * 7);
  expectGolden(figure, "sweep");
});

test("a long sweep goes on in a second row, and one value is a figure as well", () => {
  const many = sweepFigure(sweepOf([0, 1, 2, 3, 4, 5, 6].map((i) => i / 10)), { provenance });
  expectGolden(many, "sweep-long");
  expect(sweepFigure(sweepOf([0.1])).title).toBe("A sweep over value: 1 value");
});

test("what is not a number stands out, and nothing is made up", () => {
  const broken = painted(0.2);
  broken.data[5] = Number.NaN;
  const figure = interventionFigure({
    ...intervened,
    after: broken,
    difference: changeRows(before, broken, labels, names),
  });
  expect(figure.svg()).toContain("1 value is not finite (grey)");
  expect(figure.text).toContain("moved farthest: sky (not a number)");
});

test("the same figures come of their JSON", () => {
  for (const figure of [
    interventionFigure(intervened, { provenance, labelSet: SMALL_SET }),
    sweepFigure(sweepOf([0, 0.1]), { provenance }),
  ]) {
    const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
    expect(again.svg()).toBe(figure.svg());
    expect(again.rows()).toEqual(figure.rows());
  }
});
