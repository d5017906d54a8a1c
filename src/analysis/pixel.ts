/**
 * One pixel explained: how a normalisation layer gets from x to y there, with where every number comes from.
 *
 * `x̂ = (x − μ) / √(σ² + ε)`, `y = scale · x̂ + shift`.
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import { checkChoice } from "../labels/check-choice.ts";
import type { LabelSet } from "../labels/label-set.ts";
import { EPSILON } from "../modulation/batch-norm.ts";
import type { Plane } from "../modulation/clade.ts";
import type { Bank, Modulation } from "../modulation/modulation.ts";
import type { LayerActivations } from "./layer-activations.ts";
import { resolveChannel } from "./names.ts";

export interface PixelPlace {
  /** Of the activation; C itself is the channel that CLADE appends for instance edges. */
  readonly channel: number;
  readonly y: number;
  readonly x: number;

  /** Whether y and x count pixels of the layer (default) or of the picture. */
  readonly in?: "layer" | "picture" | undefined;

  /** Picture of the batch; default 0. */
  readonly picture?: number | undefined;
}

/** One number on the way, in the order in which they are made. */
export interface PixelStep {
  /** "x", "μ", "σ²", "x̂", "γ", "scale" … */
  readonly symbol: string;
  readonly value: number;

  /** How it follows from those before: "(x − μ) / √(σ² + ε)"; empty for what is read. */
  readonly formula: string;

  /**
   * Parameter, activation or map that it is read from, with its place: "up_2.norm_0.param_free_norm.running_mean[5]".
   * Of several, as for SPADE's γ and β, all keys as they are in the checkpoint, "mlp_gamma.weight[5]" being one output
   * channel's kernel.
   */
  readonly source: string;
}

export interface PixelExplanation {
  readonly layer: string;
  readonly channel: number;

  /** Place and size at the layer's resolution. */
  readonly y: number;
  readonly x: number;
  readonly height: number;
  readonly width: number;

  /** Bank row of the pixel's class. */
  readonly class: number;
  readonly className: string;
  readonly steps: readonly PixelStep[];

  /** What the steps come to, and what the engine has there. */
  readonly result: number;
  readonly engine: number;

  /** SPADE 3×3 and SEAN: the 5×5 labels and edge bits that scale and shift depend on, row by row; −1 outside the picture. */
  readonly patch: { readonly labels: Int32Array; readonly edges: Int32Array | null } | null;
}

/** @throws ModelError if there is no such channel, EngineError if there is no such pixel or picture. */
export function explainPixel(
  at: LayerActivations,
  place: PixelPlace,
  labelSet: LabelSet | null = null,
): PixelExplanation {
  const { layer, input, output, modulation } = at;
  const { name, channels } = layer;
  const [, , height, width] = input.shape;
  const { picture = 0 } = place;
  if (place.in !== undefined) checkChoice(EngineError, "in", place.in, ["layer", "picture"]);
  const channel = resolveChannel(output.shape[1], place.channel, name);
  const { y, x } = inLayer(place, at);
  checkPlace(at, { picture, y, x });
  const pixel = (picture * height + y) * width + x;
  const row = modulation.index.rows[pixel];
  const label = modulation.classes[row];
  const engine = output.data[((picture * output.shape[1] + channel) * height + y) * width + x];
  const steps =
    channel === channels
      ? appendedSteps(at, pixel, { y, x })
      : modulatedSteps(at, { picture, channel, y, x, row, label });
  return {
    layer: name,
    channel,
    y,
    x,
    height,
    width,
    class: label,
    className: labelSet?.rows[label]?.name ?? `${label}`,
    steps,
    result: steps[steps.length - 1].value,
    engine,
    patch: modulation.patterns === undefined ? null : patchOf(at, { picture, y, x }),
  };
}

/** The labels and edge bits around a pixel; −1 outside the picture. */
function patchOf(
  { layer, input, conditions }: LayerActivations,
  { picture, y, x }: Pick<Place, "picture" | "y" | "x">,
): NonNullable<PixelExplanation["patch"]> {
  const [, , height, width] = input.shape;
  const labels = new Int32Array(25).fill(-1);
  const edges = layer.method.instanceEdges ? new Int32Array(25).fill(-1) : null;
  for (let i = 0; i < 25; i++) {
    const [ny, nx] = [y + Math.floor(i / 5) - 2, x + (i % 5) - 2];
    if (ny < 0 || ny >= height || nx < 0 || nx >= width) continue;
    const p = (picture * height + ny) * width + nx;
    labels[i] = conditions.labels[p];
    if (edges !== null) edges[i] = conditions.edges?.[p] ?? 0;
  }
  return { labels, edges };
}

