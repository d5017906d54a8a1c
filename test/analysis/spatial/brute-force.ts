/** Statistics of dense maps, pixel by pixel, the slow way. */

import { boundaryDistance } from "../../../src/analysis/spatial/boundary-distance.ts";
import type { Conditions } from "../../../src/modulation/conditions.ts";

/** One dense map of scale or shift, [batch, channels, height, width], of one picture or more of one size. */
export interface DenseMap {
  readonly channels: number;
  readonly at: Conditions;
  readonly values: ArrayLike<number>;
}

export interface DenseStatistics {
  /** Variance within and between classes of each channel. */
  readonly within: readonly number[];
  readonly between: readonly number[];
  readonly mean: readonly number[];

  /** Mean and variance by class and channel: "2 5". */
  readonly classes: ReadonlyMap<string, { mean: number; variance: number; pixels: number }>;

  /** Mean and largest |value − interior| by class and distance: "2 5". */
  readonly profile: ReadonlyMap<string, { mean: number; max: number; pixels: number }>;
}

/** @param interior [classes, channels] */
export function bruteForce(
  maps: readonly DenseMap[],
  interior: ArrayLike<number>,
  farthest: number,
): DenseStatistics {
  const { channels } = maps[0];
  const classes = new Map<string, { mean: number; variance: number; pixels: number }>();
  const profile = new Map<string, { mean: number; max: number; pixels: number }>();
  const out = {
    within: [] as number[],
    between: [] as number[],
    mean: [] as number[],
    classes,
    profile,
  };
  const distances = maps.map(({ at }) => boundaryDistance(at, { farthest }));
  for (let c = 0; c < channels; c++) {
    const byClass = new Map<number, number[]>();
    for (const [m, { at, values }] of maps.entries()) {
      const pixels = at.height * at.width;
      for (const [p, k] of at.labels.entries()) {
        const n = Math.floor(p / pixels);
        const value = values[(n * channels + c) * pixels + (p % pixels)];
        const own = byClass.get(k);
        if (own === undefined) byClass.set(k, [value]);
        else own.push(value);
        const key = `${k} ${distances[m][p]}`;
        const one = profile.get(key) ?? { mean: 0, max: 0, pixels: 0 };
        const off = Math.abs(value - interior[k * channels + c]);
        one.mean += off;
        one.max = Math.max(one.max, off);
        one.pixels += 1;
        profile.set(key, one);
      }
    }
    const all = [...byClass.values()].flat();
    const mean = all.reduce((a, b) => a + b, 0) / all.length;
    let [within, between] = [0, 0];
    for (const [k, own] of byClass) {
      const ownMean = own.reduce((a, b) => a + b, 0) / own.length;
      const squares = own.reduce((sum, value) => sum + (value - ownMean) ** 2, 0);
      within += squares;
      between += own.length * (ownMean - mean) ** 2;
      classes.set(`${k} ${c}`, {
        mean: ownMean,
        variance: squares / own.length,
        pixels: own.length,
      });
    }
    out.mean.push(mean);
    out.within.push(within / all.length);
    out.between.push(between / all.length);
  }
  for (const one of profile.values()) {
    one.mean /= one.pixels;
    one.pixels /= channels;
  }
  return out;
}
