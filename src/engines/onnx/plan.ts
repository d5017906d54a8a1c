/**
 * What a graph for given label maps depends on: how SPADE's rows are made and which maps are halved, size by size.
 *
 * @module
 */

import type { GeneratorConfig } from "../../models/generator-config.ts";
import type { Size } from "../../models/ops.ts";
import { generatorSteps } from "../../models/steps.ts";
import { type Conditions, conditionsAt, edgesOf } from "../../modulation/conditions.ts";
import { type SpadePatterns, spadePatterns } from "../../modulation/spade-patterns.ts";
import { type Borders, bordersOf } from "./borders.ts";
import { type TableWay, tableWay } from "./choices.ts";

export interface Plan {
  readonly batch: number;
  readonly height: number;
  readonly width: number;

  /** SPADE's neighbourhoods, by "HxW". */
  readonly patterns: ReadonlyMap<string, SpadePatterns>;

  /** Of the sizes at which upsampled maps are computed at half of it, by "HxW". */
  readonly borders: ReadonlyMap<string, Borders>;

  readonly tableWay: (size: Size) => TableWay;
  readonly halved: (size: Size) => boolean;

  /** The same for label maps of which the same graph can be used. */
  readonly key: string;
}

/** @param given Layers whose rows are given, by class: they need no neighbourhoods. */
export function planOf(
  config: GeneratorConfig,
  conditions: Conditions,
  given: readonly string[] = [],
): Plan {
  const { batch, height, width } = conditions;
  const sizes = layerSizes(config, conditions, []);
  const patterns = patternsOf(config, conditions, layerSizes(config, conditions, given));
  const ways = new Map<string, TableWay>();
  for (const [at, { kernel, first, second, index }] of patterns) {
    const rows = { first: first.rows, second: second.rows };
    const { height, width } = index;
    ways.set(at, kernel === 1 ? "joined" : tableWay({ height, width, batch }, rows));
  }
  const wayAt = ({ height, width }: Size) => ways.get(`${height}x${width}`) ?? "joined";
  const tabled = sizes.filter((size) => wayAt(size) !== "dense");
  const borders = bordersBySize(config, conditions, patterns, tabled);
  return {
    batch,
    height,
    width,
    patterns,
    borders,
    tableWay: wayAt,
    halved: ({ height, width }) => borders.has(`${height}x${width}`),
    key: JSON.stringify({
      batch,
      height,
      width,
      ways: [...ways],
      halved: [...borders.keys()],
      given,
    }),
  };
}

/** Neighbourhoods at every size of `sizes`; none for CLADE. */
function patternsOf(
  { method }: GeneratorConfig,
  conditions: Conditions,
  sizes: readonly Size[],
): ReadonlyMap<string, SpadePatterns> {
  const patterns = new Map<string, SpadePatterns>();
  if (method.kind !== "spade") return patterns;
  for (const { height, width } of sizes) {
    patterns.set(
      `${height}x${width}`,
      spadePatterns(method, conditionsAt(conditions, height, width)),
    );
  }
  return patterns;
}

/**
 * Borders at every size of `sizes` at which halving pays; see borders.ts.
 *
 * @param patterns SPADE's neighbourhoods at each size.
 */
function bordersBySize(
  { method }: GeneratorConfig,
  conditions: Conditions,
  patterns: ReadonlyMap<string, SpadePatterns>,
  sizes: readonly Size[],
): ReadonlyMap<string, Borders> {
  const borders = new Map<string, Borders>();
  if (method.kind === "clade" && method.positional) return borders; // a row for each pixel
  for (const { height, width } of sizes) {
    if (height % 2 !== 0 || width % 2 !== 0) continue;
    const at = `${height}x${width}`;
    const here = conditionsAt(conditions, height, width);
    const edges = method.instanceEdges ? edgesOf(here) : null;
    const rows =
      patterns.get(at)?.index.rows ??
      (edges === null ? here.labels : here.labels.map((label, i) => 2 * label + edges[i]));
    const found = bordersOf(rows, { height, width });
    if (found !== null) borders.set(at, found);
  }
  return borders;
}

/** Sizes of the normalisation layers, but for those given, each once. */
function layerSizes(config: GeneratorConfig, size: Size, given: readonly string[]): Size[] {
  const sizes = new Map<string, Size>();
  for (const step of generatorSteps(config, size)) {
    const { height, width } = step.output;
    if (step.kind !== "modulate" || given.includes(step.name)) continue;
    sizes.set(`${height}x${width}`, { height, width });
  }
  return [...sizes.values()];
}
