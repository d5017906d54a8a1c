/**
 * The statistics of one layer or of all: in a notebook the two are easily mistaken for each other.
 *
 * @module
 */

import { ModelError } from "../../errors.ts";
import type { LayerStatistics } from "./layer-statistics.ts";

/** @throws ModelError if these are not the statistics of one layer. */
export function checkOneLayer(statistics: LayerStatistics): void {
  if (isLayer(statistics)) return;
  throw new ModelError({
    what: "these are not the statistics of one layer",
    expected: "those of one layer: statistics[0] of openStatistics(network)",
    got: described(statistics),
    hint: "for all layers: statistics.flatMap((layer) => profileRows(layer))",
  });
}

/** @throws ModelError if these are not the statistics of several layers. */
export function checkLayers(statistics: readonly LayerStatistics[]): void {
  if (Array.isArray(statistics) && statistics.every(isLayer)) return;
  throw new ModelError({
    what: "these are not the statistics of a network's layers",
    expected: "those of all layers, or a list of some: openStatistics(network) makes them",
    got: described(statistics),
    hint: isLayer(statistics) ? "put it in a list: [layer]" : "await openStatistics(network)",
  });
}

function isLayer(value: unknown): boolean {
  return typeof (value as Partial<LayerStatistics> | null)?.description?.layer === "string";
}

function described(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length} layers`;
  if (isLayer(value)) return `one layer, ${(value as LayerStatistics).description.layer}`;
  if (value instanceof Promise) return "a promise, which wants an await";
  return value === null ? "null" : typeof value;
}
