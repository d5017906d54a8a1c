/**
 * Means of a layer's scale and shift over the pixels of a picture.
 *
 * @module
 */

import type { ExactModulation, PartName } from "./exact-modulation.ts";

export interface PixelMeans {
  /** Over all pixels; [channels]. */
  readonly all: Float64Array;

  /** Over the pixels of each class that occurs; [channels] each. */
  readonly ofClass: ReadonlyMap<number, Float64Array>;
}

/** Exact, from rows and their pixels: factors enter by their sum over each row's. */
export function pixelMeans(exact: ExactModulation, name: PartName): PixelMeans {
  const { index, classes, channels } = exact;
  const { base, varying } = exact[name];
  const factors = new Float64Array(classes.length);
  if (varying !== null) {
    for (const [p, row] of index.rows.entries()) factors[row] += varying.factor[p];
  }
  const all = new Float64Array(channels);
  const ofClass = new Map<number, Float64Array>();
  const counts = new Map<number, number>();
  for (const [row, k] of classes.entries()) {
    const count = index.counts[row];
    if (count === 0) continue;
    const sums = ofClass.get(k) ?? new Float64Array(channels);
    ofClass.set(k, sums);
    counts.set(k, (counts.get(k) ?? 0) + count);
    for (let c = 0; c < channels; c++) {
      const at = row * channels + c;
      const sum = count * base[at] + (varying === null ? 0 : factors[row] * varying.slope[at]);
      sums[c] += sum;
      all[c] += sum;
    }
  }
  const pixels = index.rows.length;
  return {
    all: all.map((sum) => sum / pixels),
    ofClass: new Map(
      [...ofClass].map(([k, sums]) => [k, sums.map((sum) => sum / (counts.get(k) as number))]),
    ),
  };
}
