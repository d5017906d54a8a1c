import { expect, test } from "vitest";
import type { ReplacementRow } from "../../src/analysis/replacement/replacement-test.ts";
import { verdicts } from "../../src/analysis/replacement/verdict.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import type { PaintedImage } from "../../src/figures/painted.ts";
import { replacementStripFigure } from "../../src/figures/replacement-strip.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";
import { SMALL_SCENE, SMALL_SET } from "./scenes.ts";

const provenance = TEST_PROVENANCE;
const { height, width, rows: labels } = SMALL_SCENE;

function image(noise: number): PaintedImage {
  const pixels = height * width;
  const data = seededNumbers(3)(3 * pixels).map(
    (x, i) =>
      SMALL_SET.rows[labels[i % pixels]].color[Math.floor(i / pixels)] / 127.5 - 1 + noise * x,
  );
  return { shape: [3, height, width], data };
}

const pictures = { original: image(0.05), mean: image(0.2), interior: image(0.4) };

function rows(by: "mean" | "interior", count: number): ReplacementRow[] {
  return ["all", "head_0.norm_0", "up_2.norm_0", "up_3.norm_1"].flatMap((layer, i) =>
    Array.from({ length: count }, (_, picture) => {
      const meanAbsolute =
        (i === 0 ? 0.2 : 0.03 * i) * (1 + 0.1 * picture) * (by === "mean" ? 1 : 1.3);
      return {
        picture,
        layer,
        by,
        meanAbsolute,
        meanSquare: meanAbsolute ** 2,
        psnr: 20,
        ssim: 1 - meanAbsolute,
      };
    }),
  );
}

const both = [...rows("mean", 5), ...rows("interior", 5)];

test("pictures with every layer replaced, and each layer with its interval", () => {
  const figure = replacementStripFigure(verdicts(both), pictures, { provenance });
  expect(figure.text).toContain("by class means the layer that matters most: up_3.norm_1");
  expectGolden(figure, "replacement-strip");
});

test("numbers alone, of SSIM, where less is more difference", () => {
  const figure = replacementStripFigure(verdicts(both, "ssim"), null, { provenance });
  expect(figure.text).toContain("the layer that matters most: up_3.norm_1");
  expectGolden(figure, "replacement-strip-ssim");
});

test("a few pictures have no interval, or one that is of little worth", () => {
  const svg = (count: number) => replacementStripFigure(verdicts(rows("mean", count))).svg();
  expect(svg(2)).toContain("2 pictures; too few for an interval");
  expect(
    svg(3)
      .replace(/<[^>]*>|\s+/g, " ")
      .replace(/ +/g, " "),
  ).toContain("of little worth with so few");
  expect(
    svg(5)
      .replace(/<[^>]*>|\s+/g, " ")
      .replace(/ +/g, " "),
  ).not.toContain("of little worth with so few");
});

test("one picture has no interval, and the figure says so", () => {
  const figure = replacementStripFigure(verdicts(rows("mean", 1)), null, { provenance });
  expect(figure.svg()).toContain("one picture gives no interval");
  expect(figure.text).toMatch(/, 1 picture$/m);
  expect(figure.rows()[0]).toMatchObject({
    layer: "all",
    by: "mean",
    low: Number.NaN,
    pictures: 1,
  });
});

test("the same figure comes of its JSON", () => {
  const figure = replacementStripFigure(verdicts(rows("mean", 1)), pictures, { provenance });
  const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
  expect(again.svg()).toBe(figure.svg());
  expect(again.rows()).toEqual(figure.rows());
});

test("mixed measures, nothing at all, and pictures of different sizes are refused", () => {
  const mixed = [...verdicts(both), ...verdicts(both, "psnr")];
  expect(() => replacementStripFigure(mixed)).toThrow(/measures meanAbsolute, psnr/);
  expect(() => replacementStripFigure([])).toThrow(/neither/);
  const mean = { shape: [3, 2, 2], data: new Float32Array(12) };
  expect(() => replacementStripFigure([], { ...pictures, mean })).toThrow(
    /class means[\s\S]*12 × 24[\s\S]*2 × 2/,
  );
});
