/**
 * The bundled networks: what they are and how they are trained. Same scenes and seeds for all; the same number of steps but for MSCA.
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
  readonly method: ExperimentMethod;

  /** Whether it starts from a latent code, with an encoder beside it. */
  readonly vae: boolean;

  /** Whether it takes an exemplar by masked spatial-channel attention. */
  readonly msca: boolean;
}

export const RECIPES: readonly Recipe[] = [
  { name: "toy-clade", title: "CLADE", method: "clade", vae: false, msca: false },
  { name: "toy-clade-icpe", title: "CLADE-ICPE", method: "clade-icpe", vae: false, msca: false },
  { name: "toy-spade-1x1", title: "SPADE 1×1", method: "spade-1x1", vae: false, msca: false },
  { name: "toy-clade-vae", title: "CLADE with VAE", method: "clade", vae: true, msca: false },
  { name: "toy-spade", title: "SPADE", method: "spade", vae: false, msca: false },
  { name: "toy-msca", title: "MSCA in a SPADE", method: "spade", vae: false, msca: true },
];

export const SETTINGS = {
  size: 64,
  ngf: 8,
  hidden: 128,

  /** With masked spatial-channel attention: hidden width of SPADE, style vectors, and fewer steps. */
  mscaHidden: 32,
  slots: 8,
  mscaSteps: 1500,
  zDim: 64,
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
 * The scenes: without moods, but for the VAE and for exemplars, which would have nothing to tell without them.
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
    exemplars: msca,
    positions: positionsFor(method),
  };
}

export function configOf(recipe: Recipe, classes: number): TrainingConfig {
  const { size, ngf, hidden, mscaHidden, slots, zDim, batchSize } = SETTINGS;
  const { learningRate, seed } = SETTINGS;
  const steps = recipe.msca ? SETTINGS.mscaSteps : SETTINGS.steps;
  const width = recipe.msca ? mscaHidden : hidden;
  const widths = { ngf, hidden: width };
  const plain = generatorOf({ method: recipe.method, trunk: "released" }, widths, classes);
  const cells = (size / 32) ** 2;
  const generator: GeneratorConfig = {
    ...plain,
    ...(recipe.vae && { latent: { zDim, cells } }),
    ...(recipe.msca && { msca: mscaConfig(ngf, slots) }),
  };
  const pictureSize = { height: size, width: size };
  return trainingConfig(generator, pictureSize, { batchSize, steps, learningRate, seed });
}

export function trainingData(recipe: Recipe): ReturnType<typeof toySceneData> {
  return toySceneData(sceneOptions(recipe));
}
