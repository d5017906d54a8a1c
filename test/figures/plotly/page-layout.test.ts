import { expect, test } from "vitest";
import type { Chart, Panel } from "../../../src/figures/chart/chart.ts";
import { THEMES } from "../../../src/figures/color/theme.ts";
import { pageLayout } from "../../../src/figures/plotly/page-layout.ts";
import { onPage } from "../../../src/figures/plotly/page-units.ts";
import { touchingTexts } from "../../../src/figures/plotly/touching-texts.ts";
import { textWidth } from "../../../src/figures/text/font.ts";

const theme = onPage(THEMES.light);
const drawingWidth = 400;

/** Pixels with texts in a row among them. */
const picture = (texts: readonly string[]): Panel => ({
  x: { kind: "pixels", size: texts.length },
  y: { kind: "pixels", size: 1 },
  height: { aspect: 0.5 },
  marks: [
    {
      kind: "texts",
      x: texts.map((_, i) => i + 0.5),
      y: texts.map(() => 0.5),
      texts,
      color: "ink",
    },
  ],
});
const bars: Panel = {
  x: { kind: "linear", label: "share", domain: [0, 1] },
  y: { kind: "band", label: "", names: ["wall of a building", "car"] },
  height: { points: 40 },
  marks: [],
};
const laidOut = (panels: readonly Panel[], pageWidth: number) => {
  const chart: Chart = { title: "", panels };
  return pageLayout(chart, { pageWidth, drawingWidth }, theme, textWidth);
};

test("on every page names have the room that they take, and panels the rest", () => {
  const name = textWidth("wall of a building", theme.fontSize - 1);
  const rooms = [250, 400, 600].map((pageWidth) => {
    const { width, panels } = laidOut([bars], pageWidth);
    expect(width).toBe(pageWidth);
    const [{ inside, yTickWidth }] = panels;
    expect(yTickWidth).toBeCloseTo(name, 9);
    expect(inside.height).toBe(40);
    return { left: inside.x, right: width - inside.x - inside.width };
  });
  expect(rooms[1]).toEqual(rooms[0]);
  expect(rooms[2]).toEqual(rooms[0]);
});

test("pictures keep their shape, and stop to grow on a very wide page", () => {
  for (const pageWidth of [250, 400, 600, 900]) {
    const { width, panels } = laidOut([picture(["one"])], pageWidth);
    expect(width).toBe(Math.min(pageWidth, 640));
    expect(panels[0].inside.height).toBeCloseTo(panels[0].inside.width / 2, 9);
  }
});

test("on a page that is too narrow for its texts a chart is wider than the page, but no wider than it must be", () => {
  const texts = ["−0.4651", "0.1264", "0.03471", "0.8066", "0.7719", "0.2745", "−0.7255"];
  const { width } = laidOut([picture(texts)], 200);
  expect(width).toBeGreaterThan(200);
  expect(width).toBeLessThan(drawingWidth);
  expect(touchingTexts(laidOut([picture(texts)], width), theme, textWidth)).toBe(0);
  expect(laidOut([picture(["0", "1"])], 200).width).toBe(200);
});

test("what touches in the drawing too makes no chart wider than it", () => {
  const crowd = Array.from({ length: 40 }, (_, i) => `class ${i}`);
  const { width } = laidOut([picture(crowd)], 200);
  expect(width).toBe(drawingWidth);
});

test("titles and labels of axes are whole on a narrow page, in more lines", () => {
  const label = "distance from the border in pixels of the layer";
  const title = "rank correlation of class distances";
  const panel: Panel = { ...bars, title, x: { kind: "linear", label, domain: [0, 1] } };
  const chart: Chart = { title: "", panels: [panel, panel], columns: 2 };
  const { panels } = pageLayout(chart, { pageWidth: 350, drawingWidth }, theme, textWidth);
  for (const { titleLines, xLabelLines } of panels) {
    expect(titleLines.length).toBeGreaterThan(1);
    expect(titleLines.join(" ")).toBe(title);
    expect(xLabelLines.length).toBeGreaterThan(1);
    expect(xLabelLines.join(" ")).toBe(label);
  }
});
