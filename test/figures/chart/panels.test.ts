import { expect, test } from "vitest";
import type { Panel } from "../../../src/figures/chart/chart.ts";
import { chartDrawing } from "../../../src/figures/chart/draw-chart.ts";
import { themeOf } from "../../../src/figures/color/theme.ts";
import { svgText } from "../../../src/figures/save/svg.ts";
import { textWidth } from "../../../src/figures/text/font.ts";

const WIDTH = 400;
const COLUMNS = 5;

function panel(title: string): Panel {
  const pixels = { kind: "pixels", size: 8 } as const;
  return { title, x: pixels, y: pixels, height: { points: 80 }, marks: [] };
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