interface Place {
  readonly picture: number;
  readonly channel: number;
  readonly y: number;
  readonly x: number;
}

/** A pixel of the picture as the pixel of the layer whose square it is in. */
function inLayer(
  { y, x, in: where = "layer" }: PixelPlace,
  { picture, input }: LayerActivations,
): { y: number; x: number } {
  if (where === "layer") return { y, x };
  const [, , height, width] = input.shape;
  return {
    y: Math.floor((y * height) / picture.height),
    x: Math.floor((x * width) / picture.width),
  };
}

function modulatedSteps(
  at: LayerActivations,
  { picture, channel, y, x, row, label }: Place & { row: number; label: number },
): PixelStep[] {
  const { layer, modulation } = at;
  const { name, channels, method } = layer;
  const steps: PixelStep[] = [];
  const put = (symbol: string, value: number, formula: string, source = ""): number => {
    steps.push({ symbol, value, formula, source });
    return value;
  };
  const [, , height, width] = at.input.shape;
  const place = `[${picture}, ${channel}, ${y}, ${x}]`;
  const plane = (picture * channels + channel) * height * width;
  const value = put(
    "x",
    at.input.data[plane + y * width + x],
    "",
    `activation ${name}.input${place}`,
  );
  const { mean, variance, sources } = statisticsOf(at, channel, plane, height * width);
  put("μ", mean, sources.formulaMean, sources.mean);
  put("σ²", variance, sources.formulaVariance, sources.variance);
  put("ε", EPSILON, "", "constant of the released code");
  const xHat = put("x̂", (value - mean) / Math.sqrt(variance + EPSILON), "(x − μ) / √(σ² + ε)");

  const raw = (bank: "scale" | "shift") => modulation[bank].values[row * channels + channel];
  if (method.kind === "clade") {
    const affine = `${name}.class_specified_affine`;
    const gamma = put("γ", raw("scale"), "", `${affine}.weight[${label}, ${channel}]`);
    const beta = put("β", raw("shift"), "", `${affine}.bias[${label}, ${channel}]`);
    const planes = at.clade?.positional;
    if (planes === undefined) {
      put("scale", gamma, "γ", "CLADE has no 1 +");
      put("shift", beta, "β");
      return finish(gamma, beta);
    }
    const positions = at.conditions.positions ?? new Float32Array(2 * at.conditions.labels.length);
    const start = 2 * picture * height * width + y * width + x;
    const dy = put("dy", positions[start], "", `positional map[${picture}, 0, ${y}, ${x}]`);
    const dx = put(
      "dx",
      positions[start + height * width],
      "",
      `positional map[${picture}, 1, ${y}, ${x}]`,
    );
    const factor = (symbol: string, part: string, { weight, bias }: Plane) => {
      put(`w_${symbol},y`, weight[0], "", `${affine}.${part}.weight[0, 0, 0, 0]`);
      put(`w_${symbol},x`, weight[1], "", `${affine}.${part}.weight[0, 1, 0, 0]`);
      put(`b_${symbol}`, bias, "", `${affine}.${part}.bias[0]`);
      const formula = `1 + w_${symbol},y·dy + w_${symbol},x·dx + b_${symbol}`;
      return put(`f_${symbol}`, 1 + weight[0] * dy + weight[1] * dx + bias, formula);
    };
    const fScale = factor("γ", "dist_conv_w", planes.gamma);
    const fShift = factor("β", "dist_conv_b", planes.beta);
    return finish(put("scale", gamma * fScale, "γ · f_γ"), put("shift", beta * fShift, "β · f_β"));
  }
  const seen = method.kernel === 3 ? "of the 5×5 labels around the pixel" : "of the pixel's label";
  const edges = method.instanceEdges ? " and edge bits" : "";
  const convolutions = (part: "mlp_gamma" | "mlp_beta", { rows }: Bank) => {
    if (method.kind === "sean" && method.labels === "clade") {
      const key = part === "mlp_gamma" ? "weight" : "bias";
      return `${name}.class_specified_affine.${key}[${label}, ${channel}]`;
    }
    const keys = [
      `${part}.weight[${channel}]`,
      `${part}.bias[${channel}]`,
      "mlp_shared.0.weight",
      "mlp_shared.0.bias",
    ];
    const prefix = method.kind === "sean" ? `${name}.Spade` : name;
    return `${keys.map((key) => `${prefix}.${key}`).join(", ")} ${seen}${edges} (row ${row} of ${rows})`;
  };
  if (at.parts !== null) {
    const { labels, style, blend } = at.parts;
    const of = (part: Modulation, bank: "scale" | "shift") =>
      part[bank].values[row * channels + channel] - (bank === "scale" ? 1 : 0);
    const codes = (conv: string) =>
      `${name}.${conv}.weight[${channel}], ${name}.${conv}.bias[${channel}], ${name}.fc_mu${label} and those of the other regions in the 3×3 around the pixel, style codes (row ${row} of ${style.scale.rows})`;
    const alpha = (symbol: string, part: "gamma" | "beta") =>
      put(symbol, blend[part], "1 / (1 + e^−b)", `b = ${name}.blending_${part}[0]`);
    const [aScale, aShift] = [alpha("α_γ", "gamma"), alpha("α_β", "beta")];
    const gs = put("γˢ", of(style, "scale"), "", codes("conv_gamma"));
    const go = put("γᵒ", of(labels, "scale"), "", convolutions("mlp_gamma", labels.scale));
    const bs = put("βˢ", of(style, "shift"), "", codes("conv_beta"));
    const bo = put("βᵒ", of(labels, "shift"), "", convolutions("mlp_beta", labels.shift));
    const gamma = put("γ", aScale * gs + (1 - aScale) * go, "α_γ · γˢ + (1 − α_γ) · γᵒ");
    const beta = put("β", aShift * bs + (1 - aShift) * bo, "α_β · βˢ + (1 − α_β) · βᵒ");
    return finish(put("scale", 1 + gamma, "1 + γ"), put("shift", beta, "β"));
  }
  // The bank keeps 1 + γ in float32.
  put("γ", raw("scale") - 1, "", convolutions("mlp_gamma", modulation.scale));
  put("β", raw("shift"), "", convolutions("mlp_beta", modulation.shift));
  return finish(put("scale", raw("scale"), "1 + γ"), put("shift", raw("shift"), "β"));

  function finish(scale: number, shift: number): PixelStep[] {
    put("y", scale * xHat + shift, "scale · x̂ + shift", `activation ${name}${place}`);
    return steps;
  }
}

