import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { channelAwarenessFigure } from "../../../src/figures/channel-awareness.ts";
import { THEMES } from "../../../src/figures/color/theme.ts";
import type { Figure } from "../../../src/figures/figure.ts";
import type { Payload } from "../../../src/figures/html/payload.ts";
import { unpackedBytes } from "../../../src/figures/pack.ts";
import { plotlyFigure } from "../../../src/figures/plotly/plotly-figure.ts";
import { varianceSplitFigure } from "../../../src/figures/variance-split.ts";
import { bankOf } from "../banks.ts";

/** What a figure's script in a page gets, through everything that is on the way. */
function inPage(figure: Figure): Payload {
  const html = String(figure.bundle()["text/html"]);
  const text = /data-payload>([^<]*)</.exec(html)?.[1] ?? "";
  return unpackedBytes(gunzipSync(Buffer.from(text, "base64")), "payload") as Payload;
}

function drawn(figure: Figure) {
  const { chart, places } = inPage(figure);
  return plotlyFigure(chart, places, THEMES.light, () => "");
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

test("titles of panels stand above them, as text and not as markup", () => {
  const bank = bankOf("up_0.norm_0", ["<b>sky</b>", "tree"], 6, 1);
  const figure = channelAwarenessFigure(bank, 0);
  const { layout } = drawn(figure);
  const titles = (layout.annotations as { text: string }[]).map(({ text }) => text);
  expect(titles).toEqual(["<b>strongest channels</b>", "<b>held by the first channels</b>"]);
  expect(JSON.stringify(layout)).not.toContain("<b>sky</b>");
});
