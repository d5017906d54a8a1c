/** Slips of plain JavaScript: what types would have refused is refused when it runs, too. */

import { describe, expect, test } from "vitest";
import { deviations } from "../../src/analysis/classes/deviations.ts";
import { distances } from "../../src/analysis/classes/distances.ts";
import { clusterRows, linkage } from "../../src/analysis/classes/linkage.ts";
import { clusterOrder } from "../../src/analysis/classes/orders.ts";
import { classSimilarity, nearestClasses } from "../../src/analysis/classes/similarity.ts";
import { unitDifference } from "../../src/analysis/positions/unit-differences.ts";
import { verdicts } from "../../src/analysis/replacement/verdict.ts";
import {
  channelRows,
  classChannelRows,
  classRows,
  layerRows,
  planeRows,
  profileRows,
} from "../../src/analysis/spatial/rows.ts";
import { bootstrap } from "../../src/analysis/statistics/bootstrap.ts";
import { overheads } from "../../src/engines/cost/overheads.ts";
import { CladescopeError } from "../../src/errors.ts";
import { boundaryProfileFigure } from "../../src/figures/boundary-profile.ts";
import { channelAwarenessFigure } from "../../src/figures/channel-awareness.ts";
import { classEmbeddingFigure } from "../../src/figures/class-embedding.ts";
import { classNormsFigure } from "../../src/figures/class-norms.ts";
import { classParametersFigure } from "../../src/figures/class-parameters.ts";
import { labelMapFigure } from "../../src/figures/label-map.ts";
import { positionalMapsFigure } from "../../src/figures/positional-maps.ts";
import { scaleShiftFigure } from "../../src/figures/scale-shift.ts";
import {
  classSimilarityFigure,
  classTrajectoryFigure,
  layerSimilarityFigure,
} from "../../src/figures/similarity.ts";
import { resizeNearest } from "../../src/labels/nearest.ts";
import { toBankRows } from "../../src/labels/to-bank-rows.ts";
import { positionalMap } from "../../src/positions/positional-map.ts";
import { toySceneData } from "../../src/training/toy-scenes/toy-scene-data.ts";
import { bankOf } from "./banks.ts";
import { SMALL_SET } from "./scenes.ts";

const names = ["sky", "tree", "road", "car", "person", "water"];
const banks = [0, 1, 2].map((i) => bankOf(`up_${i}.norm_0`, names, 8, i));
const [bank] = banks;
const size = { height: 2, width: 2 };
const raw = { ...size, values: Int32Array.of(1, 1, 2, 2) };
const labels = { ...size, rows: raw.values };

/** As a cell that nobody checked. */
// biome-ignore lint/suspicious/noExplicitAny: the slips are what types refuse.
const any = (value: unknown) => value as any;

