/**
 * What a graph for given label maps depends on: how the rows of SPADE and SEAN are made and which maps are halved, size by size.
 *
 * @module
 */

import type { GeneratorConfig } from "../../models/generator-config.ts";
import type { Size } from "../../models/ops.ts";
import { generatorSteps } from "../../models/steps.ts";
import type { Step } from "../../models/trace.ts";
import { type Conditions, conditionsAt } from "../../modulation/conditions.ts";
import {
  type PatternMethod,
  type SpadePatterns,
  spadePatterns,
  symbolsOf,
} from "../../modulation/spade-patterns.ts";
import type { SpadeMode } from "../tfjs/spade-mode.ts";
import { type Borders, bordersOf } from "./borders.ts";
import { type TableWay, tableWay } from "./choices.ts";
import { type StyleSets, styleSetsOf, stylesApart } from "./style-sets.ts";

export interface Plan {
  readonly batch: number;
  readonly height: number;
  readonly width: number;

  /** The conditions at a size, resized once. */
  readonly at: (size: Size) => Conditions;

  /** The same, for SEAN with labels that keep pictures of different styles apart (style-sets.ts). */
  readonly apartAt: (size: Size) => Conditions;

  /** Of SEAN; 1 of others. */
  readonly styleSets: number;

  /** SEAN: whether noise is added. */
  readonly noisy: boolean;

  /** Whether all modulation is by convolutions. */
  readonly convolved: boolean;

  /** SPADE's and SEAN's neighbourhoods, by "HxW". */
  readonly patterns: ReadonlyMap<string, SpadePatterns>;

  /** Of the sizes at which upsampled maps are computed at half of it, by "HxW". */
  readonly borders: ReadonlyMap<string, Borders>;

  readonly tableWay: (size: Size) => TableWay;
  readonly halved: (size: Size) => boolean;

  /** The same for label maps of which the same graph can be used. */
  readonly key: string;
}

export interface PlanOptions {
  /** Layers whose modulation is given: they need no neighbourhoods. */
  readonly given?: readonly string[];

  /** SEAN: which codes each picture has; default: those of the conditions, else the same for all. */
  readonly styles?: StyleSets;

  /** How the rows of SPADE and SEAN are made; default "auto": by the numbers of neighbourhoods. */
  readonly spade?: SpadeMode | undefined;
}

export function planOf(
  config: GeneratorConfig,
  conditions: Conditions,
  { given = [], styles: wanted, spade = "auto" }: PlanOptions = {},
): Plan {
  const { batch, height, width } = conditions;
  const { method } = config;
  const own = method.kind === "sean" ? conditions.styles : undefined;
  const styles = wanted ?? (own && styleSetsOf(own, batch));
  const at = resizedOnce(conditions);
  const styleSets = styles?.count ?? 1;
  const apartAt =
    styles === undefined || styleSets === 1
      ? at
      : resizedOnce(stylesApart(conditions, styles, method.classes));
  const noisy = method.kind === "sean" && conditions.noiseSeed !== undefined;
  const layers = generatorSteps(config, conditions).filter(({ kind }) => kind === "modulate");
  const patterns = patternsOf(
    method,
    styleSets,
    apartAt,
    sizesOf(layers.filter(({ name }) => !given.includes(name))),
  );
  const ways = new Map<string, TableWay>();
  for (const [name, { kernel, first, second, index }] of patterns) {
    const rows = { first: first.rows, second: second.rows };
    const { height, width } = index;
    ways.set(name, wayOf({ height, width, batch }, rows, kernel, spade));
  }
  const wayAt = (size: Size) => ways.get(nameOf(size)) ?? "joined";
  const tabled = sizesOf(layers).filter((size) => wayAt(size) !== "dense");
  // Noise is another at every pixel of a block.
  const borders = noisy ? new Map() : bordersBySize(config, at, patterns, tabled);
  return {
    batch,
    height,
    width,
    at,
    apartAt,
    styleSets,
    noisy,
    convolved: spade === "convolutions",
    patterns,
    borders,
    tableWay: wayAt,
    halved: (size) => borders.has(nameOf(size)),
    key: JSON.stringify({
      batch,
      height,
      width,
      ways: [...ways],
      halved: [...borders.keys()],
      given,
      styleSets,
      noisy,
    }),
  };
}

function wayOf(
  size: Size & { readonly batch: number },
  rows: { readonly first: number; readonly second: number },
  kernel: number,
  spade: SpadeMode,
): TableWay {
  if (kernel === 1) return "joined";
  if (spade === "convolutions") return "dense";
  return tableWay(size, spade === "tables" ? { first: 0, second: 0 } : rows);
}

/** Neighbourhoods at every size of `sizes`; none for CLADE. */
function patternsOf(
  method: GeneratorConfig["method"],
  styleSets: number,
  at: Plan["at"],
  sizes: readonly Size[],
): ReadonlyMap<string, SpadePatterns> {
  const patterns = new Map<string, SpadePatterns>();
  if (method.kind === "clade") return patterns;
  const wide: PatternMethod =
    method.kind === "sean"
      ? {
          ...{ kernel: 3, classes: styleSets * method.classes, instanceEdges: false },
          centreOnly: method.kernel === 1, // the styles alone look around
        }
      : method;
  for (const size of sizes) patterns.set(nameOf(size), spadePatterns(wide, at(size)));
  return patterns;
}

/**
 * Borders at every size of `sizes` at which halving pays; see borders.ts.
 *
 * @param patterns SPADE's neighbourhoods at each size.
 */
function bordersBySize(
  { method }: GeneratorConfig,
  at: Plan["at"],
  patterns: ReadonlyMap<string, SpadePatterns>,
  sizes: readonly Size[],
): ReadonlyMap<string, Borders> {
  const borders = new Map<string, Borders>();
  if (method.kind === "clade" && method.positional) return borders; // a row for each pixel
  for (const size of sizes) {
    if (size.height % 2 !== 0 || size.width % 2 !== 0) continue;
    const rows = patterns.get(nameOf(size))?.index.rows ?? symbolsOf(method, at(size));
    const found = bordersOf(rows, size);
    if (found !== null) borders.set(nameOf(size), found);
  }
  return borders;
}

/** "HxW" */
function nameOf({ height, width }: Size): string {
  return `${height}x${width}`;
}

/** Sizes of the layers, each once. */
function sizesOf(layers: readonly Step[]): Size[] {
  const sizes = layers.map(({ output: { height, width } }) => ({ height, width }));
  return [...new Map(sizes.map((size) => [nameOf(size), size])).values()];
}

function resizedOnce(conditions: Conditions): Plan["at"] {
  const known = new Map<string, Conditions>();
  return (size) => {
    const found = known.get(nameOf(size)) ?? conditionsAt(conditions, size.height, size.width);
    known.set(nameOf(size), found);
    return found;
  };
}
