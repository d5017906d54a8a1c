import { expect, test } from "vitest";
import type { ActivationRow } from "../../src/analysis/activations.ts";
import type { PixelExplanation } from "../../src/analysis/pixel.ts";
import { activationsFigure } from "../../src/figures/activations.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { pixelFigure } from "../../src/figures/pixel.ts";
import type { LayerCostInput } from "../../src/figures/views/cost.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";
import { SMALL_SET } from "./scenes.ts";

const provenance = TEST_PROVENANCE;

const step = (symbol: string, value: number, formula = "", source = "") => ({
  symbol,
  value,
  formula,
  source,
});

const labels = Int32Array.of(
  -1,
  -1,
  -1,
  -1,
  -1,
  0,
  0,
  0,
  0,
  1,
  0,
  0,
  0,
  1,
  1,
  0,
  0,
  1,
  1,
  1,
  2,
  2,
  2,
  2,
  2,
);

const spade: PixelExplanation = {
  layer: "up_2.norm_0",
  channel: 5,
  y: 1,
  x: 7,
  height: 12,
  width: 24,
  class: 0,
  className: "sky",
  steps: [
    step("x", 1.5, "", "activation up_2.norm_0.input[0, 5, 1, 7]"),
    step("μ", 0.5, "", "up_2.norm_0.param_free_norm.running_mean[5]"),
    step("σ²", 0.25, "", "up_2.norm_0.param_free_norm.running_var[5]"),
    step("ε", 1e-5, "", "constant of the released code"),
    step("x̂", 1.99996, "(x − μ) / √(σ² + ε)"),
    step("γ", 0.5, "", "up_2.norm_0.mlp_gamma[5] of the 5×5 labels around the pixel (row 3 of 90)"),
    step("β", -1, "", "up_2.norm_0.mlp_beta[5] of the 5×5 labels around the pixel (row 3 of 90)"),
    step("scale", 1.5, "1 + γ"),
    step("shift", -1, "β"),
    step("y", 1.99994, "scale · x̂ + shift", "activation up_2.norm_0[0, 5, 1, 7]"),
  ],
  result: 1.99994,
  engine: 1.99994,
  patch: { labels, edges: labels.map((label) => Number(label === 1)) },
};

test("a pixel of SPADE: x to y in boxes, sources below, its 5×5 labels beside", () => {
  const figure = pixelFigure(spade, { provenance, labelSet: SMALL_SET });
  expect(figure.text).toContain("around the pixel: outside the picture, sky, tree, road");
  expectGolden(figure, "pixel-spade");
});

test("without a label set, labels go by their rows", () => {
  expect(pixelFigure(spade).alt).toContain("class 0, class 1, class 2");
});

test("the appended channel of instance edges is explained in its own steps", () => {
  const edge: PixelExplanation = {
    ...spade,
    channel: 64,
    patch: null,
    steps: [
      step("edge", 1, "", "edge map[1, 7]"),
      step("w", 0.25, "", "up_2.norm_0.inst_conv.weight[0, 0, 0, 0]"),
      step("b", Number.NaN, "", "up_2.norm_0.inst_conv.bias[0]"),
      step("y", Number.NaN, "w · edge + b", "activation up_2.norm_0"),
    ],
    result: Number.NaN,
    engine: Number.NaN,
  };
  expectGolden(pixelFigure(edge, { provenance }), "pixel-edge");
});

test("rows are the steps, every number with its source", () => {
  const rows = pixelFigure(spade).rows();
  expect(rows.map(({ symbol }) => symbol)).toEqual(spade.steps.map(({ symbol }) => symbol));
  expect(rows[1]).toMatchObject({
    value: 0.5,
    source: "up_2.norm_0.param_free_norm.running_mean[5]",
  });
});