/** What `call` says, which has to be one of our own messages. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(CladescopeError);
    return (error as Error).message;
  }
  throw new Error("it was accepted");
}

describe("an unknown word is refused, with those that there are", () => {
  const square = { size: 1, values: Float64Array.of(0) };
  test.each<readonly [string, () => unknown, RegExp]>([
    [
      "measure of a figure",
      () => classSimilarityFigure(bank, any({ measure: "euclid" })),
      /measure.*[\s\S]*"correlation", "cosine"[\s\S]*"euclid"/,
    ],
    ["measure", () => classSimilarity(bank, any({ measure: "cosin" })), /take "cosine"/],
    [
      "measure of neighbours",
      () => nearestClasses(bank, "sky", any({ measure: "cosin" })),
      /take "cosine"/,
    ],
    [
      "measure of a trajectory",
      () => classTrajectoryFigure(banks, "sky", any({ measure: "corelation" })),
      /take "correlation"/,
    ],
    ["part", () => deviations(bank, any({ part: "shfit" })), /take "shift"/],
    ["part of a figure", () => classEmbeddingFigure(banks, any({ part: "shfit" })), /take "shift"/],
    [
      "centring",
      () => layerSimilarityFigure(banks, any({ centring: "mean" })),
      /take "mean class"/,
    ],
    ["metric", () => distances(deviations(bank), any("euclid")), /metric[\s\S]*take "euclidean"/],
    [
      "metric of an order",
      () => clusterOrder(deviations(bank), any({ metric: "euclid" })),
      /take "euclidean"/,
    ],
    ["linkage", () => linkage(square, any("wards")), /method[\s\S]*take "ward"/],
    [
      "linkage of rows",
      () => clusterRows(square, any("centroid")),
      /"average", "complete", "single", "ward"/,
    ],
    [
      "unit a",
      () => unitDifference(raw, any("component"), any("objects"), {}),
      /^b: [\s\S]*"component", "class", "instance"[\s\S]*"objects"/,
    ],
    ["unit b", () => unitDifference(raw, any(undefined), "class"), /^a: /],
    ["unit", () => positionalMap(raw, any({ unit: "components" })), /take "component"/],
    [
      "unit of a figure",
      () => positionalMapsFigure(labels, positionalMap(raw), any({ unit: "objects" })),
      /"objects"/,
    ],
    ["measure of verdicts", () => verdicts([], any("SSIM")), /take "ssim"/],
    ["bootstrap", () => bootstrap([1, 2], any({ method: "BCa" })), /take "bca"/],
    [
      "values",
      () => toBankRows({ ...raw, kind: "array" } as never, any({ rows: 3, values: "row" })),
      /take "rows"/,
    ],
    ["rule", () => resizeNearest(raw.values, size, size, any("pillow")), /"pil", "torch"/],
    ["split", () => toySceneData(any({ seed: 1, split: "test" })), /"train", "held-out"/],
    ["convention", () => overheads(any({}), size, any("release")), /"published"/],
    ["quantity", () => classParametersFigure(banks, any({ quantity: "scales" })), /take "scale"/],
    ["order", () => classNormsFigure(banks, any({ order: "norms" })), /take "norm"/],
    ["by", () => boundaryProfileFigure([], any({ by: "classes" })), /"layer", "class"/],
    ["theme", () => labelMapFigure(labels, any({ theme: "drak" })), /take "dark"/],
    ["width", () => labelMapFigure(labels, any({ width: "triple" })), /single or double/],
    ["embed", () => labelMapFigure(labels, any({ embed: "always" })), /"first", "each", "none"/],
  ])("%s", (_, call, message) => {
    expect(refusal(call)).toMatch(message);
  });
});

describe("an unknown option is refused, with the nearest", () => {
  const figure = classNormsFigure(banks);
  test.each<readonly [string, () => unknown, RegExp]>([
    [
      "layer",
      () => classParametersFigure(banks, any({ layer: "up_9" })),
      /there is no such option[\s\S]*quantity, order/,
    ],
    ["colour", () => labelMapFigure(labels, any({ labelset: null })), /take "labelSet"/],
    ["of all figures", () => figure.with(any({ Theme: "dark" })), /take "theme"/],
  ])("%s", (_, call, message) => {
    expect(refusal(call)).toMatch(message);
  });

  test("but options that several figures share may have a label set", () => {
    const shared = { labelSet: SMALL_SET, provenance: { version: "0" } };
    expect(classNormsFigure(banks, shared).title).toBe(figure.title);
  });

  test("of save(), which leaves nothing behind", async () => {
    await expect(figure.save("never.png", any({ dpis: 300 }))).rejects.toThrow(
      /save: options: there is no such option[\s\S]*width, theme, dpi, comments[\s\S]*take "dpi"/,
    );
  });
});

describe("one bank, a list of banks and the class are told apart", () => {
  test.each<readonly [string, () => unknown, RegExp]>([
    [
      "no bank",
      () => channelAwarenessFigure(any(undefined), "sky"),
      /not the class bank of one layer[\s\S]*undefined/,
    ],
    ["no class", () => channelAwarenessFigure(bank, any(undefined)), /no class is named/],
    ["a list for one", () => scaleShiftFigure(any(banks)), /a list of 3[\s\S]*banks\[0\]/],
    ["a list for one, compared", () => classSimilarityFigure(any(banks)), /a list of 3/],
    [
      "one for a list",
      () => layerSimilarityFigure(any(bank)),
      /one bank, up_0\.norm_0[\s\S]*\[bank\]/,
    ],
    ["one for a list, shown", () => classParametersFigure(any(bank)), /\[bank\]/],
    ["one for a list, along the layers", () => classTrajectoryFigure(any(bank), "sky"), /\[bank\]/],
    ["a promise", () => classNormsFigure(any(Promise.resolve(banks))), /wants an await/],
    ["a list in a list", () => classEmbeddingFigure(any([banks])), /not the class banks/],
  ])("%s", (_, call, message) => {
    expect(refusal(call)).toMatch(message);
  });
});

describe("the statistics of one layer and of all are told apart", () => {
  const layer = any({ description: { layer: "up_0.norm_0" } });
  test.each([profileRows, channelRows, classRows, classChannelRows])("$name of all", (rows) => {
    expect(refusal(() => rows(any([layer, layer])))).toMatch(/a list of 2 layers[\s\S]*flatMap/);
  });

  test.each([layerRows, planeRows])("$name of one", (rows) => {
    expect(refusal(() => rows(layer))).toMatch(/one layer, up_0\.norm_0[\s\S]*\[layer\]/);
  });
});

test("a class with a name that is like no other is not guessed", () => {
  const message = refusal(() => scaleShiftFigure(bank, { focus: ["zebra"] }));
  expect(message).not.toContain("if that is what you mean");
});
