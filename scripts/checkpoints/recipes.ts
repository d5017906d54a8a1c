/**
 * The bundled networks: what they are and how they are trained. Same scenes and seeds for all, and the same number of steps but
 * for SEAN and MSCA.
 *
 * @module
 */

import type { ExperimentMethod } from "../../src/analysis/experiment/design.ts";
import { generatorOf, positionsFor } from "../../src/analysis/experiment/networks.ts";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import { mscaConfig } from "../../src/models/msca.ts";
import {
  type ToySceneDataOptions,
  toySceneData,
} from "../../src/training/toy-scenes/toy-scene-data.ts";
import { type TrainingConfig, trainingConfig } from "../../src/training/training-config.ts";

export interface Recipe {
  /** Of the file in data/checkpoints: "toy-clade". */
  readonly name: string;
  readonly title: string;
  readonly method: ExperimentMethod | "sean";

  /** Whether it starts from a latent code, with an encoder beside it. */
  readonly vae: boolean;

  /** Whether it takes an exemplar by masked spatial-channel attention. */
  readonly msca: boolean;

  /** Length of the training; default that of `SETTINGS`. */
  readonly steps?: number;
}

export const RECIPES: readonly Recipe[] = [
  { name: "toy-clade", title: "CLADE", method: "clade", vae: false, msca: false },
  { name: "toy-clade-icpe", title: "CLADE-ICPE", method: "clade-icpe", vae: false, msca: false },
  { name: "toy-spade-1x1", title: "SPADE 1×1", method: "spade-1x1", vae: false, msca: false },
  { name: "toy-clade-vae", title: "CLADE with VAE", method: "clade", vae: true, msca: false },
  { name: "toy-spade", title: "SPADE", method: "spade", vae: false, msca: false },
  {
    name: "toy-msca",
    title: "MSCA in a SPADE",
    method: "spade",
    vae: false,
    msca: true,
    steps: 4500,
  },
  {
    name: "toy-sean",
    title: "SEAN",
    method: "sean",
    vae: false,
    msca: false,
    steps: 4800,
  },
];

export const SETTINGS = {
  size: 64,
  ngf: 8,
  hidden: 128,

  /** With masked spatial-channel attention: hidden width of SPADE, and style vectors. */
  mscaHidden: 32,
  slots: 8,
  zDim: 64,
  sean: { hidden: 16, styleLength: 32, styleNgf: 16, lambdaPixel: 100 },
  batchSize: 4,
  steps: 3000,
  learningRate: 6e-4,
  seed: 1,
  sceneSeed: 1,
  scenes: 2000,
  positional: 1,
  context: 1,
} as const;

/**
/**
 * The scenes: of one light and the same colours, but for the VAE's latent code, SEAN's codes of regions and exemplars,
 * which would have nothing to tell.
 */
export function sceneOptions({ method, vae, msca }: Recipe): ToySceneDataOptions {
  const { size, sceneSeed, scenes, positional, context } = SETTINGS;
  return {
    seed: sceneSeed,
    count: scenes,
    size,
    positional,
    context,
    variety: vae || msca ? 1 : 0,
    tint: method === "sean" ? 1 : 0,
    exemplars: msca,
    positions: method === "sean" ? null : positionsFor(method),
  };
}

export function configOf(recipe: Recipe, classes: number): TrainingConfig {
  const { size, batchSize, learningRate, seed, sean } = SETTINGS;
  const { steps = SETTINGS.steps } = recipe;
  const pictureSize = { height: size, width: size };
  return trainingConfig(generatorConfig(recipe, classes), pictureSize, {
    ...{ batchSize, steps, learningRate, seed },
    ...(recipe.method === "sean" && {
      styleNgf: sean.styleNgf,
      // In the place of the perceptual term, which is what tells SEAN the colours of a picture.
      lambdaPixel: sean.lambdaPixel,
      // Without momentum codes run into the encoder's tanh, and styles are learned several times more slowly.
      twoTimeScales: false,
    }),
  });
}

function generatorConfig({ method, vae, msca }: Recipe, classes: number): GeneratorConfig {
  const { size, ngf, hidden, mscaHidden, slots, zDim, sean } = SETTINGS;
  const trunk = "released";
  if (method === "sean") {
    const { hidden: narrow, styleLength } = sean;
    const plain = generatorOf({ method: "spade", trunk }, { ngf, hidden: narrow }, classes);
    const common = { classes, instanceEdges: false, styleLength } as const;
    return {
      ...plain,
      method: { kind: "sean", ...common, labels: "spade", hidden: narrow, kernel: 3 },
    };
  }
  const plain = generatorOf(
    { method, trunk },
    { ngf, hidden: msca ? mscaHidden : hidden },
    classes,
  );
  return {
    ...plain,
    ...(vae && { latent: { zDim, cells: (size / 32) ** 2 } }),
    ...(msca && { msca: mscaConfig(ngf, slots) }),
  };
}

export function trainingData(recipe: Recipe): ReturnType<typeof toySceneData> {
  return toySceneData(sceneOptions(recipe));
}
