import { expect, test } from "vitest";
import type { Panel } from "../../../src/figures/chart/chart.ts";
import { chartDrawing } from "../../../src/figures/chart/draw-chart.ts";
import { DIVERGING } from "../../../src/figures/color/colormap.ts";
import { themeOf } from "../../../src/figures/color/theme.ts";
import { svgText } from "../../../src/figures/save/svg.ts";
import { textWidth } from "../../../src/figures/text/font.ts";

const WIDTH = 400;
const COLUMNS = 5;

function panel(title: string, more: Partial<Panel> = {}): Panel {
  const pixels = { kind: "pixels", size: 8 } as const;
  return { title, x: pixels, y: pixels, height: { points: 80 }, marks: [], ...more };
}

/** Texts of a chart with their places, and its height. */
function written(panels: readonly Panel[]) {
  const drawing = chartDrawing(
    { title: "A chart", columns: COLUMNS, panels },
    WIDTH,
    themeOf("light"),
  );
  const svg = svgText(drawing, { title: "", alt: "", source: "" });
  const texts = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)<\/text>/g)];
  return {
    height: drawing.height,
    texts: texts.map(([, x, y, text]) => ({ x: Number(x), y: Number(y), text })),
  };
}

test("a panel's title that is too wide goes on in the next line, and the pictures stay side by side", () => {
  const names = ["before", "only between classes", "rows of CLADE-ICPE", "scale", "shift"];
  const { texts, height } = written(names.map((name) => panel(name)));
  const words = texts.map(({ text }) => text).join(" ");
  for (const name of names) for (const word of name.split(" ")) expect(words).toContain(word);
  expect(words).not.toContain("…");
  const room = WIDTH / COLUMNS;
  for (const { text } of texts.slice(1)) expect(textWidth(text, 8, true)).toBeLessThan(room);
  // The last lines of all titles are in a row.
  const at = (text: string) => texts.find((one) => one.text === text)?.y;
  expect(at("before")).toBe(at("classes"));
  expect(at("scale")).toBe(at("classes"));
  const short = written(["a", "b", "c", "d", "e"].map((name) => panel(name)));
  expect(height).toBeGreaterThan(short.height);
});

test("a title beyond all measure is cut after three lines", () => {
  const { texts } = written([panel("many words that go on and on ".repeat(5)), panel("b")]);
  expect(texts.filter(({ text }) => /many|on/.test(text))).toHaveLength(3);
  expect(texts.some(({ text }) => text.endsWith("…"))).toBe(true);
});

test("a scale has two numbers or more beside the one that changes nothing, whatever it covers", () => {
  for (const range of [0.013, 0.04, 0.07, 0.1, 0.3, 0.4, 0.49, 0.5, 0.8, 1, 3, 4.9, 20]) {
    for (const points of [40, 60, 94, 130]) {
      const domain = { low: 1 - range, high: 1 + range };
      const neutral = { value: 1, name: "one" };
      const colorbar = { label: "", colormap: DIVERGING, domain, neutral };
      const { texts } = written([panel("map", { height: { points }, colorbar })]);
      const ticks = texts.filter(({ text }) => /^[−\d.]+$/.test(text));
      expect(ticks.length, `${range} on ${points}`).toBeGreaterThanOrEqual(2);
      const places = [...ticks, ...texts.filter(({ text }) => text === "one")]
        .map(({ y }) => y)
        .sort((a, b) => a - b);
      for (const [i, y] of places.slice(1).entries()) expect(y - places[i]).toBeGreaterThan(6);
    }
  }
});
