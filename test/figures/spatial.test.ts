import { expect, test } from "vitest";
import type { BoundaryProfileRow } from "../../src/analysis/spatial/rows.ts";
import { uniformShare } from "../../src/analysis/spatial/uniform-share.ts";
import { boundaryProfileFigure } from "../../src/figures/boundary-profile.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { uniformShareFigure } from "../../src/figures/uniform-share.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";
import { SMALL_SCENE } from "./scenes.ts";

const provenance = TEST_PROVENANCE;

function profile(
  layer: string,
  className: string,
  height: number,
  deepest = 8,
): BoundaryProfileRow[] {
  return (["scale", "shift"] as const).flatMap((kind, k) =>
    Array.from({ length: deepest }, (_, i) => ({
      layer,
      class: 1,
      className,
      kind,
      distance: i + 1,
      andBeyond: i + 1 === 8,
      pixels: 1000 >> i,
      mean: i < 2 ? height / (1 + k) / (1 + 2 * i) : 0,
      max: i < 2 ? (4 * height) / (1 + i) : 0,
    })),
  );
}

test("classes of one layer near their borders, with bands", () => {
  const rows = [profile("up_3.norm_1", "sky", 0.3), profile("up_3.norm_1", "tree", 0.7, 4)].flat();
  const figure = boundaryProfileFigure(rows, { provenance });
  expect(figure.text).toContain("scale: at the border 0.7 in tree");
  expect(figure.text).toContain("from 3 pixels inwards 0 at most");
  expectGolden(figure, "boundary-profile");
});

test("of many layers those farthest from the interior have colours, the others are grey", () => {
  const rows = Array.from({ length: 9 }, (_, i) =>
    profile(`up_${i}.norm_0`, "sky", 0.1 + 0.1 * i, Math.min(8, i + 1)),
  );
  const figure = boundaryProfileFigure(rows.flat(), { provenance });
  expect(figure.svg()).toContain("4 others");
  expectGolden(figure, "boundary-profile-layers");
});

test("a layer's line weights its classes by their pixels", () => {
  const one = (className: string, pixels: number, mean: number) => ({
    ...profile("up_0.norm_0", className, 1, 1)[0],
    pixels,
    mean,
  });
  const figure = boundaryProfileFigure([one("sky", 30, 1), one("tree", 10, 2)], { by: "layer" });
  expect(figure.text).toContain("scale: at the border 1.25 in up_0.norm_0");
});

test("lines of classes of several layers, or no rows, are refused", () => {
  const rows = [profile("a", "sky", 1), profile("b", "sky", 1)].flat();
  expect(() => boundaryProfileFigure(rows, { by: "class" })).toThrow(/rows of 2 layers/);
  expect(() => boundaryProfileFigure([])).toThrow(/rows of 0 layers/);
});

const wide = { ...SMALL_SCENE, rows: SMALL_SCENE.rows.map((row) => row % 3) };
const resolutions = [
  { height: 3, width: 6 },
  { height: 6, width: 12 },
  12,
  { height: 12, width: 24 },
];

test("the share of one-class neighbourhoods of one set of label maps", () => {
  const rows = uniformShare([SMALL_SCENE, wide], resolutions);
  const figure = uniformShareFigure([{ name: "two scenes", rows }], { provenance });
  expect(figure.rows()[1]).toEqual({ set: "two scenes", ...rows[1] });
  expectGolden(figure, "uniform-share");
});

test("two sets of label maps have a colour each", () => {
  const sets = [
    { name: "one", rows: uniformShare([SMALL_SCENE], resolutions) },
    { name: "other", rows: uniformShare([wide], [4, 8, 16]) },
  ];
  expectGolden(uniformShareFigure(sets, { provenance }), "uniform-share-sets");
});

test("sets without rows are refused", () => {
  expect(() => uniformShareFigure([])).toThrow(/no resolution/);
  expect(() => uniformShareFigure([{ name: "a", rows: [] }])).toThrow(/a: 0 rows/);
});

test("the same figures come of their JSON", () => {
  for (const figure of [
    boundaryProfileFigure(profile("a", "sky", 1), { provenance }),
    uniformShareFigure([{ name: "a", rows: uniformShare([SMALL_SCENE], resolutions) }], {
      provenance,
    }),
  ]) {
    const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
    expect(again.svg()).toBe(figure.svg());
    expect(again.rows()).toEqual(figure.rows());
  }
});
