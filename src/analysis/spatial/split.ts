/**
 * Spatial statistics as a variance split: how much of scale and shift differs between classes, how much within.
 *
 * @module
 */

import type { ChannelMoments, ClassMoments, VarianceSplit } from "../variance-split.ts";
import { FARTHEST } from "./boundary-distance.ts";
import { checkOneLayer } from "./check-statistics.ts";
import type { KindSums, LayerStatistics } from "./layer-statistics.ts";
import { squaresAbout, sumAt } from "./sums.ts";

export type Kind = "scale" | "shift";

export const KINDS: readonly Kind[] = ["scale", "shift"];

/** The variance split of a layer's statistics; classes in ascending order. */
export function splitOf(statistics: LayerStatistics): VarianceSplit {
  checkOneLayer(statistics);
  const { channels } = statistics.description;
  const classes = new Map<number, ClassMoments>();
  for (const k of presentClasses(statistics)) {
    classes.set(k, {
      count: classPixels(statistics, k),
      scale: moments(statistics, "scale", k),
      shift: moments(statistics, "shift", k),
    });
  }
  return { channels, classes, mixedPixels: statistics.mixedPixels };
}

/** Mean of each channel over the pixels of a class, and squares about it. */
function moments(statistics: LayerStatistics, kind: Kind, k: number): ChannelMoments {
  const { channels, interior } = statistics.description;
  const count = classPixels(statistics, k);
  const sums: KindSums = statistics[kind];
  const factor = sumAt(sums.factor, k) / count;
  const factorSquares = squaresAbout(sums.factor, sums.factorSquares, k, count);
  const deviations = sums.deviations.get(k);
  const mean = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    const row = interior[kind].values[k * channels + c];
    mean[c] = row * (1 + factor);
    squares[c] = row * row * factorSquares;
    if (deviations === undefined) continue;
    mean[c] += sumAt(deviations.sum, c) / count;
    squares[c] += squaresAbout(deviations.sum, deviations.squares, c, count);
  }
  return { mean, squares };
}

/** Bank rows that occur, in ascending order. */
export function presentClasses({ description, pixels }: LayerStatistics): number[] {
  return Array.from({ length: description.classes }, (_, k) => k).filter((k) =>
    pixels.subarray(k * FARTHEST, (k + 1) * FARTHEST).some((count) => count > 0),
  );
}

function classPixels({ pixels }: LayerStatistics, k: number): number {
  return pixels.subarray(k * FARTHEST, (k + 1) * FARTHEST).reduce((sum, count) => sum + count, 0);
}
