import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlaneEffectRow } from "../../../src/analysis/positions/plane-effects.ts";
import { classNormsFigure } from "../../../src/figures/class-norms.ts";
import { executedCostFigure } from "../../../src/figures/executed-cost.ts";
import { exemplarAttentionFigure } from "../../../src/figures/exemplar-attention.ts";
import type { Figure } from "../../../src/figures/figure.ts";
import { icpePlanesFigure } from "../../../src/figures/icpe-planes.ts";
import { labelMapFigure } from "../../../src/figures/label-map.ts";
import { planeEffectFigure } from "../../../src/figures/plane-effect.ts";
import { classSimilarityFigure, layerSimilarityFigure } from "../../../src/figures/similarity.ts";
import { chromiumPath } from "../../support/browser-page.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { textsOfPlots } from "../../support/texts-of-plots.ts";
import { bankOf } from "../banks.ts";
import { SMALL_SCENE, SMALL_SET } from "../scenes.ts";

/** Wide names, as those of Cityscapes and of released layers are. */
const CLASSES = ["traffic light", "vegetation, low", "wall of a building", "unlabelled", "car"];
const LAYERS = [0, 1, 2].flatMap((i) => [
  `G_middle_${i}.norm_0`,
  `up_${i}.norm_s`,
  `up_${i}.norm_1`,
]);
const banks = LAYERS.map((layer, i) => bankOf(layer, CLASSES, 6, i));
const labelSet = {
  ...SMALL_SET,
  rows: SMALL_SET.rows.map((row, i) => ({ ...row, name: CLASSES[i] ?? row.name })),
};

const { height, width, rows } = SMALL_SCENE;
const pixels = height * width;

/** Of an exemplar so large that each of its pixels has next to nothing: the numbers beside the scale are wide. */
const attention = (slots: number, share: number) => {
  const maps = seededNumbers(slots)(slots * pixels).map((x) => share * Math.abs(x));
  const side = { height, width, labels: rows, maps };
  const mask = new Float32Array(slots).fill(0.9);
  return { block: "up_1", slots, exemplar: side, target: side, mask };
};

const planes = LAYERS.flatMap((layer, i) =>
  (["scale", "shift"] as const).map((kind) => {
    return { layer, kind, weightY: 0.013 * i, weightX: -0.021, bias: -0.1, share: 0.0001 * i };
  }),
);

const effects = LAYERS.flatMap((layer, i) =>
  (["scale", "shift"] as const).map(
    (kind): PlaneEffectRow => ({
      ...{ layer, kind, place: "centre", dy: 0, dx: 0 },
      ...{ factor: 1 + 0.1 * i, bankMean: 1, effectiveMean: 1 + 0.1 * i },
    }),
  ),
);

const costs = ["SPADE", "CLADE"].map((method) => ({
  method,
  rows: LAYERS.map((name, i) => ({ name, way: "direct", nominal: 9e8 * (i + 1), executed: 4e8 })),
}));

const FIGURES: readonly Figure[] = [
  classNormsFigure(banks),
  classSimilarityFigure(banks[0]),
  layerSimilarityFigure(banks),
  labelMapFigure(SMALL_SCENE, { labelSet }),
  exemplarAttentionFigure(attention(6, 3e-5), { labelSet }),
  icpePlanesFigure(planes),
  planeEffectFigure(effects),
  executedCostFigure(costs, { size: { height: 256, width: 256 } }),
];

/** One page with all of them. */
const html = `<!doctype html><meta charset="utf-8"><body style="margin:1rem;color-scheme:light dark">
${FIGURES.map((figure, i) => figure.with({ embed: i === 0 ? "each" : "first" }).bundle()["text/html"]).join("\n")}`;

describe.skipIf(chromiumPath === undefined)("in Chromium, where there is one,", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
      args: ["--no-sandbox"],
    });
  });
  afterAll(() => browser?.close());

  /** @param use Gets the page when all figures are drawn. */
  async function shown<T>(pageWidth: number, use: (page: Page) => Promise<T>): Promise<T> {
    const page = await browser.newPage({ viewport: { width: pageWidth, height: 900 } });
    try {
      await page.setContent(html);
      await page.waitForFunction(
        (count) => document.querySelectorAll(".cladescope-plot .infolayer").length === count,
        FIGURES.length,
      );
      return await use(page);
    } finally {
      await page.close();
    }
  }

  test.each([380, 560, 660, 800, 1200, 1900])(
    "no text of a figure is cut or touches another on a page of %i pixels",
    async (pageWidth) => {
      const { count, flaws } = await shown(pageWidth, textsOfPlots);
      expect(flaws).toEqual([]);
      expect(count).toBeGreaterThan(250);
    },
  );

  test("nor does it when the page becomes narrower and wider again", async () => {
    await shown(1200, async (page) => {
      const before = await plotWidths(page);
      for (const pageWidth of [560, 1200]) {
        await resized(page, pageWidth);
        expect((await textsOfPlots(page)).flaws, `${pageWidth}`).toEqual([]);
      }
      expect(await plotWidths(page)).toEqual(before);
    });
  });

  test("what was zoomed and put into focus stays so on a page of another width", async () => {
    await shown(1200, async (page) => {
      const bars = page.locator(".cladescope-figure").last();
      await bars.getByRole("button", { name: "by the formula" }).click();
      const { x, y, width, height } = (await bars
        .locator(".nsewdrag")
        .first()
        .boundingBox()) as Box;
      await page.mouse.move(x + 0.2 * width, y + 0.2 * height);
      await page.mouse.down();
      await page.mouse.move(x + 0.6 * width, y + 0.7 * height, { steps: 4 });
      await page.mouse.up();
      const look = () =>
        bars.locator(".cladescope-plot").evaluate((plot) => {
          const { xaxis, yaxis } = (plot as unknown as { layout: Record<string, Ranged> }).layout;
          const faded = [...plot.querySelectorAll(".trace")].filter(
            (trace) => getComputedStyle(trace).opacity === "0.12",
          );
          return { x: xaxis.range, y: yaxis.range, faded: faded.length };
        });
      await expect.poll(async () => (await look()).x[0]).toBeGreaterThan(0);
      const before = await look();
      expect(before.faded).toBeGreaterThan(0);
      await resized(page, 700);
      expect(await look()).toEqual(before);
    });
  });
});

type Box = { x: number; y: number; width: number; height: number };
type Ranged = { range: readonly [number, number] };

function plotWidths(page: Page): Promise<number[]> {
  return page.$$eval(".cladescope-plot", (all) => all.map(({ clientWidth }) => clientWidth));
}

/** The page at another width, when all charts are laid out for it. */
async function resized(page: Page, pageWidth: number): Promise<void> {
  await page.setViewportSize({ width: pageWidth, height: 900 });
  await page.waitForFunction(
    (most) =>
      [...document.querySelectorAll(".cladescope-plot")].every((plot) => {
        const drawn = plot.querySelector(".main-svg")?.clientWidth ?? 0;
        const isRight = plot.clientWidth <= most && plot.clientWidth > 0.6 * most;
        return isRight && Math.abs(drawn - plot.clientWidth) < 1;
      }),
    pageWidth,
  );
}
