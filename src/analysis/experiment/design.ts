/**
 * The runs of the experiment (docs/experiment.md), all in one place: which networks are trained on which scenes, how
 * large and for how long.
 *
 * @module
 */

import type { Knobs } from "../quality/pictures.ts";

/**
 * Ways to modulate. `clade-icpe` measures positions inside components, as released; the others inside classes or
 * instances, or inside components in pixels, not normalised (`raw`).
 */
export const METHODS = [
  "spade",
  "spade-1x1",
  "clade",
  "clade-icpe",
  "clade-icpe-class",
  "clade-icpe-instance",
  "clade-icpe-raw",
] as const;

export type ExperimentMethod = (typeof METHODS)[number];

/** The methods of the main comparison. */
export const MAIN_METHODS: readonly ExperimentMethod[] = ["spade", "clade", "clade-icpe"];

/** The released residual convolutions, 3×3, or a control whose residual convolutions are 1×1 and see no neighbours. */
export const TRUNKS = ["released", "pointwise"] as const;

export type Trunk = (typeof TRUNKS)[number];

/** Both knobs at 0 and 1. */
export interface Corner extends Knobs {
  readonly positional: 0 | 1;
  readonly context: 0 | 1;
}

export const CORNERS: readonly Corner[] = [
  { positional: 0, context: 0 },
  { positional: 1, context: 0 },
  { positional: 0, context: 1 },
  { positional: 1, context: 1 },
];

export interface RunDesign extends Corner {
  /** "clade-icpe.p1c0.released.s1". */
  readonly id: string;
  readonly method: ExperimentMethod;
  readonly trunk: Trunk;

  /** Of the initial weights and the order of training pictures; from 1. */
  readonly seed: number;
}

/** What all runs share. */
export interface ExperimentSettings {
  /** Height and width of pictures. */
  readonly size: number;

  readonly ngf: number;

  /** Width of SPADE's hidden layer. */
  readonly hidden: number;

  readonly batchSize: number;

  /** Before the two time scales: half of it for G, twice for D. */
  readonly learningRate: number;

  /** Weight of an L1 of pixels in the place of the perceptual loss; 0 if left out, as in all of the experiment's own runs. */
  readonly lambdaPixel?: number;

  /** Full steps, G and D once each; the same for all methods, so that time is what they differ in. */
  readonly steps: number;

  /** Steps between two points of the curve. */
  readonly evaluateEvery: number;

  /** Held-out scenes, for the curve the first `curveScenes` of them; in groups of `groupSize`. */
  readonly heldOut: number;
  readonly curveScenes: number;
  readonly groupSize: number;

  /** Of the training and of the held-out scenes. */
  readonly trainingSceneSeed: number;
  readonly heldOutSceneSeed: number;
}

export const SETTINGS: ExperimentSettings = {
  size: 64,
  ngf: 8,
  hidden: 128,
  batchSize: 4,
  learningRate: 6e-4,
  steps: 1000,
  evaluateEvery: 100,
  heldOut: 256,
  curveScenes: 64,
  groupSize: 16,
  trainingSceneSeed: 1,
  heldOutSceneSeed: 1_000_001,
};

/** Shows the path in minutes; its numbers mean nothing. */
export const QUICK_SETTINGS: ExperimentSettings = {
  ...SETTINGS,
  steps: 12,
  evaluateEvery: 4,
  heldOut: 16,
  curveScenes: 8,
  groupSize: 4,
};

/** Seeds of a method with a trunk: three in the main comparison with the released trunk, else one. */
export function seedsOf(method: ExperimentMethod, trunk: Trunk): readonly number[] {
  return MAIN_METHODS.includes(method) && trunk === "released" ? [1, 2, 3] : [1];
}

/** All runs; first the main comparison with one seed, so that whoever stops early has the most of it. */
export function designOf(): readonly RunDesign[] {
  const runs = METHODS.flatMap((method) =>
    TRUNKS.flatMap((trunk) =>
      CORNERS.flatMap((corner) =>
        seedsOf(method, trunk).map((seed) => runDesign(method, corner, trunk, seed)),
      ),
    ),
  );
  const turn = ({ method, seed }: RunDesign): number =>
    MAIN_METHODS.includes(method) ? seed - 1 : 10;
  return runs.sort((a, b) => turn(a) - turn(b)); // stable: the rest stays in the order above
}

export function runDesign(
  method: ExperimentMethod,
  { positional, context }: Corner,
  trunk: Trunk,
  seed: number,
): RunDesign {
  const id = `${method}.${cornerName({ positional, context })}.${trunk}.s${seed}`;
  return { id, method, positional, context, trunk, seed };
}

/** "p1c0": positional structure 1, context 0. */
export function cornerName({ positional, context }: Corner): string {
  return `p${positional}c${context}`;
}
