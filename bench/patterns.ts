/**
 * How many neighbourhoods a real label map has, and how long it takes to find them: what SPADE's indexed
 * modulation saves at each resolution.
 *
 * @module
 */

import { resizeNearest } from "../src/labels/nearest.ts";
import { neighbourhoodPatterns } from "../src/labels/patterns.ts";
import { mean, type NamedMap, type Row, timed } from "./row.ts";

/** Resolutions of the layers of a 256×256 generator. */
const RESOLUTIONS = [8, 16, 32, 64, 128, 256];

/** Side to which label files are loaded, by Pillow's rule. */
const LOADED = 256;

/**
 * Resizes each map as the released code does, to 256×256 by Pillow's rule and from there to each layer by
 * PyTorch's, and extracts the patterns.
 *
 * A row's ratio is pixels per 5×5 pattern: how much less often the second convolution has to be computed.
 */
export async function benchPatterns(maps: readonly NamedMap[]): Promise<Row[]> {
  const loaded = maps.map((map) => {
    const size = { height: LOADED, width: LOADED };
    return resizeNearest(map.values, map, size, "pil");
  });
  for (const symbols of loaded) patternsAt(symbols, LOADED); // warm up
  return RESOLUTIONS.map((side) => {
    const runs = loaded.map((symbols) => patternsAt(symbols, side));
    const ms = mean(runs.map((run) => run.ms));
    const three = mean(runs.map(({ result }) => result.three.rows));
    const five = mean(runs.map(({ result }) => result.five.rows));
    const pixels = side * side;
    const percent = (rows: number): string => `${((100 * rows) / pixels).toFixed(1)} %`;
    return {
      measure: `neighbourhoods at ${side}x${side}, mean of ${maps.length} maps`,
      reference: `${pixels} pixels`,
      ours: `${Math.round(five)} 5x5 (${percent(five)}), ${Math.round(three)} 3x3 (${percent(three)}), ${ms.toFixed(2)} ms`,
      ratio: `${(pixels / five).toFixed(1)}x`,
      numbers: { side, pixels, three, five, ms, share3: three / pixels, share5: five / pixels },
    };
  });
}

function patternsAt(loaded: Int32Array, side: number) {
  const from = { height: LOADED, width: LOADED };
  const symbols = resizeNearest(loaded, from, { height: side, width: side }, "torch");
  const symbolCount = symbols.reduce((most, symbol) => Math.max(most, symbol), 0) + 1;
  return timed(() => neighbourhoodPatterns(symbols, { height: side, width: side, symbolCount }), 5);
}
