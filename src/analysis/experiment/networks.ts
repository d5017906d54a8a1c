/**
 * The networks of the experiment, and the scenes they are trained on, from a run's place in the design.
 *
 * @module
 */

import type { GeneratorConfig } from "../../models/generator-config.ts";
import type { Method } from "../../modulation/norm-layer.ts";
import type { ToySceneDataOptions } from "../../training/toy-scenes/toy-scene-data.ts";
import { type TrainingConfig, trainingConfig } from "../../training/training-config.ts";
import type { ExperimentMethod, ExperimentSettings, RunDesign } from "./design.ts";

/** How positions are measured for a method that sees them; null for the others. */
export function positionsFor(method: ExperimentMethod): ToySceneDataOptions["positions"] {
  switch (method) {
    case "clade-icpe":
      return { unit: "component", normalise: true };
    case "clade-icpe-class":
      return { unit: "class", normalise: true };
    case "clade-icpe-instance":
      return { unit: "instance", normalise: true };
    case "clade-icpe-raw":
      return { unit: "component", normalise: false };
    case "spade":
    case "spade-1x1":
    case "clade":
      return null;
    default:
      return method satisfies never;
  }
}

/** The modulation of a method over `classes` label rows, without an edge channel. */
function modulationOf(method: ExperimentMethod, classes: number, hidden: number): Method {
  const common = { classes, instanceEdges: false } as const;
  switch (method) {
    case "spade":
      return { kind: "spade", ...common, hidden, kernel: 3 };
    case "spade-1x1":
      return { kind: "spade", ...common, hidden, kernel: 1 };
    case "clade":
      return { kind: "clade", ...common, positional: false };
    default:
      return { kind: "clade", ...common, positional: true };
  }
}

export function generatorOf(
  { method, trunk }: Pick<RunDesign, "method" | "trunk">,
  { ngf, hidden }: Pick<ExperimentSettings, "ngf" | "hidden">,
  classes: number,
): GeneratorConfig {
  return {
    method: modulationOf(method, classes, hidden),
    paramFreeNorm: "batch",
    ngf,
    outputChannels: 3,
    upsampling: "normal",
    spectralNorm: true,
    trunkKernel: trunk === "pointwise" ? 1 : 3,
    latent: null,
  };
}

export function trainingOf(
  design: RunDesign,
  settings: ExperimentSettings,
  classes: number,
): TrainingConfig {
  const { size, steps, batchSize, learningRate, lambdaPixel = 0 } = settings;
  return trainingConfig(
    generatorOf(design, settings, classes),
    { height: size, width: size },
    { steps, batchSize, learningRate, lambdaPixel, seed: design.seed },
  );
}
