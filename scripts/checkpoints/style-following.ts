/**
 * Whether SEAN paints in the style that it is given: scenes painted in the style of others, and the colour of each region
 * held against that of the same region in the style's picture.
 *
 * @module
 */

import type { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import { conditionsOf } from "../../src/modulation/conditions.ts";
import { fillMissing, meanCodes, type StyleCodes } from "../../src/modulation/style-codes.ts";
import type { ToyScene } from "../../src/training/toy-scenes/toy-scene.ts";
import { sceneConditions } from "../../src/training/toy-scenes/toy-scene-data.ts";

export interface StyleFollowing {
  /**
   * Slope and correlation of a painted region's mean colour over that of the style picture's region, both less the mean
   * colour of the class over all scenes: 1 where style decides it all, 0 where it decides nothing.
   */
  readonly styleSlope: number;
  readonly styleCorrelation: number;

  /** Share of regions painted nearer to the style picture's colour than to the colour in their own scene. */
  readonly styleNearer: number;
}

/** A region counts from this many pixels on, in both pictures. */
const LEAST_PIXELS = 24;

/** Colours differ where their difference is larger than this, of a range of 2. */
const DIFFERENT = 0.15;

/** Scene i is painted in the style of scene i + SHIFT. */
const SHIFT = 7;

export async function styleFollowing(
  painter: TfjsGenerator,
  scenes: readonly ToyScene[],
  codes: readonly StyleCodes[],
): Promise<StyleFollowing> {
  const mean = meanCodes(codes);
  const colours = scenes.map(({ image, labels }) => regionColours(image, labels));
  const usual = meanColours(colours);
  const [painted, given]: [number[], number[]] = [[], []];
  let [nearer, different] = [0, 0];
  for (let from = 0; from < scenes.length; from += 16) {
    const some = scenes.slice(from, from + 16);
    const styleOf = (i: number) => (from + i + SHIFT) % scenes.length;
    const conditions = some.map((scene, i) => ({
      ...sceneConditions(scene),
      styles: fillMissing(codes[styleOf(i)], mean),
    }));
    const { image } = await painter.synthesize(conditionsOf(...conditions));
    for (const [i, { labels }] of some.entries()) {
      const length = 3 * labels.length;
      const result = regionColours(image.data.subarray(i * length, (i + 1) * length), labels);
      const [own, style] = [colours[from + i], colours[styleOf(i)]];
      for (const [k, colour] of result) {
        const [wanted, before, common] = [style.get(k), own.get(k), usual.get(k)];
        if (wanted === undefined || before === undefined || common === undefined) continue;
        for (let c = 0; c < 3; c++) {
          painted.push(colour[c] - common[c]);
          given.push(wanted[c] - common[c]);
        }
        if (distance(wanted, before) < DIFFERENT) continue;
        different++;
        if (distance(colour, wanted) < distance(colour, before)) nearer++;
      }
    }
  }
  return { ...regression(given, painted), styleNearer: nearer / different };
}

type Colour = readonly [number, number, number];

/** Mean colour of each region of some size. @param image [3, pixels] */
function regionColours(image: Float32Array, labels: Int32Array): Map<number, Colour> {
  const sums = new Map<number, [number, number, number, number]>();
  for (const [p, k] of labels.entries()) {
    const sum = sums.get(k) ?? [0, 0, 0, 0];
    for (let c = 0; c < 3; c++) sum[c] += image[c * labels.length + p];
    sum[3]++;
    sums.set(k, sum);
  }
  return new Map(
    [...sums]
      .filter(([, sum]) => sum[3] >= LEAST_PIXELS)
      .map(([k, [r, g, b, n]]) => [k, [r / n, g / n, b / n]]),
  );
}

/** Of each class, over the scenes that show it. */
function meanColours(all: readonly ReadonlyMap<number, Colour>[]): Map<number, Colour> {
  const means = new Map<number, Colour>();
  for (const k of new Set(all.flatMap((colours) => [...colours.keys()]))) {
    const shown = all.flatMap((colours) => colours.get(k) ?? []);
    const mean = (c: number) =>
      shown.reduce((sum, value, i) => sum + (i % 3 === c ? value : 0), 0) / (shown.length / 3);
    means.set(k, [mean(0), mean(1), mean(2)]);
  }
  return means;
}

function distance(a: Colour, b: Colour): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Of y over x. */
function regression(
  x: readonly number[],
  y: readonly number[],
): Pick<StyleFollowing, "styleSlope" | "styleCorrelation"> {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i] - mx, y[i] - my];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return { styleSlope: xy / xx, styleCorrelation: xy / Math.sqrt(xx * yy) };
}
