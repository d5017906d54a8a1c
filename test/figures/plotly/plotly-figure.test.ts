import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { PlaneEffectRow } from "../../../src/analysis/positions/plane-effects.ts";
import { channelAwarenessFigure } from "../../../src/figures/channel-awareness.ts";
import { layOut } from "../../../src/figures/chart/layout.ts";
import { classParametersFigure } from "../../../src/figures/class-parameters.ts";
import { THEMES } from "../../../src/figures/color/theme.ts";
import { executedCostFigure } from "../../../src/figures/executed-cost.ts";
import type { Figure } from "../../../src/figures/figure.ts";
import type { Payload } from "../../../src/figures/html/payload.ts";
import { unpackedBytes } from "../../../src/figures/pack.ts";
import { planeEffectFigure } from "../../../src/figures/plane-effect.ts";
import { onPage } from "../../../src/figures/plotly/page-units.ts";
import { plotlyFigure } from "../../../src/figures/plotly/plotly-figure.ts";
import { layerSimilarityFigure } from "../../../src/figures/similarity.ts";
import { textWidth } from "../../../src/figures/text/font.ts";
import { varianceSplitFigure } from "../../../src/figures/variance-split.ts";
import { bankOf } from "../banks.ts";

/** What a figure's script in a page gets, through everything that is on the way. */
function inPage(figure: Figure): Payload {
  const html = String(figure.bundle()["text/html"]);
  const text = /data-payload>([^<]*)</.exec(html)?.[1] ?? "";
  return unpackedBytes(gunzipSync(Buffer.from(text, "base64")), "payload") as Payload;
}

function drawn(figure: Figure) {
  const { chart, width } = inPage(figure);
  const theme = onPage(THEMES.light);
  return plotlyFigure(layOut(chart, width, theme, textWidth), theme, textWidth, () => "");
}

const row = {
  layer: "up_0.norm_0",
  channels: 4,
  pixels: 16,
  withinScale: 1,
  betweenScale: 1,
  withinShift: 0,
  betweenShift: 2,
  share: 0.25,
  mixedShare: 0.5,
};

test("a chart without panel titles comes through the page's payload, NaN included", () => {
  const broken = { ...row, layer: "up_0.norm_1", share: Number.NaN };
  const { data, layout, config } = drawn(varianceSplitFigure({ SPADE: [row, broken] }));
  expect(data.map(({ type }) => type)).toEqual(["scatter", "scatter"]);
  expect(data[1]).toMatchObject({ x: [0.25, Number.NaN], meta: "SPADE" });
  expect(layout.annotations).toEqual([]);
  expect(config.showSendToCloud).toBe(false);
});

test("boxes in front of others stay at their height: bars are not put side by side", () => {
  const rows = [{ name: "conv_img", way: "direct", nominal: 9, executed: 4 }];
  const size = { height: 8, width: 8 };
  const { data, layout } = drawn(executedCostFigure([{ method: "CLADE", rows }], { size }));
  expect(data.map(({ type, base, x, y }) => ({ type, base, x, y }))).toEqual([
    { type: "bar", base: [0], x: [9], y: [0.5] },
    { type: "bar", base: [0], x: [4], y: [0.5] },
  ]);
  expect(layout.barmode).toBe("overlay");
});

test("titles of panels stand above them, as text and not as markup", () => {
  const bank = bankOf("up_0.norm_0", ["<b>sky</b>", "tree"], 6, 1);
  const figure = channelAwarenessFigure(bank, 0);
  const { layout } = drawn(figure);
  const titles = (layout.annotations as { text: string }[]).map(({ text }) => text);
  expect(titles).toEqual(["<b>strongest channels</b>", "<b>held by the first channels</b>"]);
  expect(JSON.stringify(layout)).not.toContain("<b>sky</b>");
});

test("panels beside the one that has the names have a frame all around, as drawn", () => {
  const rows = (["scale", "shift"] as const).map((kind): PlaneEffectRow => {
    return {
      layer: "up_0.norm_0",
      kind,
      place: "centre",
      dy: 0,
      dx: 0,
      factor: 1.1,
      bankMean: 1,
      effectiveMean: 1.1,
    };
  });
  const { layout } = drawn(planeEffectFigure(rows));
  for (const name of ["yaxis", "yaxis2", "yaxis3", "yaxis4"]) {
    expect(layout[name], name).toMatchObject({ showline: true, mirror: true });
  }
});

test("the scale of a matrix is as high as the matrix", () => {
  const banks = [0, 1, 2].map((i) => bankOf(`up_${i}.norm_0`, ["sky", "tree", "car"], 6, i));
  const { data, layout } = drawn(layerSimilarityFigure(banks));
  const { domain } = layout.yaxis2 as { domain: [number, number] };
  const { colorbar } = data[1] as { colorbar: Record<string, number> };
  expect(colorbar.len).toBeCloseTo(domain[1] - domain[0], 12);
  expect(colorbar).toMatchObject({ y: domain[1], ypad: 0 });
});

test("a scale behind the tree of a heat map is that of the map", () => {
  const bank = bankOf("up_0.norm_0", ["sky", "tree", "car"], 6, 1);
  const json = classParametersFigure([bank], { plotlyJson: true }).bundle();
  const { data } = json["application/vnd.plotly.v1+json"] as ReturnType<typeof drawn>;
  const maps = data.filter(({ type }) => type === "heatmap");
  expect(maps.map(({ showscale }) => showscale)).toEqual([true]);
});
