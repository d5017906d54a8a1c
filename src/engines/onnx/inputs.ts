/**
 * What a graph is fed with, from the conditions of a batch: indices into its tables, made on the host.
 *
 * | input | values | |
 * | --- | --- | --- |
 * | `start` | [9 · pixels] | rows of `fc` of each pixel of the start |
 * | `z` | [batch, zDim] | the latent code |
 * | `labels HxW` | [pixels] | CLADE: row of the bank |
 * | `positions HxW` | [pixels, 2] | ICPE: dy, dx |
 * | `edges HxW` | [pixels, 1] | CLADE's appended channel |
 * | `windows HxW` | [k² · first] | SPADE: rows of its first convolution, by window of symbols |
 * | `five HxW` | [9 · second] | windows around each window; with "taps" the rows of their products |
 * | `index HxW` | [pixels] | row of each pixel |
 * | `scale L`, `shift L` | [K, C] | rows by class that are given for layer L, batch norm folded in |
 * | `rows L` and more | | of a modulation that is given: given-modulations.ts |
 * | `centre HxW` | [pixels] | "dense": window of each pixel |
 * | `styles HxW` | [first, 9] | SEAN: row of `table L` at each tap of a window |
 * | `centres HxW` | [second] | SEAN: the window around the pixel itself |
 * | `regions HxW` | [pixels] | SEAN by convolutions: region (and style) of each pixel |
 * | `noise L` | [pixels, 1] | SEAN: noise of layer L |
 * | `table L`, `mu L` | [9 (n + 1), 2C], [n, S] | SEAN: what layer L makes of the style codes, n regions of all styles (style-tables.ts) |
 * | `codes` | [sets, K, S] | in the place of `table L` in exported models: style codes |
 * | `own`, `others`, `blocks`, `pixels`, `numbers`, `touched`, `around HxW` | | of an upsampled map: borders.ts |
 *
 * @module
 */

import { type GeneratorConfig, startSize } from "../../models/generator-config.ts";
import { layerNoise } from "../../models/layer-noise.ts";
import { type Conditions, edgesOf, positionsOf } from "../../modulation/conditions.ts";
import { type SpadePatterns, symbolsOf } from "../../modulation/spade-patterns.ts";
import type { Borders } from "./borders.ts";
import type { TableWay } from "./choices.ts";
import type { GraphValue } from "./graph.ts";
import { int64 } from "./int64.ts";
import type { Plan } from "./plan.ts";
import { symbolCount } from "./weight-layouts.ts";

export interface Feed {
  readonly data: BigInt64Array | Float32Array;
  readonly dims: readonly number[];
}

export function bankName(kind: "scale" | "shift", layer: string): string {
  return `${kind} ${layer}`;
}

/**
 * The values of every input that the graph has.
 *
 * @param given Those that were made before, by input: of layers whose modulation is given, what layers make of style codes.
 */
export function feedsOf(
  config: GeneratorConfig,
  conditions: Conditions,
  {
    at,
    apartAt,
    patterns,
    borders,
    tableWay,
  }: Pick<Plan, "at" | "apartAt" | "patterns" | "borders" | "tableWay">,
  inputs: readonly GraphValue[],
  given: ReadonlyMap<string, Feed> = new Map(),
): Map<string, Feed> {
  const feeds = new Map<string, Feed>();
  const classes = symbolCount(config.method);
  for (const { name, dims } of inputs) {
    const [what, of = ""] = name.split(" ");
    feeds.set(name, given.get(name) ?? (what === "noise" ? noiseOf(of, dims) : feedOf(what, of)));
  }
  return feeds;

  function noiseOf(layer: string, dims: GraphValue["dims"]): Feed {
    const pixels = dims[0] as number;
    const { noiseSeed = 0 } = conditions; // the plan asks for noise where there is one
    return { data: layerNoise(layer, noiseSeed, pixels), dims: [pixels, 1] };
  }

  function feedOf(what: string, size: string): Feed {
    const [height, width] = size.split("x").map(Number);
    switch (what) {
      case "z": {
        const z = conditions.z ?? new Float32Array(0); // checkConditions() saw to it
        return { data: z, dims: [conditions.batch, z.length / conditions.batch] };
      }
      case "start":
        return integers(startWindows(config, at(startSize(config, conditions))));
      case "labels":
        return integers(at({ height, width }).labels);
      case "regions":
        return integers(apartAt({ height, width }).labels);
      case "edges": {
        const edges = edgesOf(at({ height, width }));
        return { data: new Float32Array(edges), dims: [edges.length, 1] };
      }
      case "positions": {
        const here = at({ height, width });
        return { data: pairs(positionsOf(here), here.batch), dims: [here.labels.length, 2] };
      }
    }
    const border = borderFeed(what, borders.get(size));
    if (border !== null) return integers(border);
    const table = patterns.get(size) as SpadePatterns; // of every size
    if (what === "styles") {
      const { first, symbolCount } = table;
      const rows = first.table.map((symbol, i) => (i % 9) * (symbolCount + 1) + symbol);
      return { ...integers(rows), dims: [first.rows, 9] };
    }
    return integers(tableFeed(what, table, tableWay({ height, width }), classes));
  }
}

function borderFeed(what: string, borders: Borders | undefined): Int32Array | null {
  return borders !== undefined && what in borders ? borders[what as keyof Borders] : null;
}

/** @param count Symbols of the network; those of the patterns may tell apart pictures of different styles besides. */
function tableFeed(
  what: string,
  { first, second, index, symbolCount: symbols, kernel }: SpadePatterns,
  way: TableWay,
  count: number,
): Int32Array {
  const taps = kernel ** 2;
  switch (what) {
    case "windows":
      return first.table.map((symbol, i) => {
        const own = symbol === symbols ? count : symbol % count;
        return (i % taps) * (count + 1) + own;
      });
    case "centres":
      return Int32Array.from({ length: second.rows }, (_, row) => second.table[row * taps + 4]);
    case "index":
      return index.rows;
    case "centre":
      return index.rows.map((row) => second.table[row * taps + (taps - 1) / 2]);
    default: // "five"
      return way === "taps" ? second.table.map((row, i) => row * 9 + (i % 9)) : second.table;
  }
}

/**
 * Row of `fc` of each tap of each pixel of the start: tap · (symbols + 1) + symbol.
 *
 * @param conditions At the start's size.
 */
function startWindows({ method }: GeneratorConfig, conditions: Conditions): Int32Array {
  const count = symbolCount(method);
  const symbols = symbolsOf(method, conditions);
  const { batch, height, width } = conditions;
  const out = new Int32Array(batch * height * width * 9);
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let tap = 0; tap < 9; tap++) {
          const [row, column] = [y + Math.floor(tap / 3) - 1, x + (tap % 3) - 1];
          const inside = row >= 0 && row < height && column >= 0 && column < width;
          const symbol = inside ? symbols[(n * height + row) * width + column] : count;
          out[at++] = tap * (count + 1) + symbol;
        }
      }
    }
  }
  return out;
}

/** [batch, 2, height, width] → [pixels, 2]. */
function pairs(planes: Float32Array, batch: number): Float32Array {
  const pixels = planes.length / (2 * batch);
  const out = new Float32Array(planes.length);
  for (let n = 0; n < batch; n++) {
    for (let p = 0; p < pixels; p++) {
      out[2 * (n * pixels + p)] = planes[2 * n * pixels + p];
      out[2 * (n * pixels + p) + 1] = planes[(2 * n + 1) * pixels + p];
    }
  }
  return out;
}

function integers(values: Int32Array): Feed {
  return { data: int64(values.length, (i) => values[i]), dims: [values.length] };
}
