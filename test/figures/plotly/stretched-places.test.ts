import fc from "fast-check";
import { expect, test } from "vitest";
import type { Chart, Panel } from "../../../src/figures/chart/chart.ts";
import type { PlotlyPlaces } from "../../../src/figures/plotly/plotly-figure.ts";
import { stretchedPlaces } from "../../../src/figures/plotly/stretched-places.ts";

const panel = (height: Panel["height"]): Panel => ({
  x: { kind: "pixels", size: 1 },
  y: { kind: "pixels", size: 1 },
  height,
  marks: [],
});

/** Two pictures beside each other, a chart below, one more picture. */
const chart: Chart = {
  title: "",
  panels: [
    panel({ aspect: 1 }),
    panel({ aspect: 0.5 }),
    panel({ points: 40 }),
    panel({ aspect: 1 }),
  ],
};
const places: PlotlyPlaces = {
  width: 200,
  top: 10,
  bottom: 330,
  insides: [
    { x: 0, y: 20, width: 100, height: 100 },
    { x: 100, y: 20, width: 100, height: 50 },
    { x: 0, y: 160, width: 200, height: 40 },
    { x: 0, y: 220, width: 100, height: 100 },
  ],
  titles: ["a", null, null, null],
  captions: [
    { top: 130, lines: ["one"] },
    { top: 80, lines: [] },
    { top: 205, lines: [] },
    { top: 325, lines: ["two"] },
  ],
};

test("in a wider page pictures are higher, and what stands between and below them is not", () => {
  const wider = stretchedPlaces(places, chart, 1.5);
  expect(wider.insides).toEqual([
    { x: 0, y: 20, width: 100, height: 150 },
    { x: 100, y: 20, width: 100, height: 75 },
    { x: 0, y: 210, width: 200, height: 40 },
    { x: 0, y: 270, width: 100, height: 150 },
  ]);
  expect(wider.captions.map(({ top }) => top)).toEqual([180, 110, 255, 425]);
  expect(wider).toMatchObject({ top: 10, bottom: 430, width: 200, titles: places.titles });
});

test("a page of the drawing's width changes nothing; there are ends in both directions", () => {
  expect(stretchedPlaces(places, chart, 1)).toEqual(places);
  expect(stretchedPlaces(places, chart, 9)).toEqual(stretchedPlaces(places, chart, 1.6));
  expect(stretchedPlaces(places, chart, 0)).toEqual(stretchedPlaces(places, chart, 0.6));
});

test("charts without pictures are as high in every page, and distances of others stay", () => {
  const points: Chart = { ...chart, panels: chart.panels.map(() => panel({ points: 40 })) };
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 3, noNaN: true }), (widening) => {
      expect(stretchedPlaces(places, points, widening)).toEqual(places);
      const { insides, captions, bottom } = stretchedPlaces(places, chart, widening);
      expect(captions[0].top - (insides[0].y + insides[0].height)).toBeCloseTo(10, 9);
      expect(insides[2].height).toBeCloseTo(40, 9);
      expect(bottom - (insides[3].y + insides[3].height)).toBeCloseTo(10, 9);
    }),
  );
});