function activations(layer: string, channels: number, appended: boolean): ActivationRow[] {
  const random = seededNumbers(channels)(4 * channels);
  const row = (stage: "before" | "after", channel: number): ActivationRow => {
    const mean = random[2 * channel + Number(stage === "after")];
    const sd = 0.5 + 0.4 * Math.abs(random[channel]);
    return {
      layer,
      channel,
      stage,
      appended: channel === channels,
      mean: channel === channels ? 0.2 : mean,
      sd,
      min: mean - 3 * sd,
      max: mean + 3 * sd,
      negative: 0.4,
    };
  };
  const all = Array.from({ length: channels }, (_, c) => c);
  return [
    ...all.map((c) => row("before", c)),
    ...[...all, ...(appended ? [channels] : [])].map((c) => row("after", c)),
  ];
}

test("activations of one layer, with the appended channel in a colour of its own", () => {
  const figure = activationsFigure(activations("up_3.norm_0", 12, true), { provenance });
  expectGolden(figure, "activations");
});

test("many channels are a band; of five layers two stand in a row", () => {
  const rows = [120, 40, 20, 10, 3].flatMap((n, i) => activations(`up_${i}.norm_0`, n, false));
  expectGolden(activationsFigure(rows, { provenance }), "activations-layers");
});

/** As costOf() counts them: a modulation, the convolution after it, and what is no business of either. */
function costs(layers: readonly string[]): LayerCostInput[] {
  return layers.flatMap((name, i): LayerCostInput[] => [
    { name, kind: "modulation", parameters: 2000 >> i, macs: i === 1 ? 0 : 40_000 << i },
    {
      name: name.replace("norm", "conv"),
      kind: "convolution",
      parameters: 30_000 >> i,
      macs: 9_000_000 << i,
    },
    { name: `${name}.other`, kind: "linear", parameters: 1, macs: 1 },
  ]);
}

test("with costs, those of a layer's modulation and of the convolution after it stand beside, joined by name", () => {
  const names = ["up_2.norm_0", "up_2.norm_1", "up_3.norm_s"];
  const rows = names.flatMap((name, i) => activations(name, 6 - i, i === 2));
  const figure = activationsFigure(rows, { provenance, costs: costs([...names].reverse()) });
  expectGolden(figure, "activations-costs");
  const joined = figure.rows();
  expect(joined).toHaveLength(rows.length);
  for (const [i, row] of joined.entries()) expect(row).toMatchObject({ ...rows[i] });
  expect(joined[0]).toMatchObject({
    modulationParameters: 500,
    modulationMacs: 160_000,
    convolutionParameters: 7500,
    convolutionMacs: 36_000_000,
  });
  expect(joined.at(-1)).toMatchObject({ layer: "up_3.norm_s", modulationParameters: 2000 });
  expect(figure.text.split("\n")[0]).toContain(
    "modulation 0.16 million multiply-adds and 500 parameters, the convolution after it 36 million multiply-adds and 7,500 parameters",
  );
  expect(figure.alt).toContain("7,500 parameters");
  const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
  expect(again.svg()).toBe(figure.svg());
  expect(again.rows()).toEqual(joined);
});

test("costs of a network without the layer are refused", () => {
  const rows = activations("up_2.norm_0", 3, false);
  expect(() => activationsFigure(rows, { costs: costs(["up_3.norm_0"]) })).toThrow(
    /no cost for this layer[\s\S]*up_2.norm_0[\s\S]*up_2.conv_0[\s\S]*of up_3.norm_0/,
  );
  expect(() => activationsFigure(rows, { costs: [] })).toThrow(/no layer/);
});

test("channels that are constant or not finite break nothing", () => {
  const rows = activations("a", 3, false).map((row, i) => ({
    ...row,
    mean: i === 0 ? Number.NaN : 0,
    sd: 0,
  }));
  const figure = activationsFigure(rows, { provenance });
  expect(figure.text).toContain("1 channel is not finite");
  expect(figure.svg()).not.toContain("NaN");
});

test("the same figures come of their JSON", () => {
  for (const figure of [
    pixelFigure(spade, { provenance }),
    activationsFigure(activations("a", 3, true), { provenance }),
  ]) {
    const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
    expect(again.svg()).toBe(figure.svg());
    expect(again.rows()).toEqual(figure.rows());
  }
});

test("no activations, no figure", () => {
  expect(() => activationsFigure([])).toThrow(/no activation to show/);
});
