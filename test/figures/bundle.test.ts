import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Figure, FigureOptions } from "../../src/figures/figure.ts";
import { bankOf } from "./banks.ts";
import { TEST_PROVENANCE } from "./golden.ts";

const names = ["sky", "tree", "road", "car", "person", "water"];

// What was shown first is remembered for as long as a kernel lives: each test starts another.
let figures: {
  heatMap(options?: FigureOptions): Figure;
  chart(name: string, options?: FigureOptions): Figure;
  large(): Figure;
};
beforeEach(async () => {
  vi.resetModules();
  const { classParametersFigure } = await import("../../src/figures/class-parameters.ts");
  const { Figure } = await import("../../src/figures/figure.ts");
  const { varianceSplitView } = await import("../../src/figures/views/variance-split.ts");
  const rows = ["up_0.norm_0", "up_1.norm_0"].map((layer, i) => ({
    ...{ layer, channels: 4, pixels: 64, withinScale: 1, betweenScale: 1 },
    ...{ withinShift: 1, betweenShift: 1, share: i / 4, mixedShare: 0.5 },
  }));
  figures = {
    heatMap: (options) => classParametersFigure([bankOf("up_2.norm_0", names, 24, 1)], options),
    chart: (name, options = {}) =>
      Figure.of(varianceSplitView, { networks: [{ name, rows }] }, options),
    large: () => {
      const many = Array.from({ length: 150 }, (_, i) => `class ${i}`);
      const banks = Array.from({ length: 12 }, (_, i) => bankOf(`layer_${i}`, many, 1024, i + 1));
      return classParametersFigure(banks, { order: "index", provenance: TEST_PROVENANCE });
    },
  };
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const html = (figure: Figure) => String(figure.bundle()["text/html"] ?? "");
const plotly = (figure: Figure) => html(figure).includes('data-shared="cladescope-plotly-');
const types = (figure: Figure) => Object.keys(figure.bundle()).sort();

describe("plotly", () => {
  test("comes with the first chart, each time that it is shown", () => {
    const shown = ["a", "b", "a", "c"].map((name) => plotly(figures.chart(name)));
    expect(shown).toEqual([true, false, true, false]);
  });

  test("is not taken along by heat maps, which have a viewer of their own", () => {
    expect(plotly(figures.heatMap())).toBe(false);
    expect(plotly(figures.chart("a"))).toBe(true);
  });

  test("is not taken away from the notebook by a file that was saved before", async () => {
    await import("../../src/figures/save/save.ts").then(({ fileOf }) => {
      const picture = { title: "t", alt: "a", text: "t", rows: () => [], chart: emptyChart };
      const words = { title: "t", alt: "a", source: "s" };
      return fileOf("html", picture, words, figures.chart("a").spec(), {});
    });
    expect(plotly(figures.chart("b"))).toBe(true);
  });

  test("comes with every figure where each stands in a frame of its own", () => {
    vi.stubEnv("COLAB_RELEASE_TAG", "release-colab");
    expect(["a", "b"].map((name) => plotly(figures.chart(name)))).toEqual([true, true]);
    vi.unstubAllEnvs();
    vi.stubEnv("CLADESCOPE_EMBED", "each");
    expect(["a", "b"].map((name) => plotly(figures.chart(name)))).toEqual([true, true]);
  });

  test("its JSON is there if asked for, and uploads nothing", () => {
    const json = "application/vnd.plotly.v1+json";
    expect(types(figures.chart("a"))).not.toContain(json);
    const asked = figures.chart("a", { plotlyJson: true }).bundle()[json];
    expect(asked).toMatchObject({ data: expect.any(Array), layout: expect.any(Object) });
    expect(JSON.parse(JSON.stringify(asked))).toEqual(asked); // nothing that JSON has no word for
    expect(JSON.stringify(asked)).not.toMatch(/showSendToCloud":true|plotlyServerURL/);
  });
});

test("CLADESCOPE_EMBED=none leaves the picture and the words, and what it does not know is an error", () => {
  vi.stubEnv("CLADESCOPE_EMBED", "none");
  expect(types(figures.chart("a"))).toEqual(["image/png", "text/plain"]);
  vi.stubEnv("CLADESCOPE_EMBED", "cdn");
  expect(() => figures.chart("a").bundle()).toThrow(/CLADESCOPE_EMBED[\s\S]*first, each, none/);
});

test("a figure that makes a notebook heavy warns, once it is shown, and says how to shrink it", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  figures.chart("a").bundle(); // plotly is not the figure's fault
  figures.heatMap().bundle();
  expect(warn).not.toHaveBeenCalled();
  const figure = figures.large();
  expect(warn).not.toHaveBeenCalled();
  const { length } = JSON.stringify(figure.bundle());
  expect(length).toBeGreaterThan(2_000_000);
  expect(warn).toHaveBeenCalledTimes(1);
  const [text] = warn.mock.calls[0] as [string];
  expect(text).toContain(`"${figure.title}" has ${(length / 1e6).toFixed(1)} MB`);
  expect(text).toMatch(/fewer layers.*fig\.save\("figure\.html"\)/);
});

test("the pictures of figures in a notebook are small", () => {
  const png = (figure: Figure) => String(figure.bundle()["image/png"]).length;
  expect(png(figures.chart("a"))).toBeLessThan(40_000);
  expect(png(figures.heatMap())).toBeLessThan(50_000);
});

test("what a figure says cannot become markup or end its script", () => {
  const evil = '</script><img src=x onerror="alert(1)"><!--';
  const text = html(figures.chart(evil));
  expect(text).not.toContain("<img src=x");
  expect(text).not.toContain("<!--");
  expect(text.match(/<\/script>/g)).toHaveLength(4); // core, plotly, payload, loader
});

function emptyChart() {
  return { title: "t", panels: [] };
}
