/**
 * The card of a bundled network: what it is, how it was made, how good it is.
 *
 * @module
 */

import type { Metrics } from "../../src/analysis/quality/evaluate.ts";
import type { TrainingData } from "../../src/training/batch.ts";
import type { TrainingConfig } from "../../src/training/training-config.ts";
import { type Recipe, SETTINGS } from "./recipes.ts";
import type { StyleFollowing } from "./style-following.ts";

export interface Facts {
  /** Processor hours of the training. */
  readonly hours: number;
  readonly machine: string;
  readonly metrics: Metrics;

  /** SEAN alone. */
  readonly following: StyleFollowing | null;

  /** With exemplars: whether their light is taken; lines of the card. */
  readonly lights: readonly string[];
}

export function cardOf(
  { name, title, vae, msca }: Recipe,
  config: TrainingConfig,
  data: TrainingData,
  { hours, machine, metrics, following, lights }: Facts,
): string {
  const { ngf, batchSize, seed } = SETTINGS;
  const { steps, learningRate } = config;
  const { method } = config.generator;
  const spade = method.kind === "spade" ? `, hidden width ${method.hidden}` : "";
  const attention = msca ? `, ${SETTINGS.slots} style vectors at each of 4 scales` : "";
  const { styleEncoder } = config;
  const style = styleEncoder
    ? `, style codes of length ${styleEncoder.styleLength}, style encoder of width ${styleEncoder.ngf}, label part of hidden width ${SETTINGS.sean.hidden}`
    : "";
  const latent = vae ? `, latent code of length ${SETTINGS.zDim} (encoder beside it)` : "";
  const rates = config.twoTimeScales
    ? `Adam β (0, 0.9), learning rate ${learningRate / 2} for G and ${learningRate * 2} for D`
    : `Adam β (0.5, 0.999), learning rate ${learningRate}`;
  const rows: [string, string][] = [
    [
      "network",
      `${title}, ngf ${ngf}${spade}${style}${latent}${attention}; 16 classes of the toy scenes, no edge channel`,
    ],
    ["trained on", data.description],
    [
      "recipe",
      `released losses without the perceptual term: hinge, feature matching λ ${config.lambdaFeature}${config.lambdaPixel > 0 ? `, mean absolute difference of pixels λ ${config.lambdaPixel}` : ""}${vae ? `, KLD λ ${config.lambdaKld}` : ""}; ` +
        `${rates}, falling linearly from step ${config.decayFrom} on`,
    ],
    ["steps", `${steps}, batch ${batchSize}, seed ${seed}`],
    ["time", `${hours.toFixed(2)} processor hours`],
    ["machine", machine],
    ["numbers", "half precision; running statistics and spectral vectors in single precision"],
    ["licence", "Apache-2.0; nothing in it comes from elsewhere"],
    ["made by", `\`npm run checkpoints -- ${name}\``],
  ];
  const styled = Object.entries(following ?? {}).map(
    ([measure, value]) => `| ${measure} | ${value.toPrecision(3)} |`,
  );
  const measured = Object.entries(metrics).map(
    ([metric, value]) => `| ${metric} | ${value === null ? "–" : value.toPrecision(3)} |`,
  );
  return [
    `# ${name}: ${title} on toy scenes`,
    "",
    "| | |",
    "| --- | --- |",
    ...rows.map(([what, value]) => `| ${what} | ${value} |`),
    "",
    "On 64 held-out scenes (the measures are those of docs/experiment.md; slopes are 1 where everything comes out)" +
      (vae
        ? ", each with a latent code at random, so that the light is another than the scene's:"
        : following
          ? ", each in its own style:"
          : msca
            ? ", each with another of them in the same light as its exemplar:"
            : ":"),
    "",
    "| measure | value |",
    "| --- | --- |",
    ...measured,
    "",
    ...(following
      ? [
          "The same scenes, each in the style of another: a region's mean colour held against that of the same region in the style's picture, both less the class's mean (slope and correlation), and the share of regions whose colour is nearer to the style picture's than to their own scene's:",
          "",
          "| measure | value |",
          "| --- | --- |",
          ...styled,
          "",
        ]
      : []),
    ...lights,
  ].join("\n");
}
