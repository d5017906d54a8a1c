/**
 * How many pixels have a neighbourhood of one class, against resolution: where it is, SPADE's modulation is a look-up by
 * class, as CLADE's is. Label maps alone are needed, no network.
 *
 * @module
 */

import type { LabelMap } from "../../labels/label-map.ts";
import { resizeNearest } from "../../labels/nearest.ts";
import type { Size } from "../../models/ops.ts";
import { fiveByFive, spadePatterns } from "../../modulation/spade-patterns.ts";
import { boundaryDistance } from "./boundary-distance.ts";

export interface UniformShareRow {
  readonly height: number;
  readonly width: number;
  readonly maps: number;

  /** Share of pixels whose 3×3 (5×5) labels are of one class, the picture's border counted as another; over all maps. */
  readonly oneClass3: number;
  readonly oneClass5: number;

  /** The same, the border counted as nothing. */
  readonly oneClass3Inside: number;
  readonly oneClass5Inside: number;

  /** Different 5×5 neighbourhoods of a map, mean over maps, and as a share of its pixels. */
  readonly neighbourhoodsPerMap: number;
  readonly neighbourhoodShare: number;

  /** Different 5×5 neighbourhoods of all maps together. */
  readonly neighbourhoods: number;

  /** Classes of all maps together. */
  readonly classes: number;
}

/**
 * A row for each resolution.
 *
 * @param labelMaps Read once; each is resized by PyTorch's nearest rule, as inside a network.
 * @param resolutions Sizes; a number stands for a square.
 */
export function uniformShare(
  labelMaps: Iterable<LabelMap>,
  resolutions: readonly (Size | number)[] = [8, 16, 32, 64, 128, 256],
): UniformShareRow[] {
  const sizes = resolutions.map((size) =>
    typeof size === "number" ? { height: size, width: size } : size,
  );
  const counts = sizes.map(() => ({
    border: [0, 0],
    inside: [0, 0],
    perMap: 0,
    all: new Set<string>(),
    classes: new Set<number>(),
  }));
  let maps = 0;
  for (const map of labelMaps) {
    maps++;
    for (const [i, size] of sizes.entries()) {
      const labels = resizeNearest(map.rows, map, size, "torch");
      const at = { batch: 1, ...size, labels };
      const count = counts[i];
      for (const border of [true, false]) {
        for (const distance of boundaryDistance(at, { border, farthest: 3 })) {
          if (distance >= 2) count[border ? "border" : "inside"][0]++;
          if (distance >= 3) count[border ? "border" : "inside"][1]++;
        }
      }
      for (const label of labels) count.classes.add(label);
      const method = { kernel: 3, classes: Math.max(...count.classes) + 1, instanceEdges: false };
      const patterns = spadePatterns(method, at);
      const neighbourhoods = fiveByFive(patterns);
      count.perMap += patterns.second.rows;
      for (let row = 0; row < patterns.second.rows; row++) {
        const symbols = neighbourhoods.subarray(25 * row, 25 * row + 25);
        // "Outside" is numbered after the labels, so its number differs from map to map.
        count.all.add(symbols.map((s) => (s === patterns.symbolCount ? -1 : s)).join());
      }
    }
  }
  return sizes.map(({ height, width }, i) => {
    const { border, inside, perMap, all, classes } = counts[i];
    const pixels = maps * height * width;
    return {
      height,
      width,
      maps,
      oneClass3: border[0] / pixels,
      oneClass5: border[1] / pixels,
      oneClass3Inside: inside[0] / pixels,
      oneClass5Inside: inside[1] / pixels,
      neighbourhoodsPerMap: perMap / maps,
      neighbourhoodShare: perMap / pixels,
      neighbourhoods: all.size,
      classes: classes.size,
    };
  });
}