/** μ and σ²: learned by counting in training, or of the picture itself. */
function statisticsOf(
  { layer, statistics, input }: LayerActivations,
  channel: number,
  plane: number,
  pixels: number,
): {
  mean: number;
  variance: number;
  sources: { mean: string; variance: string; formulaMean: string; formulaVariance: string };
} {
  const norm = `${layer.name}.param_free_norm`;
  if (statistics !== null) {
    const sources = {
      mean: `${norm}.running_mean[${channel}]`,
      variance: `${norm}.running_var[${channel}]`,
      formulaMean: "",
      formulaVariance: "",
    };
    return { mean: statistics.mean[channel], variance: statistics.variance[channel], sources };
  }
  const values = input.data.subarray(plane, plane + pixels);
  const mean = values.reduce((sum, x) => sum + x, 0) / pixels;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / pixels;
  const all = `all ${pixels} pixels of activation ${layer.name}.input, channel ${channel}`;
  const sources = {
    mean: all,
    variance: all,
    formulaMean: "mean over the picture (instance norm)",
    formulaVariance: "variance over the picture, biased",
  };
  return { mean, variance, sources };
}

/** The channel of instance edges, which nothing normalises. */
function appendedSteps(
  { layer: { name }, clade, conditions }: LayerActivations,
  pixel: number,
  { y, x }: { y: number; x: number },
): PixelStep[] {
  const { weight = 0, bias = 0 } = clade?.instance ?? {};
  const edge = conditions.edges?.[pixel] ?? 0;
  const read = (symbol: string, value: number, source: string) => ({
    symbol,
    value,
    formula: "",
    source,
  });
  return [
    read("edge", edge, `edge map[${y}, ${x}]`),
    read("w", weight, `${name}.inst_conv.weight[0, 0, 0, 0]`),
    read("b", bias, `${name}.inst_conv.bias[0]`),
    {
      symbol: "y",
      value: weight * edge + bias,
      formula: "w · edge + b",
      source: `activation ${name}`,
    },
  ];
}

function checkPlace(
  { layer, input }: LayerActivations,
  { picture, y, x }: Omit<Place, "channel">,
): void {
  const [batch, , height, width] = input.shape;
  const limits = { picture: batch, y: height, x: width };
  const given = { picture, y, x };
  const wrong = (["picture", "y", "x"] as const).find(
    (name) => !(Number.isInteger(given[name]) && given[name] >= 0 && given[name] < limits[name]),
  );
  if (wrong === undefined) return;
  throw new EngineError({
    what: `there is no ${wrong} ${given[wrong]}`,
    where: layer.name,
    expected: `${wrong} from 0 to ${limits[wrong] - 1}`,
    got: `${given[wrong]}`,
    hint: 'places are in pixels of the layer; in: "picture" takes those of the picture',
  });
}
