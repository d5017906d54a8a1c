/**
 * Colours for classes whose data set gives them none (COCO-Stuff): as different from each other, and from
 * those already taken, as a screen allows.
 *
 * Colours are picked one after the other, each the one farthest in OKLab from all before it, so that the
 * first few are the most different and the same classes always get the same colours.
 * OKLab: Björn Ottosson, https://bottosson.github.io/posts/oklab/.
 *
 * @module
 */

/** Red, green and blue, 0…255. */
export type Rgb = readonly [r: number, g: number, b: number];

type Lab = readonly [lightness: number, a: number, b: number];

/** Levels per channel of the colours to pick from. */
const LEVELS = [0, 24, 48, 72, 96, 120, 144, 168, 192, 216, 240, 255];

/** Darker than this reads as black, lighter as white. */
const LIGHTNESS = { least: 0.38, most: 0.94 };

/**
 * Picks `count` colours far from each other and from `taken`.
 *
 * @param taken Colours in use; black and white are avoided as well.
 */
export function spreadColors(count: number, taken: readonly Rgb[] = []): Rgb[] {
  const candidates: Rgb[] = LEVELS.flatMap((r) =>
    LEVELS.flatMap((g) => LEVELS.map((b): Rgb => [r, g, b])),
  ).filter((color) => {
    const [lightness] = okLab(color);
    return lightness > LIGHTNESS.least && lightness < LIGHTNESS.most;
  });
  const places = candidates.map(okLab);
  const nearest = new Float64Array(candidates.length).fill(Number.POSITIVE_INFINITY);
  const avoid = (from: Lab): void => {
    places.forEach((place, i) => {
      nearest[i] = Math.min(nearest[i], squaredDistance(place, from));
    });
  };
  for (const color of [[0, 0, 0], [255, 255, 255], ...taken] as Rgb[]) avoid(okLab(color));
  return Array.from({ length: count }, () => {
    const farthest = nearest.indexOf(nearest.reduce((a, b) => Math.max(a, b)));
    avoid(places[farthest]);
    return candidates[farthest];
  });
}

/** OKLab coordinates of an sRGB colour; a distance of 0.02 is just visible. */
export function okLab(color: Rgb): readonly [lightness: number, a: number, b: number] {
  const [r, g, b] = color.map(linear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function linear(channel: number): number {
  const v = channel / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

function squaredDistance(a: Lab, b: Lab): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}
