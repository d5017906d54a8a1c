/**
 * All measures of one set of generated pictures at once: numbers for all of them, and the same for groups of pictures,
 * so that an interval over pictures can be drawn later from a small file.
 *
 * @module
 */

import type { ToyScene } from "../../training/toy-scenes/toy-scene.ts";
import { type BoundaryFidelityRow, boundaryRows, boundarySums } from "./boundary-fidelity.ts";
import { type ClassErrorRow, classErrorRows, classErrorSums } from "./class-errors.ts";
import { type ClassSums, mergeSums } from "./class-sums.ts";
import { type Features, fixedFeatures } from "./fixed-features.ts";
import { type Gaussian, gaussianDistance, gaussianOf } from "./frechet-distance.ts";
import { checkPairs, type Knobs, type Pictures, picturesOf, slicePictures } from "./pictures.ts";
import {
  type PositionalFidelityRow,
  type PositionalOptions,
  positionalRows,
  positionalSums,
} from "./positional-fidelity.ts";
import {
  type Projections,
  project,
  projectedDistance,
  type SlicedWassersteinOptions,
} from "./sliced-wasserstein.ts";

/** Names of the measures; in a set of them each is a number, or null where there is nothing to measure. */
export const METRICS = [
  "slicedWasserstein",
  "frechet",
  "colourError",
  "pixelError",
  "textureError",
  "positionalSlope",
  "positionalError",
  "positionalCorrelation",
  "gradientSlope",
  "gradientCorrelation",
  "fineSlope",
  "fineCorrelation",
  "boundarySlope",
  "boundaryError",
  "boundaryCorrelation",
] as const;

export type Metric = (typeof METRICS)[number];

export type Metrics = Readonly<Record<Metric, number | null>>;

export interface Evaluation {
  /** Over all pictures. */
  readonly metrics: Metrics;

  /** The same for each group of `groupSize` pictures; distances of so few are larger, and not by the same for all methods. */
  readonly groups: readonly Metrics[];

  readonly classes: readonly ClassErrorRow[];
  readonly positional: readonly PositionalFidelityRow[];
  readonly boundary: readonly BoundaryFidelityRow[];
}

export interface EvaluateOptions extends SlicedWassersteinOptions, PositionalOptions {
  /** Pictures in a group, two or more; default 8. What is left over is in no group. */
  readonly groupSize?: number | undefined;
}

/** All measures of one set of pictures; see `evaluation` for many sets of the same scenes. */
export function evaluate(
  pictures: Pictures,
  scenes: readonly ToyScene[],
  knobs: Knobs,
  options?: EvaluateOptions,
): Evaluation {
  return evaluation(scenes, knobs, options)(pictures);
}

/**
 * Looks at the scenes once and returns what measures pictures of them: in a training run again and again.
 *
 * @param scenes Which no network was trained on; picture i is painted from scene i.
 * @param knobs What the scenes' own pictures were drawn with.
 * @returns A function that throws a LabelError if pictures and scenes do not fit.
 */
export function evaluation(
  scenes: readonly ToyScene[],
  knobs: Knobs,
  { groupSize = 8, ...options }: EvaluateOptions = {},
): (pictures: Pictures) => Evaluation {
  const truth = picturesOf(scenes);
  const truthFeatures = fixedFeatures(truth);
  const reference = (range: Range): Reference => ({
    range,
    projections: project(slicePictures(truth, ...range), options),
    gaussian: gaussianOf(sliceFeatures(truthFeatures, ...range)),
  });
  const whole = reference([0, scenes.length]);
  const groups = Array.from({ length: Math.floor(scenes.length / groupSize) }, (_, i) =>
    reference([i * groupSize, (i + 1) * groupSize]),
  );
  const rest: Range = [groups.length * groupSize, scenes.length];

  return (pictures) => {
    checkPairs(pictures, scenes);
    const features = fixedFeatures(pictures);
    const distances = ({ range, projections, gaussian }: Reference): Distances => {
      const ours = project(slicePictures(pictures, ...range), options);
      return {
        slicedWasserstein: projectedDistance(ours, projections).mean,
        frechet: gaussianDistance(gaussianOf(sliceFeatures(features, ...range)), gaussian),
      };
    };
    const sums = (range: Range): Sums => {
      const [some, these] = [slicePictures(pictures, ...range), scenes.slice(...range)];
      return {
        classes: classErrorSums(some, these, knobs),
        positional: positionalSums(some, these, options),
        boundary: boundarySums(some, these, options),
      };
    };
    const parts = groups.map(({ range }) => sums(range));
    const all = rest[0] < rest[1] ? [...parts, sums(rest)] : parts;
    const rows = rowsOf(mergeAll(all));
    return {
      metrics: metricsOf(rows, distances(whole), knobs),
      groups: groups.map((group, i) => metricsOf(rowsOf(parts[i]), distances(group), knobs)),
      ...rows,
    };
  };
}

type Range = readonly [start: number, end: number];

/** What pictures of some scenes are compared with. */
interface Reference {
  readonly range: Range;
  readonly projections: Projections;
  readonly gaussian: Gaussian;
}

interface Sums {
  readonly classes: ClassSums;
  readonly positional: ClassSums;
  readonly boundary: ClassSums;
}

function mergeAll(parts: readonly Sums[]): Sums {
  return {
    classes: mergeSums(...parts.map(({ classes }) => classes)),
    positional: mergeSums(...parts.map(({ positional }) => positional)),
    boundary: mergeSums(...parts.map(({ boundary }) => boundary)),
  };
}

type Rows = Pick<Evaluation, "classes" | "positional" | "boundary">;

type Distances = Readonly<Record<"slicedWasserstein" | "frechet", number>>;

function rowsOf({ classes, positional, boundary }: Sums): Rows {
  return {
    classes: classErrorRows(classes),
    positional: positionalRows(positional),
    boundary: boundaryRows(boundary),
  };
}

/** The row of all classes is the last of each measure. */
function metricsOf(rows: Rows, distances: Distances, knobs: Knobs): Metrics {
  const errors = rows.classes[rows.classes.length - 1];
  const [all, gradient, fine] = rows.positional.slice(-3);
  const boundary = rows.boundary[rows.boundary.length - 1];
  return {
    ...distances,
    colourError: errors.colourError,
    pixelError: errors.pixelError,
    textureError: errors.textureError,
    positionalSlope: all.slope,
    positionalError: errorOf(all.slope, knobs.positional),
    positionalCorrelation: all.correlation,
    gradientSlope: gradient.slope,
    gradientCorrelation: gradient.correlation,
    fineSlope: fine.slope,
    fineCorrelation: fine.correlation,
    boundarySlope: boundary.slope,
    boundaryError: errorOf(boundary.slope, knobs.context),
    boundaryCorrelation: boundary.correlation,
  };
}

function errorOf(slope: number | null, ideal: number): number | null {
  return slope === null ? null : Math.abs(slope - ideal);
}

function sliceFeatures({ length, values }: Features, start: number, end: number): Features {
  return { count: end - start, length, values: values.subarray(start * length, end * length) };
}
