import { expect, test } from "vitest";
import type { PlaneRow } from "../../src/analysis/spatial/rows.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { icpePlanesFigure } from "../../src/figures/icpe-planes.ts";
import { positionalMapsFigure } from "../../src/figures/positional-maps.ts";
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

test("the same figures come of their JSON", () => {
  for (const figure of [
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
});
