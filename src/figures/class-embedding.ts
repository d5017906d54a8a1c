/**
 * Classes of a layer, or of all layers together, as points in a plane.
 *
 * @module
 */

import { createRequire } from "node:module";
import type { ClassBank } from "../analysis/classes/class-banks.ts";
import { rowOfClass } from "../analysis/classes/class-banks.ts";
import type { DeviationOptions } from "../analysis/classes/deviations.ts";
import { pcaEmbedding } from "../analysis/classes/embedding.ts";
import { type UmapLibrary, umap } from "../analysis/classes/umap.ts";
import { joinedDeviations } from "./banks.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { leftOutParameters } from "./left-out.ts";
import { embeddingView } from "./views/embedding.ts";

export interface ClassEmbeddingOptions extends FigureOptions, DeviationOptions {
  /** Default "pca". */
  readonly method?: "pca" | "umap" | undefined;

  /** Of UMAP; default 0. */
  readonly seed?: number | undefined;

  /** Classes in colour, by row or name; the rest is grey. Default: all alike. */
  readonly focus?: readonly (number | string)[] | undefined;
}

/**
 * The classes in the plane of their first two principal components, or as UMAP lays them out. The caption says how much of the
 * variance and how many of the neighbours the plane shows.
 *
 * @throws FigureError if the banks are of different networks, LabelError for an unknown class in focus.
 */
export function classEmbeddingFigure(
  banks: readonly ClassBank[],
  options: ClassEmbeddingOptions = {},
): Figure {
  checkOptions("class embedding", options, {
    part: ["scale", "shift", "both"],
    centring: ["none", "mean class"],
    method: ["pca", "umap"],
    seed: null,
    focus: null,
  });
  const { method = "pca", seed = 0, focus = [], part = "both" } = options;
  const matrix = joinedDeviations(banks, options);
  const { coordinates, axes, caption } =
    method === "pca" ? pcaEmbedding(matrix) : umap(matrix, umapLibrary(), { seed });
  const [first] = banks;
  const where = banks.length === 1 ? first.layer : `${banks.length} layers`;
  const what = part === "both" ? "scale and shift" : part;
  return Figure.of(
    embeddingView,
    {
      title: `Classes of ${where} by ${what}`,
      names: first.classNames,
      coordinates: coordinates.values,
      axes,
      caption,
      focus: focus.map((wanted) => rowOfClass(first, wanted)),
      leftOut: leftOutParameters(banks, { part, joined: true }),
    },
    options,
  );
}

/** Loaded only by those who want it. */
function umapLibrary(): UmapLibrary {
  return createRequire(import.meta.url)("umap-js").UMAP as UmapLibrary;
}
