import { expect, test } from "vitest";
import { modulationMaps } from "../../src/analysis/modulation-maps.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { modulationMapsFigure } from "../../src/figures/modulation-maps.ts";
import { withinShare } from "../../src/figures/views/modulation-maps.ts";
import type { Modulation } from "../../src/modulation/modulation.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";
import { SMALL_SCENE, SMALL_SET } from "./scenes.ts";

const { height, width, rows } = SMALL_SCENE;

/** A bank row for each class and column parity, so that half of what varies does so within classes; two pictures. */
function modulation(channels: number): Modulation {
  const random = seededNumbers(5);
  const one = rows.map((row, p) => 2 * row + (p % 2));
  const index = Int32Array.from([...one, ...one.map((row) => row ^ 1)]);
  const counts = new Int32Array(14);
  for (const row of index) counts[row]++;
  const bank = (center: number) => ({
    rows: 14,
    channels,
    values: random(14 * channels).map((x, i) => center + (0.2 + 0.1 * (i % channels)) * x),
  });
  return {
    scale: bank(1),
    shift: bank(0),
    index: { batch: 2, height, width, rows: index, counts },
    classes: Int32Array.from({ length: 14 }, (_, i) => i >> 1),
  };
}

const options = {
  layer: "up_2.norm_0",
  convention: "1 + γ",
  labelSet: SMALL_SET,
  provenance: TEST_PROVENANCE,
} as const;

test("scale and shift of the channels that vary most, beside the label map", () => {
  const figure = modulationMapsFigure(modulationMaps(modulation(7)), options);
  expect(figure.svg()).toContain("of 7 channels whose scale and shift vary most");
  expectGolden(figure, "modulation-maps");
});

test("one channel, with NaN in it, of the second picture, beside what was painted", () => {
  const broken = modulation(3);
  broken.scale.values[4] = Number.NaN;
  const maps = modulationMaps(broken, { channels: [1], picture: 1 });
  const painted = {
    name: "painted",
    image: { shape: [3, height, width], data: new Float32Array(3 * height * width) },
  };
  const figure = modulationMapsFigure(maps, { ...options, painted });
  expect(figure.text).toMatch(/values of scale are not finite \(grey\)/);
  expectGolden(figure, "modulation-maps-one");
});

test("rows are pixels with the values of their bank rows", () => {
  const m = modulation(3);
  const all = modulationMapsFigure(modulationMaps(m, { channels: [2, 0] }), options).rows();
  expect(all).toHaveLength(2 * 2 * height * width);
  const at = height * width + 5 * width + 7; // scale of the second channel shown, at y 5, x 7
  const value = m.scale.values[m.index.rows[5 * width + 7] * 3];
  expect(all[at]).toEqual({
    layer: "up_2.norm_0",
    channel: 0,
    kind: "scale",
    y: 5,
    x: 7,
    class: 1,
    className: "tree",
    effective: value,
    raw: value - 1,
  });
});

test("spatial factors are in the maps, of the picture asked for", () => {
  const m = modulation(2);
  const factor = Float32Array.from({ length: 2 * height * width }, (_, p) => 1 + p / 1000);
  const maps = modulationMaps(
    { ...m, spatial: { scale: factor, shift: factor } },
    { picture: 1, channels: [1] },
  );
  const p = height * width + 40;
  expect(maps.scale[40]).toBeCloseTo(m.scale.values[m.index.rows[p] * 2 + 1] * factor[p], 6);
});

test("the share within classes is 0 for a look-up by class and 1 where all classes have one mean", () => {
  const classes = Int32Array.of(0, 0, 1, 1);
  expect(withinShare(Float32Array.of(2, 2, 5, 5), classes)).toBe(0);
  expect(withinShare(Float32Array.of(1, 3, 3, 1), classes)).toBe(1);
  expect(withinShare(Float32Array.of(0, 2, 2, 4), classes)).toBe(0.5);
  expect(withinShare(Float32Array.of(4, 4, 4, 4), classes)).toBe(0);
});

test("the same figure comes of its JSON", () => {
  const figure = modulationMapsFigure(modulationMaps(modulation(2)), options);
  const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
  expect(again.svg()).toBe(figure.svg());
});

test("unknown channels and pictures are refused", () => {
  expect(() => modulationMaps(modulation(3), { channels: [3] })).toThrow(/no such channel[\s\S]*2/);
  expect(() => modulationMaps(modulation(3), { picture: 2 })).toThrow(
    /no such picture[\s\S]*0 to 1/,
  );
});
